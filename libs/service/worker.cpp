#include "libs/service/worker.hpp"

#include "libs/http/problem.hpp"
#include "libs/log/log.hpp"
#include "libs/service/api.hpp"
#include "libs/service/crash_point.hpp"
#include "libs/service/sentences.hpp"

namespace comptoir::service {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 250ms;  // deadlines, repair of streams

}  // namespace

Worker::Worker(Room& room, WorkerSettings settings, World world, metrics::Registry& metrics)
    : room_(room),
      settings_(std::move(settings)),
      emits_(emitted(room, settings_.partition)),
      consumes_(consumed(room, settings_.partition)),
      traces_{settings_.tracer, service_name(room)},
      world_(std::move(world)),
      ids_(world_.ids, is_partitioned(room) ? settings_.partition : bus::Partition{}),
      inbox_(consumes_, settings_.queue_max, world_.tempo),
      publisher_(world_.redis, world_.seal, traces_),
      measures_(metrics, room) {}

Worker::~Worker() { stop(); }

void Worker::start() {
  threaded_ = true;
  thread_ = GuardedThread("ouvrier " + room_.name(), [this](std::stop_token stop) { run(stop); });
}

void Worker::stop() {
  inbox_.set_open(false);
  acts_.set_open(false);
  thread_.request_stop();
  inbox_.wake();
  if (thread_.joinable()) thread_.join();
  inbox_.set_open(false);  // a session may have opened it while it was told to stop
  acts_.set_open(false);
  refuse_waiting("Le service s'arrête.");
}

void Worker::submit(Delivery d) {
  const auto respond = d.respond;
  if (!inbox_.push(std::move(d))) respond(unavailable("File pleine, ou partition tenue par une autre instance."));
}

void Worker::submit(journal::ActRequest request, http::Responder respond) {
  if (!acts_.push({std::move(request), respond}))
    return respond(unavailable("Trop de demandes, ou partition tenue par une autre instance."));
  inbox_.wake();
}

WorkerState Worker::state() const {
  const std::lock_guard lock(state_mutex_);
  auto state = state_;
  state.database = state_.database && world_.tempo.now() - turned_ < kSilent;
  state.queued = inbox_.size();
  state.commands = std::min(inbox_.commands(), state.queued);
  state.commands_max = settings_.queue_max;
  state.views = horizon_.views();
  state.filled = horizon_.filled;
  state.handed = horizon_.handed;
  if (!consumes_.empty()) state.redis = horizon_.connected() && (state.redis || emits_.empty());
  return state;
}

void Worker::run(std::stop_token stop) {
  while (!stop.stop_requested() || (owner_ && inbox_.commands() > 0)) step();
  leave();
}

void Worker::step() {
  {
    const std::lock_guard lock(state_mutex_);
    turned_ = world_.tempo.now();
  }
  try {
    if (!store_) connect();
    if (owner_)
      turn();
    else
      own();
  } catch (const std::exception& e) {
    measures_.lost_sessions.Increment();
    log::warn("session perdue, reprise", {{"service", room_.name()}, {"raison", e.what()}});
    forget_session();
    world_.tempo.sleep(kReconnect);
  }
}

void Worker::read() {
  if (reader_) reader_->step({});
}

void Worker::connect() {
  store_ = world_.database();
  connected(true);
}

void Worker::load() {
  heads_ = store_->heads(emits_);
  positions_ = selected_ = store_->positions(consumes_);
  const auto keys = store_->blocked_keys();
  blocked_ = {keys.begin(), keys.end()};
  store_->interrupt_acts();
  publisher_.reset(heads_);
  for (const auto& [stream, seq] : positions_) horizon_.apply(stream, seq);
  const auto group = service_name(room_);
  reader_ = std::make_unique<Reader>(
      ReaderSettings{group, group + "-" + std::to_string(settings_.partition.number)}, world_, positions_, inbox_,
      room_,
      [this](Foreign f) {
        const std::lock_guard lock(foreign_mutex_);
        foreign_.push_back(std::move(f));
      },
      horizon_);
  if (threaded_) reader_->start();
  world_.handover.begin(emits_, true);
  next_tick_ = {};
  inbox_.set_open(true);
  acts_.set_open(true);
}

void Worker::turn() {
  const Inbox::Ready ready =
      room_.causal() ? Inbox::Ready([this](const Delivery& d) { return this->ready(d); }) : nullptr;
  if (world_.tempo.now() >= next_tick_) tick();
  begin_acts();
  current_ = inbox_.drain(settings_.batch_max, idle_for(), ready);
  if (!current_.empty()) apply(0, current_.size());
  current_.clear();
  if (redrive_) redrive();
  if (giving_way_ && !redrive_ && inbox_.commands() == 0) {
    log::info("partition cédée", {{"service", room_.name()}, {"partition", settings_.partition.number}});
    forget_session();
  }
}

// For a causal room: an event waits until its cause is applied. Events are seen in the order they are taken.
bool Worker::ready(const Delivery& d) {
  const auto& o = *d.input.origin;
  if (o.causation) {
    const auto cause = selected_.find(o.causation->stream);
    if (cause != selected_.end() && cause->second < o.causation->seq) return false;
  }
  selected_[o.stream] = o.seq;
  return true;
}

// What is lost with a session comes again: nobody but the entry's owner takes it off its stream.
std::vector<Foreign> Worker::take_foreign() {
  const std::lock_guard lock(foreign_mutex_);
  return std::exchange(foreign_, {});
}

void Worker::renew() {
  next_renewal_ = world_.tempo.now() + settings_.renew;
  const auto letters = store_->waiting_letters();
  {
    const std::lock_guard lock(state_mutex_);
    state_.letters = letters;
  }
  give_way();
}

void Worker::tick() {
  next_tick_ = world_.tempo.now() + kTick;
  if (world_.tempo.now() >= next_renewal_) renew();
  publisher_.tick(*store_);
  for (const auto& f : take_foreign()) store_->park({journal::foreign_letter(f.stream, f.entry, f.raw)});
  current_.clear();
  for (auto& message : store_->due(room_, world_.clock.now())) {
    Delivery d;
    d.input.message = std::move(message);
    current_.push_back(std::move(d));
  }
  if (!current_.empty()) apply(0, current_.size());
  publish_state();
}

void Worker::apply(std::size_t begin, std::size_t end) {
  const auto left = halve(begin, begin, end);
  if (left < end) transact(left, end);
}

// The essay in worker.hpp: halve until the culprit stands alone. It is not tried again: what time can cure is Retryable,
// and while it would wait, so would every other key. It is parked with its neighbours' effects, in one commit.
std::size_t Worker::halve(std::size_t from, std::size_t begin, std::size_t end) {
  try {
    transact(from, end);
    return end;
  } catch (const Retryable&) {
    throw;
  } catch (const std::exception& e) {
    measures_.retries.Increment();
    if (end - begin == 1) {
      const bool waits = give_up(current_[begin], e) || from < begin;
      return waits ? from : end;
    }
  }
  const auto middle = begin + (end - begin) / 2;
  const auto left = halve(from, begin, middle);
  return halve(left, middle, end);
}

bool Worker::give_up(Delivery& d, const std::exception& e) {
  log_failure(d, service_name(room_), e.what());
  if (d.is_event()) {
    d.poison = e.what();
    d.causes = causes_of(e);
    return true;
  }
  if (d.is_command())
    d.respond(http::incident(service_name(room_), e.what(), {},
                             "La commande n'a pas pu être appliquée; rien n'a été écrit."));
  d = Delivery{};  // nothing is left to apply or to answer here
  return false;
}

void Worker::transact(std::size_t begin, std::size_t end) {
  Lap lap;
  committing_ = false;
  const auto begun = world_.clock.now();
  Transaction tx(*store_);
  for (auto i = begin; i < end; ++i) current_[i].done = false;
  answer_recorded(begin, end);
  store_->move(moves(begin, end));
  if (current_[begin].letter) redrive_->claim(*store_, current_);
  store_->park(poisoned(begin, end));
  std::vector<Input*> inputs;
  for (auto i = begin; i < end; ++i) {
    auto& d = current_[i];
    if (!d.done && d.poison.empty() && d.input.message.has_value()) inputs.push_back(&d.input);
  }
  BatchTrace trace(traces_, begun, inputs);
  // To the millisecond, as its events will say it: what a room dates by it can be told again from them.
  Batch batch(std::chrono::floor<std::chrono::milliseconds>(world_.clock.now()), ids_, std::move(inputs));
  if (!batch.inputs().empty()) store_->apply(room_, batch);
  const auto entries = entries_of(batch, trace);
  store_->append(entries);
  store_->record(answers(begin, end));
  if (!store_->moved()) throw Retryable("another instance moved the positions");
  measures_.applying.Observe(lap());
  crash_point(traces_.service, "avant_commit");
  committing_ = true;
  tx.commit();
  crash_point(traces_.service, "apres_commit");
  committing_ = false;
  measures_.committing.Observe(lap());
  trace.committed(world_.clock.now());
  batch.committed();
  finish(begin, end, entries, batch, trace);
}

// Commands whose key has an answer already get it again; a key that stands twice in one batch waits for the next.
void Worker::answer_recorded(std::size_t begin, std::size_t end) {
  std::vector<std::string> keys;
  std::set<std::string> first;
  Batches again;
  for (auto i = begin; i < end; ++i) {
    auto& d = current_[i];
    if (d.key.empty() || d.done) continue;
    if (first.insert(d.key).second) {
      keys.push_back(d.key);
    } else if (d.respond) {
      again.push_back(std::move(d));
      d = Delivery{};  // nothing is left to apply or to answer here, however often this batch runs
    }
  }
  inbox_.put_back(std::move(again));
  const auto known = store_->recorded(keys);
  for (auto i = begin; i < end && !known.empty(); ++i) {
    auto& d = current_[i];
    const auto found = known.find(d.key);
    if (d.done || d.key.empty() || found == known.end()) continue;
    d.done = true;
    const auto& r = found->second;
    if (r.empreinte == d.fingerprint) {
      d.input.answer = {r.statut, r.corps, "application/json", {{"Idempotency-Replayed", "true"}}};
      if (!r.lieu.empty()) d.input.answer.headers.emplace_back("Location", r.lieu);
    } else {
      d.input.answer = http::problem(422, "Clé d'idempotence déjà utilisée",
                                     "Cette clé a servi à une autre requête; employez une clé neuve.",
                                     {{"Idempotency-Key", "déjà utilisée avec un autre corps"}});
    }
  }
}

std::vector<journal::Move> Worker::moves(std::size_t begin, std::size_t end) const {
  std::map<std::string, std::int64_t> to;
  for (auto i = begin; i < end; ++i)
    if (current_[i].is_fresh()) {
      const auto& o = current_[i].input.origin;
      auto& last = to.try_emplace(o->stream, positions_.at(o->stream)).first->second;
      if (o->seq != ++last) throw Retryable("gap in " + o->stream + " at " + std::to_string(o->seq));
    }
  std::vector<journal::Move> out;
  for (const auto& [stream, seq] : to) out.push_back({stream, positions_.at(stream), seq});
  return out;
}

// Marks events whose key is blocked, and lists all that must be parked, in order.
std::vector<journal::DeadLetter> Worker::poisoned(std::size_t begin, std::size_t end) {
  std::vector<journal::DeadLetter> out;
  std::set<std::string> blocked;
  for (auto i = begin; i < end; ++i) {
    auto& d = current_[i];
    if (!d.is_fresh()) continue;
    const auto& o = *d.input.origin;
    const bool behind = !o.cle.empty() && (blocked_.contains(o.cle) || blocked.contains(o.cle));
    if (d.poison.empty() && behind && d.input.message.has_value())
      d.poison = "clé bloquée: un événement plus ancien de " + o.cle + " attend";
    if (d.poison.empty()) continue;
    if (!o.cle.empty()) blocked.insert(o.cle);
    out.push_back({o.stream, o.seq, "", o.cle, o.event_id, o.event_type, o.raw, d.poison, 1, d.causes});
  }
  return out;
}

std::vector<journal::Entry> Worker::entries_of(const Batch& batch, const BatchTrace& trace) const {
  auto next = heads_;
  std::vector<journal::Entry> out;
  for (const auto& [cause, e] : batch.emitted()) {
    bus::Envelope envelope;
    envelope.event_id = world_.ids.next(batch.now());
    envelope.event_type = e.event_type;
    envelope.aggregate_id = e.aggregate_id;
    envelope.timestamp = batch.now();
    envelope.source = service_name(room_);
    envelope.schema_version = bus::newest_version(e.event_type);
    envelope.correlation_id = e.correlation_id;
    envelope.cle = e.cle;
    envelope.traceparent = trace.context_of(*cause);
    if (const auto& o = cause->origin)
      envelope.causation = bus::Causation{o->event_id, o->stream, bus::partition_of(o->stream), o->seq};
    auto stream = bus::stream_of(e.stream, settings_.partition);
    const auto seq = ++next.at(stream);
    out.push_back({std::move(stream), seq, envelope.event_id, e.event_type, e.aggregate_id, e.cle,
                   bus::encode(envelope, e.data)});
  }
  return out;
}

std::vector<journal::Idempotent> Worker::answers(std::size_t begin, std::size_t end) const {
  std::vector<journal::Idempotent> out;
  for (auto i = begin; i < end; ++i) {
    const auto& d = current_[i];
    const auto& a = d.input.answer;
    if (d.key.empty() || d.done || a.status < 200 || a.status > 299) continue;
    std::string location;
    for (const auto& [name, value] : a.headers)
      if (name == "Location") location = value;
    out.push_back({d.key, d.fingerprint, a.status, a.body, location});
  }
  return out;
}

// After the commit: nothing here can undo it, and nothing here may be needed for it to be true.
void Worker::finish(std::size_t begin, std::size_t end, const std::vector<journal::Entry>& entries, const Batch& batch,
                    const BatchTrace& trace) {
  Publisher::Acks acks;
  const auto now = batch.now();
  for (const auto& e : entries) heads_[e.stream] = e.seq;
  for (auto i = begin; i < end; ++i)
    if (const auto& o = current_[i].input.origin; current_[i].is_fresh()) positions_[o->stream] = o->seq;
  for (const auto& [stream, seq] : positions_) horizon_.apply(stream, seq);
  world_.handover.tell(entries);
  crash_point(traces_.service, "apres_remise");
  publish_state();  // who has an answer finds here what it speaks of
  for (auto i = begin; i < end; ++i) {
    auto& d = current_[i];
    d.done = true;
    if (d.respond) std::exchange(d.respond, nullptr)(std::move(d.input.answer));
    if (!d.is_fresh()) continue;
    const auto& o = *d.input.origin;
    if (!d.handed) acks[o.stream].push_back(o.seq);
    if (!d.poison.empty()) measures_.parked.Increment(), told_aside(traces_, d, world_.clock.now());
    if (!d.poison.empty() && !o.cle.empty()) blocked_.insert(o.cle);
    if (!d.poison.empty()) continue;
    const std::chrono::duration<double> latency = now - o.timestamp;
    measures_.latency.Observe(latency.count());
    measures_.latency_ms.Observe(latency.count() * 1000);
  }
  measures_.batch_size.Observe(static_cast<double>(end - begin));
  measures_.steps(batch);
  Lap lap;
  crash_point(traces_.service, "apres_reponse");
  publisher_.publish(entries, acks);
  crash_point(traces_.service, "apres_publication");
  measures_.publishing.Observe(lap());
  trace.published(batch, entries, publisher_.published(), world_.clock.now());
  log_events(batch, service_name(room_));
  publish_state();
}

void Worker::publish_state() {
  const std::lock_guard lock(state_mutex_);
  if (!std::exchange(state_.owner, true)) state_.owner_since = world_.clock.now();
  state_.heads = heads_;
  state_.positions = positions_;
  state_.published = publisher_.published();
  state_.republished = publisher_.republished();
  state_.redis = publisher_.connected();
}

void Worker::connected(bool to_database) {
  const std::lock_guard lock(state_mutex_);
  state_.database = to_database;
}

}  // namespace comptoir::service
