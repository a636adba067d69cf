#include "services/event-store/app/enregistrer.hpp"

#include <algorithm>

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
  auto& origine = rangee.postee() ? lot.postes : lot.services;
  rangee.place.position = ++lot.position;
  rangee.place.version = ++origine.versions[rangee.aggregate_id];
  origine.connus[rangee.event_id] = rangee.place;
  lot.nouvelles.push_back(std::move(rangee));
  return lot.nouvelles.back().place;
}

Publication::Inscrit ajouter(Lot& lot, const EvenementPublie& e, Instant now, IdSource& ids) {
  const std::string event_id = e.event_id ? *e.event_id : ids.next(now);
  Rangee rangee = rangee_de(e, event_id, e.correlation_id.value_or(e.aggregate_id), e.horodatage.value_or(now));
  rangee.place.empreinte = e.empreinte;
  rangee.data = e.data;
  return {event_id, ajouter(lot, std::move(rangee))};
}

// A service's place has no fingerprint: whoever posts its id contradicts it.
const Place* connu(const Lot& lot, const EvenementPublie& e) {
  if (!e.event_id) return nullptr;
  for (const auto* origine : {&lot.postes, &lot.services})
    if (const auto found = origine->connus.find(*e.event_id); found != origine->connus.end()) return &found->second;
  return nullptr;
}

bool est_d_un_service(const Lot& lot, const std::string& aggregate_id) {
  const auto found = lot.services.versions.find(aggregate_id);
  return found != lot.services.versions.end() && found->second > 0;
}

Publication refus(Publication::Issue issue, std::size_t coupable, std::int64_t courante = 0) {
  Publication p;
  p.issue = issue;
  p.coupable = coupable;
  p.courante = courante;
  return p;
}

// A request is repeated whole or not at all: of a part nobody can say what its author meant.
Publication repetition(const Lot& lot, const std::vector<EvenementPublie>& evenements) {
  Publication p;
  p.issue = Publication::Issue::repete;
  for (std::size_t i = 0; i < evenements.size(); ++i) {
    const auto* place = connu(lot, evenements[i]);
    if (!place || place->empreinte != evenements[i].empreinte) return refus(Publication::Issue::contredit, i);
    p.inscrits.push_back({*evenements[i].event_id, *place});
  }
  return p;
}

std::optional<Publication> conflit(const Lot& lot, const std::vector<EvenementPublie>& evenements) {
  std::unordered_map<std::string, std::int64_t> versions;
  for (std::size_t i = 0; i < evenements.size(); ++i) {
    const auto& e = evenements[i];
    if (est_d_un_service(lot, e.aggregate_id)) return refus(Publication::Issue::reserve, i);
    const auto& connues = lot.postes.versions;
    const auto known = connues.find(e.aggregate_id);
    auto& version = versions.try_emplace(e.aggregate_id, known == connues.end() ? 0 : known->second).first->second;
    if (!e.attendu.tient(version)) return refus(Publication::Issue::conflit, i, version);
    ++version;
  }
  return std::nullopt;
}

}  // namespace

bool Attendu::tient(std::int64_t courante) const {
  switch (regle) {
    case Regle::aucune: return courante == 0;
    case Regle::existe: return courante > 0;
    case Regle::exactement: return courante == version;
    default: return true;
  }
}

void ajouter_besoins(Besoins& besoins, const Message& message) {
  if (const auto* recu = std::get_if<EvenementRecu>(&message)) {
    besoins.aggregates.insert(recu->aggregate_id);
    besoins.event_ids.insert(recu->event_id);
    return;
  }
  for (const auto& e : std::get<Publier>(message).evenements) {
    besoins.aggregates_postes.insert(e.aggregate_id);
    if (e.event_id) besoins.ids_postes.insert(*e.event_id);
  }
}

void recevoir(Lot& lot, const EvenementRecu& e, Provenance p) {
  if (lot.services.connus.contains(e.event_id)) return;
  Rangee rangee = rangee_de(e, e.event_id, e.correlation_id, e.horodatage);
  rangee.stream = std::move(p.stream);
  rangee.seq = p.seq;
  rangee.enveloppe = std::move(p.enveloppe);
  ajouter(lot, std::move(rangee));
}

Publication publier(Lot& lot, const Publier& message, Instant now, IdSource& ids) {
  const auto& evenements = message.evenements;
  if (std::ranges::any_of(evenements, [&](const auto& e) { return connu(lot, e) != nullptr; }))
    return repetition(lot, evenements);
  if (auto refuse = conflit(lot, evenements)) return *refuse;
  Publication p;
  for (const auto& e : evenements) p.inscrits.push_back(ajouter(lot, e, now, ids));
  return p;
}

}  // namespace comptoir::event_store
