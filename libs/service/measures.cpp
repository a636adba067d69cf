#include "libs/service/measures.hpp"

#include "libs/bus/streams.hpp"

namespace comptoir::service {
namespace {

const metrics::Buckets kMilliseconds = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 30000};
const metrics::Buckets kLatency = {.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 5, 30};
const metrics::Buckets kSizes = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
constexpr const char* kStage = "comptoir_lot_etape_seconds";
constexpr const char* kStageHelp = "Temps d'un lot : appliquer, valider (COMMIT), publier.";

metrics::Labels stage(const std::string& service, const char* name) { return {{"service", service}, {"etape", name}}; }

double seconds(Instant t) { return std::chrono::duration<double>(t.time_since_epoch()).count(); }

double age(Instant t) { return std::max(0., seconds(SystemClock().now()) - seconds(t)); }

}  // namespace

Measures::Measures(metrics::Registry& r, const Room& room)
    : latency_ms(r.histogram("commande_latence_ms", "De l'émission d'un événement à sa consommation, en ms.",
                             {{"service", room.name()}}, kMilliseconds)),
      latency(r.histogram("comptoir_evenement_latence_seconds", "De l'émission d'un événement à sa consommation.",
                          {{"service", room.name()}}, kLatency)),
      batch_size(r.histogram("comptoir_lot_taille", "Entrées par transaction.", {{"service", room.name()}}, kSizes)),
      applying(r.histogram(kStage, kStageHelp, stage(room.name(), "appliquer"))),
      committing(r.histogram(kStage, kStageHelp, stage(room.name(), "valider"))),
      publishing(r.histogram(kStage, kStageHelp, stage(room.name(), "publier"))),
      parked(r.counter("comptoir_lettres_mortes_total", "Événements mis de côté.", {{"service", room.name()}})),
      replayed(r.counter("comptoir_lettres_rejouees_total", "Événements mis de côté, puis appliqués.",
                         {{"service", room.name()}})),
      retries(r.counter("comptoir_reprises_total", "Lots coupés en deux ou abandonnés après un échec.",
                        {{"service", room.name()}})),
      lost_sessions(
          r.counter("comptoir_sessions_perdues_total", "Sessions PostgreSQL perdues.", {{"service", room.name()}})),
      registry_(r),
      service_(room.name()),
      emits_(!room.emits().empty()),
      consumes_(!room.consumes().empty()) {}

void Measures::steps(const Batch& batch) {
  for (const auto& [cause, emission] : batch.emitted()) {
    if (!cause->origin) continue;
    const bool known = steps_.contains(emission.event_type) || steps_.size() < kMaxTypes;
    auto& series = steps_[known ? emission.event_type : "autre"];
    if (!series)
      series = &registry_.histogram(
          "comptoir_etape_seconds", "De l'émission d'un événement à celle de l'événement qu'il cause.",
          {{"service", service_}, {"event_type", known ? emission.event_type : "autre"}}, kLatency);
    series->Observe(std::chrono::duration<double>(batch.now() - cause->origin->timestamp).count());
  }
}

prometheus::Gauge& Measures::gauge(const std::string& name, const std::string& help, metrics::Labels labels) {
  labels.emplace("service", service_);
  return registry_.gauge(name, help, labels);
}

prometheus::Gauge& Measures::of_stream(const std::string& name, const std::string& help, const std::string& stream) {
  return gauge(name, help, {{"stream", stream}, {"partition", std::to_string(bus::partition_of(stream))}});
}

void Measures::raise(const std::string& name, const std::string& help, std::int64_t to) {
  auto& counter = registry_.counter(name, help, {{"service", service_}});
  if (const double by = static_cast<double>(to) - counter.Value(); by > 0) counter.Increment(by);
}

void Measures::show_partition(int number, const WorkerState& s) {
  const metrics::Labels partition{{"partition", std::to_string(number)}};
  gauge("comptoir_partition_tenue", "1 quand cette instance tient la partition.", partition).Set(s.owner);
  gauge("comptoir_partition_depuis_timestamp_seconds", "Depuis quand elle la tient ; 0 sinon.", partition)
      .Set(s.owner ? seconds(s.owner_since) : 0);
}

void Measures::show(const WorkerState& s) {
  gauge("comptoir_postgresql_joignable", "1 quand le service a une session sur sa base, et qu'elle répond.")
      .Set(s.database);
  gauge("comptoir_redis_joignable", "1 quand le service atteint Redis.").Set(s.redis);
  gauge("comptoir_lettres_mortes", "Lettres mortes qui attendent une personne.")
      .Set(static_cast<double>(s.letters.letters));
  gauge("comptoir_lettre_morte_age_seconds", "Âge de la plus ancienne ; 0 quand il n'y en a pas.")
      .Set(s.letters.letters > 0 ? age(s.letters.oldest) : 0);
  raise("comptoir_republies_total", "Événements publiés à nouveau : leur stream les avait perdus.", s.republished);
  raise("comptoir_combles_total", "Événements lus au journal du producteur plutôt qu'au stream.", s.filled);
  raise("comptoir_remis_total", "Événements remis par leur producteur, dans le même processus, avant le stream.",
        s.handed);
  show_queues(s);
  show_streams(s);
}

void Measures::show_queues(const WorkerState& s) {
  if (emits_ || s.commands_max > 0) {
    gauge("comptoir_file", "Entrées qui attendent le worker.", {{"file", "commandes"}})
        .Set(static_cast<double>(s.commands));
    gauge("comptoir_file_limite", "Entrées qui attendent, au plus.", {{"file", "commandes"}})
        .Set(static_cast<double>(s.commands_max));
  }
  if (!consumes_) return;
  gauge("comptoir_file", "Entrées qui attendent le worker.", {{"file", "evenements"}})
      .Set(static_cast<double>(s.queued - s.commands));
  gauge("comptoir_file_limite", "Entrées qui attendent, au plus.", {{"file", "evenements"}})
      .Set(static_cast<double>(Inbox::kMaxEvents * s.views.size()));
}

void Measures::show_streams(const WorkerState& s) {
  for (const auto& [stream, head] : s.heads)
    of_stream("comptoir_journal_tete", "Dernier numéro du journal.", stream).Set(static_cast<double>(head));
  for (const auto& [stream, seq] : s.published)
    of_stream("comptoir_stream_publie", "Dernier numéro publié au stream.", stream).Set(static_cast<double>(seq));
  for (const auto& [stream, seq] : s.positions)
    of_stream("comptoir_position", "Dernier numéro appliqué par le consommateur.", stream)
        .Set(static_cast<double>(seq));
  for (const auto& [stream, view] : s.views) {
    of_stream("comptoir_retard_evenements", "Événements connus et pas encore appliqués.", stream)
        .Set(static_cast<double>(view.events()));
    of_stream("comptoir_retard_seconds", "Depuis quand rien n'avance alors qu'il y a de quoi.", stream)
        .Set(view.behind_for.count());
    of_stream("comptoir_trou", "1 quand il manque un événement au stream et que le journal ne l'a pas encore donné.",
              stream)
        .Set(view.gap);
  }
}

}  // namespace comptoir::service
