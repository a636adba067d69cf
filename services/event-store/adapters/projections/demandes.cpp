#include "services/event-store/adapters/projections/demandes.hpp"

#include "libs/log/log.hpp"
#include "services/event-store/adapters/projections/reprise.hpp"

namespace comptoir::event_store::projections {
namespace {

// What an operator was told is done survives a crash.
void attendre_le_disque(postgres::Connection& sql) { sql.execute("SET LOCAL synchronous_commit = on"); }

Issue reconstruire(postgres::Connection& sql, const Demande& d) {
  postgres::Transaction tx(sql);
  attendre_le_disque(sql);
  const auto& p = projection(d.nom);
  if (const auto deja = tenir(sql, d.nom, Role::construction)) {
    const bool en_cours = deja->verdict.empty() && deja->version == p.nom().version;
    if (en_cours && deja->accepter_difference == d.accepter_difference) return {.generation = deja->generation};
    demolir(sql, *deja);
  }
  const auto neuf = batir(sql, p, Role::construction, d.accepter_difference);
  tx.commit();
  return {.generation = neuf.generation};
}

Issue revenir(postgres::Connection& sql, const Demande& d) {
  postgres::Transaction tx(sql);
  attendre_le_disque(sql);
  const auto active = tenir(sql, d.nom, Role::active), precedente = tenir(sql, d.nom, Role::precedente);
  if (!active || !precedente) return {.refus = "Il n'y a pas d'état précédent de la projection " + d.nom + "."};
  if (precedente->version != projection(d.nom).nom().version)
    return {.refus = "L'état précédent de " + d.nom + " est de la version " + std::to_string(precedente->version) +
                     " du repli : lancez le programme qui l'a fait, il la reconstruira."};
  sql.run(
      "UPDATE projections SET role = CASE role WHEN 'active' THEN 'precedente' ELSE 'active' END "
      "WHERE nom = $1 AND role IN ('active', 'precedente')",
      {d.nom});
  tx.commit();
  return {.generation = precedente->generation};
}

}  // namespace

Issue executer(postgres::Connection& sql, const Demande& d) {
  try {
    if (!existe_registre(sql)) return {.indisponible = true};
    switch (d.quoi) {
      case Demande::Quoi::reconstruire: return reconstruire(sql, d);
      case Demande::Quoi::revenir: return revenir(sql, d);
      case Demande::Quoi::reprendre: return reprendre(sql, d);
    }
    return {.indisponible = true};
  } catch (const std::exception& e) {
    log::error("demande sur une projection sans effet", {{"projection", d.nom}, {"raison", e.what()}});
    return {.indisponible = true};
  }
}

}  // namespace comptoir::event_store::projections
