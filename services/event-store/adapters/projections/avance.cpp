#include "services/event-store/adapters/projections/avance.hpp"

#include "libs/log/log.hpp"

namespace comptoir::event_store::projections {
namespace {

using Bloques = std::set<std::string, std::less<>>;

void deplacer_ou_ceder(postgres::Connection& sql, Batiment& b, std::int64_t jusqua) {
  if (!deplacer(sql, b, jusqua))
    throw Depassee("la projection " + b.nom + " n'est plus à la position " + std::to_string(b.position));
}

void appliquer_sains(postgres::Connection& sql, const Projection& p, const Batiment& b,
                     std::span<const Evenement> evenements, const Bloques& bloques) {
  std::vector<Evenement> sains, derriere;
  for (const auto& e : evenements) (bloques.contains(e.aggregate_id) ? derriere : sains).push_back(e);
  if (!sains.empty()) p.appliquer(sql, b.schema(), sains);
  ecarter(sql, b, derriere, "un événement plus ancien de cet agrégat est écarté");
}

// One after the other: what the first half parks blocks the second.
class Avance {
 public:
  Avance(postgres::Connection& sql, const Projection& p, Batiment& b)
      : sql_(sql), projection_(p), batiment_(b), bloques_(ecartes(sql, b)) {}

  void passer(std::span<const Evenement> evenements, std::int64_t jusqua) {
    try {
      transiger(jusqua, [&] { appliquer_sains(sql_, projection_, batiment_, evenements, bloques_); });
    } catch (const std::exception& e) {
      if (!est_poison(e) || evenements.empty()) throw;
      if (evenements.size() == 1) return mettre_a_part(evenements, jusqua, e.what());
      const auto moitie = evenements.size() / 2;
      passer(evenements.first(moitie), evenements[moitie - 1].position);
      passer(evenements.subspan(moitie), jusqua);
    }
  }

 private:
  template <class Work>
  void transiger(std::int64_t jusqua, Work work) {
    postgres::Transaction tx(sql_);
    deplacer_ou_ceder(sql_, batiment_, jusqua);
    work();
    tx.commit();
    batiment_.position = jusqua;
  }

  void mettre_a_part(std::span<const Evenement> un, std::int64_t jusqua, const std::string& raison) {
    log::error("événement écarté d'une projection", {{"projection", batiment_.nom},
                                                     {"position", un[0].position},
                                                     {"agregat", std::string(un[0].aggregate_id)},
                                                     {"raison", raison}});
    transiger(jusqua, [&] { ecarter(sql_, batiment_, un, raison); });
    bloques_.insert(std::string(un[0].aggregate_id));
  }

  postgres::Connection& sql_;
  const Projection& projection_;
  Batiment& batiment_;
  Bloques bloques_;
};

}  // namespace

// Classes 22 (data) and 23 (constraints) are what an event can cause; the rest is the statement's or the world's.
bool est_poison(const std::exception& e) {
  if (dynamic_cast<const Retryable*>(&e)) return false;
  const auto* sql = dynamic_cast<const postgres::SqlError*>(&e);
  return !sql || sql->sqlstate.starts_with("22") || sql->sqlstate.starts_with("23");
}

void avancer(postgres::Connection& sql, const Projection& p, Batiment& b, std::span<const Evenement> evenements,
             std::int64_t jusqua) {
  Avance(sql, p, b).passer(evenements, jusqua);
}

void avancer_dans(postgres::Connection& sql, const Projection& p, Batiment& b, std::span<const Evenement> evenements,
                  std::int64_t jusqua) {
  deplacer_ou_ceder(sql, b, jusqua);
  appliquer_sains(sql, p, b, evenements, ecartes(sql, b));
  b.position = jusqua;
}

}  // namespace comptoir::event_store::projections
