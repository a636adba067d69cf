#include "services/event-store/app/enregistrer.hpp"

namespace comptoir::event_store {
namespace {

template <class Message>
Rangee rangee_de(const Message& e, const std::string& event_id, const std::string& correlation_id, Instant horodatage) {
  Rangee r;
  r.event_id = event_id;
  r.event_type = e.event_type;
  r.aggregate_id = e.aggregate_id;
  r.source = e.source;
  r.correlation_id = correlation_id;
  r.horodatage = horodatage;
  return r;
}

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
  Rangee rangee = rangee_de(e, e.event_id, e.correlation_id, e.horodatage);
  rangee.stream = std::move(p.stream);
  rangee.seq = p.seq;
  rangee.enveloppe = std::move(p.enveloppe);
  ajouter(lot, std::move(rangee));
}

Publication publier(Lot& lot, const PublierEvenement& e, Instant now, IdSource& ids) {
  const std::string event_id = e.event_id ? *e.event_id : ids.next(now);
  if (const auto connu = lot.connus.find(event_id); connu != lot.connus.end()) {
    const bool meme = connu->second.empreinte == e.empreinte;
    return {meme ? Publication::Issue::repete : Publication::Issue::contredit, event_id, connu->second};
  }
  Rangee rangee = rangee_de(e, event_id, e.correlation_id.value_or(e.aggregate_id), e.horodatage.value_or(now));
  rangee.place.empreinte = e.empreinte;
  rangee.data = e.data;
  return {Publication::Issue::cree, event_id, ajouter(lot, std::move(rangee))};
}

}  // namespace comptoir::event_store
