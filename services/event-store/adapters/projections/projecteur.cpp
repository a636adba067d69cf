#include "services/event-store/adapters/projections/projecteur.hpp"

#include "libs/log/log.hpp"
#include "services/event-store/adapters/journal_sql.hpp"
#include "services/event-store/adapters/projections/demandes.hpp"

namespace comptoir::event_store::projections {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::int64_t kVerrouProjecteur = 7'203'917, kVerrouBatisseur = 7'203'918;
constexpr auto kPause = 1s;  // of a projection that failed; the others go on

void rien(postgres::Connection&) {}

Types types_de(const std::vector<Batiment>& groupe) {
  Types out;
  for (const auto& b : groupe) demander_types(out, projection(b.nom));
  return out;
}

// A projection that is new gets its tables; one whose logic has changed is built anew, beside the old.
void fonder(postgres::Connection& sql, const Projection& p, const std::vector<Batiment>& actives) {
  const auto active = std::find_if(actives.begin(), actives.end(), [&](const auto& b) { return b.nom == p.nom().nom; });
  if (active != actives.end() && active->version == p.nom().version) return;
  const auto role = active == actives.end() ? Role::active : Role::construction;
  postgres::Transaction tx(sql);
  if (const auto deja = batiment(sql, p.nom().nom, role)) {
    if (deja->version == p.nom().version) return;
    demolir(sql, *deja);
  }
  const auto neuf = batir(sql, p, role);
  if (role == Role::active) creer_index(sql, p, neuf);
  tx.commit();
}

}  // namespace

Projecteur::Projecteur(metrics::Registry* metrics, Delais delais)
    : metrics_(metrics),
      delais_(delais),
      retards_(metrics, delais),
      ouvrier_({"projecteur", kVerrouProjecteur, [this](auto& sql) { repondre(sql); },
                [this](auto& sql) { return tour(sql); }}),
      batisseur_({"bâtisseur de projections", kVerrouBatisseur, rien,
                  [this](auto& sql) { return reconstruction_.tour(sql) ? Suite::encore : Suite::rien; }}) {}

void Projecteur::start(const std::string& conninfo) {
  ouvrier_.start(conninfo);
  batisseur_.start(conninfo);
}

void Projecteur::stop() {
  attente_.close();
  batisseur_.stop();
  ouvrier_.stop();
  const std::lock_guard lock(mutex_);
  for (auto& [demande, answer] : demandes_) answer({.indisponible = true});
  demandes_.clear();
}

void Projecteur::demander(Demande d, std::function<void(Issue)> answer) {
  {
    const std::lock_guard lock(mutex_);
    demandes_.emplace_back(std::move(d), std::move(answer));
  }
  ouvrier_.presser();
}

void Projecteur::repondre(postgres::Connection& sql) {
  decltype(demandes_) demandes;
  {
    const std::lock_guard lock(mutex_);
    demandes.swap(demandes_);
  }
  for (auto& [demande, answer] : demandes) answer(executer(sql, demande));
  if (!demandes.empty()) batisseur_.reveiller();
}

Suite Projecteur::tour(postgres::Connection& sql) {
  if (!existe_registre(sql)) return Suite::rien;
  const auto tete = tete_du_journal(sql);
  auto groupes = en_retard(sql, tete);
  for (auto& [position, groupe] : groupes) avancer_groupe(sql, position, groupe, std::min(position + kTranche, tete));
  if (groupes.empty()) return Suite::rien;
  const bool loin = groupes.begin()->first + kTranche < tete;
  return loin || attente_.attendue() ? Suite::encore : Suite::repos;
}

std::map<std::int64_t, Projecteur::Groupe> Projecteur::en_retard(postgres::Connection& sql, std::int64_t tete) {
  const auto actives = batiments(sql, Role::active);
  mesurer(sql, actives, tete);
  for (const auto& p : catalogue()) fonder(sql, *p, actives);
  std::map<std::int64_t, Groupe> out;
  for (const auto& b : actives) {
    if (!est_projection(b.nom) || b.version != projection(b.nom).nom().version || b.position >= tete) continue;
    if (en_pause_[b.nom] <= steady_clock::now()) out[b.position].push_back(b);
  }
  return out;
}

// At each turn, moved or not: a projection that stands still is seen to fall behind.
void Projecteur::mesurer(postgres::Connection& sql, const std::vector<Batiment>& actives, std::int64_t tete) {
  if (!metrics_) return;
  for (const auto& b : actives) {
    if (b.nom == kSagas.nom && b.version == kSagas.version) retards_.mesurer(sql, b.schema());
    metrics_
        ->gauge("event_store_projection_retard", "Événements qu'une projection n'a pas encore vus.",
                {{"projection", b.nom}})
        .Set(static_cast<double>(tete - b.position));
  }
}

void Projecteur::avancer_groupe(postgres::Connection& sql, std::int64_t position, Groupe& groupe, std::int64_t jusqua) {
  const Tranche tranche(sql, position, jusqua, types_de(groupe));
  for (auto& b : groupe) avancer_une(sql, tranche, b, jusqua);
}

void Projecteur::avancer_une(postgres::Connection& sql, const Tranche& tranche, Batiment& b, std::int64_t jusqua) {
  try {
    const auto& p = projection(b.nom);
    avancer(sql, p, b, tranche.de_types(p.types()), jusqua);
    attente_.notify({b.nom});
  } catch (const postgres::ConnectionLost&) {
    throw;
  } catch (const std::exception& e) {
    log::error("projection arrêtée, nouvel essai dans 1 s", {{"projection", b.nom}, {"raison", e.what()}});
    en_pause_[b.nom] = steady_clock::now() + kPause;
  }
}

}  // namespace comptoir::event_store::projections
