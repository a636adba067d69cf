#include "services/event-store/app/enregistrer.hpp"

namespace comptoir::event_store {
namespace {

Place ajouter(Lot& lot, Rangee rangee) {
  rangee.place.position = ++lot.position;
  rangee.place.version = ++lot.versions[rangee.aggregate_id];
  lot.connus[rangee.event_id] = rangee.place;
  lot.nouvelles.push_back(std::move(rangee));
  return lot.nouvelles.back().place;
}

}  // namespace

void ajouter_besoins(Besoins& besoins, const Message& message) {
  if (const auto* recu = std::get_if<EvenementRecu>(&message)) {
    besoins.aggregates.insert(recu->aggregate_id);
    besoins.event_ids.insert(recu->event_id);
    return;
  }
  const auto& publie = std::get<PublierEvenement>(message);
  besoins.aggregates.insert(publie.aggregate_id);
  if (publie.event_id) besoins.event_ids.insert(*publie.event_id);
}

void recevoir(Lot& lot, const EvenementRecu& e, Provenance p) {
  if (lot.connus.contains(e.event_id)) return;
  ajouter(lot, {{}, e.event_id, e.event_type, e.aggregate_id, e.source, e.correlation_id, e.horodatage,
                std::move(p.stream), p.seq, std::move(p.enveloppe), ""});
}

Publication publier(Lot& lot, const PublierEvenement& e, Instant now, IdSource& ids) {
  const std::string event_id = e.event_id ? *e.event_id : ids.next(now);
  if (const auto connu = lot.connus.find(event_id); connu != lot.connus.end()) {
    const bool meme = connu->second.empreinte == e.empreinte;
    return {meme ? Publication::Issue::repete : Publication::Issue::contredit, event_id, connu->second};
  }
  Rangee rangee{{0, 0, e.empreinte}, event_id, e.event_type, e.aggregate_id, e.source,
                e.correlation_id.value_or(e.aggregate_id), e.horodatage.value_or(now), "", 0, "", e.data};
  return {Publication::Issue::cree, event_id, ajouter(lot, std::move(rangee))};
}

}  // namespace comptoir::event_store
