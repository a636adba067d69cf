#include "libs/service/host.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "libs/base/guarded_thread.hpp"
#include "libs/config/config.hpp"
#include "libs/http/perimeter.hpp"
#include "libs/service/guarded.hpp"
#include "libs/service/letters_api.hpp"
#include "libs/service/not_yet.hpp"
#include "libs/service/query_reads.hpp"
#include "libs/service/request_trace.hpp"
#include "libs/service/sql_store.hpp"

namespace comptoir::service {
namespace {

constexpr std::size_t kMaxKey = 200;
constexpr int kMaxWaitingReads = 1000;
constexpr int kWordsPerLease = 3;
constexpr std::size_t kWorkerSessions = 3;  // with PostgreSQL, and with Redis to read and to write

// Answers to old idempotency keys go in batches of so many: at most 2,500 a second, each batch within milliseconds.
constexpr std::int64_t kForgotten = 500;
constexpr std::chrono::milliseconds kForgetEvery{5'000}, kForgetNext{200};

bool printable(const std::string& key) {
  return !key.empty() && key.size() <= kMaxKey &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// What is asked, of what: whatever the path it came by looks like.
std::string operation(const http::Request& request) { return request.method + ' ' + http::operation_path(request); }

// The caller's key, scoped by operation; Refusal when it is missing though required, or malformed.
std::string key_of(const http::Request& request, Routes::Key rule) {
  const auto found = request.headers.find("idempotency-key");
  if (found == request.headers.end()) {
    if (rule == Routes::Key::optional) return "";
    throw Refusal{http::problem(400, "Clé d'idempotence absente", "L'en-tête Idempotency-Key est obligatoire ici.",
                                {{"Idempotency-Key", "en-tête obligatoire"}})};
  }
  if (!printable(found->second))
    throw Refusal{http::problem(400, "Clé d'idempotence invalide", "1 à 200 caractères ASCII visibles attendus.",
                                {{"Idempotency-Key", "1 à 200 caractères ASCII visibles attendus"}})};
  return operation(request) + ' ' + found->second;
}

void write_map(json::Writer& w, std::string_view name, const std::map<std::string, std::int64_t>& values) {
  w.key(name).open();
  for (const auto& [stream, seq] : values) w.field(stream, seq);
  w.close();
}

// All that a service asks goes by a key, pages included. A plan made while its tables were small must not go on scanning
// them when they have grown, and statistics come late to a table that fills in minutes.
HostSettings prepared(HostSettings settings) {
  settings.worker.renew = settings.lease / kWordsPerLease;
  settings.conninfo.append(" options='")
      .append(kSessionOptions)
      .append(" -c enable_seqscan=off -c enable_bitmapscan=off'");
  return settings;
}

}  // namespace

struct Host::Readers {
  explicit Readers(std::size_t n) : threads(n) {}
  boost::asio::thread_pool threads;
  std::atomic<int> waiting{0};
};

class Host::Paths final : public Routes {
 public:
  Paths(Host& host, http::Router& router) : host_(host), router_(router) {}

  void command(std::string method, std::string pattern, Read read, Key rule) override {
    router_.add(std::move(method), std::move(pattern),
                [this_ = &host_, read, rule](http::Request r, http::Responder respond) {
                  Delivery d;
                  bool accepted = false;
                  const auto refused = guarded(r, [&] {
                    d.key = key_of(r, rule);
                    const QueryReads reads;
                    d.input.message = read(r);
                    QueryReads::refuse_others(r);
                    accepted = true;
                    return http::Response{};
                  });
                  auto& worker = this_->worker_for(d, r);
                  if (accepted && this_->goes_elsewhere(worker, r, respond)) return;
                  d.input.traceparent = enter_trace(this_->traces_, this_->ground_.clock, r, respond);
                  if (!accepted) return respond(refused);
                  if (!d.key.empty()) d.fingerprint = sha256_hex(operation(r) + '\n' + r.body);
                  d.respond = std::move(respond);
                  worker.submit(std::move(d));
                });
  }

  void query(std::string pattern, Query query) override {
    router_.add("GET", std::move(pattern), [this_ = &host_, query](http::Request r, http::Responder respond) {
      this_->ask(query, std::move(r), std::move(respond));
    });
  }

  void stream(std::string pattern, Open open) override {
    router_.add("GET", std::move(pattern), [open](http::Request r, http::Responder respond) {
      respond(guarded(r, [&] {
        const QueryReads reads;
        auto opened = open(r);
        QueryReads::refuse_others(r);
        return opened;
      }));
    });
  }

  void raw(std::string method, std::string pattern, http::Handler handler) override {
    router_.add(std::move(method), std::move(pattern),
                [this_ = &host_, handler = std::move(handler)](http::Request r, http::Responder respond) {
                  // Where there are several owners, the handler knows whose it is.
                  const bool one = this_->workers_.size() == 1;
                  if (one && this_->goes_elsewhere(*this_->workers_.front(), r, respond)) return;
                  handler(std::move(r), std::move(respond));
                });
  }

 private:
  Host& host_;
  http::Router& router_;
};

Host::Host(Rooms rooms, HostSettings settings, Handover& handover, Clock& clock, IdSource& ids,
           metrics::Registry& metrics)
    : rooms_(std::move(rooms)),
      settings_(prepared(std::move(settings))),
      traces_{settings_.worker.tracer, service_name(room())},
      ground_{settings_.conninfo, clock},
      to_owner_(settings_.relay_proof),
      metrics_(metrics),
      pool_(settings_.conninfo, settings_.readers),
      readers_(std::make_unique<Readers>(settings_.readers)) {
  for (int p = 0; p < std::ssize(rooms_); ++p) {
    settings_.worker.partition = {p, settings_.partitions};
    workers_.push_back(std::make_unique<Worker>(*rooms_[static_cast<std::size_t>(p)], settings_.worker,
                                                world(p, handover, clock, ids), metrics));
  }
  handover.announce(journals());
}

Host::~Host() { stop(); }

World Host::world(int partition, Handover& handover, Clock& clock, IdSource& ids) {
  const auto session = [this, partition] {
    const bool candidate = workers_.at(static_cast<std::size_t>(partition))->state().refusal.empty();
    const Seat seat{neighbours_.self,
                    settings_.lease,
                    {partition, static_cast<int>(rooms_.size())},
                    settings_.partitions,
                    candidate};
    return std::make_unique<SqlStore>(settings_.conninfo, seat);
  };
  return {session,
          redis::dial(settings_.redis),
          [this] { return std::make_unique<HttpJournalSource>(neighbours_.producers); },
          [this] { return ask_event_store(neighbours_.event_store); },
          clock,
          ids,
          tempo_,
          handover,
          settings_.seal};
}

void Host::start(Neighbours neighbours) {
  neighbours_ = std::move(neighbours);
  for (const auto& room : rooms_) room->starting(ground_);
  for (const auto& worker : workers_) worker->start();
  forgetting_ = GuardedThread("oubli des clés", [this](std::stop_token stop) { forget_answers(stop); });
}

void Host::stop() {
  forgetting_ = {};
  for (const auto& room : rooms_) room->stopping();
  for (const auto& worker : workers_) worker->stop();
  readers_->threads.join();
}

bool Host::ready() const {
  return std::ranges::all_of(workers_, [this](const auto& worker) {
    return worker->state().owner || (workers_.size() > 1 && !worker->owner_elsewhere().empty());
  });
}

std::size_t Host::sessions() const { return settings_.readers + workers_.size() * kWorkerSessions; }

WorkerState Host::state() const {
  std::vector<WorkerState> states;
  for (const auto& worker : workers_) states.push_back(worker->state());
  return merged(states);
}

Worker& Host::worker_for(const Delivery& d, const http::Request& r) {
  if (workers_.size() == 1) return *workers_.front();
  const auto of = [this](std::uint64_t number) -> Worker& {
    return *workers_.at(static_cast<std::size_t>(bus::partition_of_number(number, settings_.partitions)));
  };
  if (const auto number = number_for(room(), d.input.message, d.key)) return of(*number);
  // Any will do; when it was passed on to us, one of ours: that was chosen by the turn of another instance.
  const std::uint64_t turn = turn_++;
  const bool passed_on = r.headers.contains(http::kRelayed);
  for (std::uint64_t i = 0; passed_on && i < workers_.size(); ++i)
    if (of(turn + i).owner_elsewhere().empty()) return of(turn + i);
  return of(turn);
}

// What only the owner may do, and another instance is.
bool Host::goes_elsewhere(const Worker& worker, const http::Request& r, const http::Responder& respond) {
  const auto url = worker.owner_elsewhere();
  return !url.empty() && to_owner_.forward(url, r, respond);
}

void Host::ask(const Routes::Query& query, http::Request r, http::Responder respond) {
  auto& readers = *readers_;
  if (readers.waiting >= kMaxWaitingReads) return respond(unavailable("Trop de lectures en attente."));
  ++readers.waiting;
  boost::asio::post(readers.threads, [this, query, r = std::move(r), respond = std::move(respond)] {
    guarded_call("lectures", [&] { look(query, r, respond); });
  });
}

// On a reader's thread, which is free again when the answer has to wait.
void Host::look(const Routes::Query& query, const http::Request& r, const http::Responder& respond) {
  std::optional<NotYet> later;
  auto answer = guarded(r, [&] {
    try {
      const QueryReads reads;
      auto found = pool_.with([&](postgres::Connection& c) { return query(r, c); });
      QueryReads::refuse_others(r);
      return found;
    } catch (NotYet& n) {
      later = std::move(n);
      return http::Response{};
    }
  });
  --readers_->waiting;
  if (!later) return respond(std::move(answer));
  bool waits = false;
  answer = guarded(r, [&] {
    later->when([this, again = later->again, r, respond] { ask(again, r, respond); });
    waits = true;
    return http::Response{};
  });
  if (!waits) respond(std::move(answer));
}

// Beside the worker, a few at a time: an order never waits for it.
void Host::forget_answers(std::stop_token stop) {
  for (auto next = kForgetEvery;;) {
    pause_for(stop, next);
    if (stop.stop_requested()) return;
    next = kForgetEvery;
    if (!state().owner) continue;
    try {
      const auto gone = pool_.with([&](postgres::Connection& c) {
        return journal::forget_answers(c, ground_.clock.now() - settings_.answers, kForgotten);
      });
      if (gone == kForgotten) next = kForgetNext;
    } catch (const std::exception& e) {
      log::debug("clés d'idempotence gardées", {{"service", room().name()}, {"raison", e.what()}});
    }
  }
}

void Host::submit(journal::ActRequest act, const http::Request& r, const http::Responder& respond) {
  auto& worker = *workers_.at(workers_.size() == 1 ? 0 : static_cast<std::size_t>(act.of.partition.value_or(0)));
  if (goes_elsewhere(worker, r, respond)) return;
  if (workers_.size() == 1) act.of.partition.reset();  // what it reads may have partitions, its letters are all its own
  worker.submit(std::move(act), respond);
}

void Host::measure() {
  const metrics::Labels service{{"service", name()}};
  const auto use = pool_.use();
  metrics_.gauge("comptoir_pool_taille", "Connexions de lecture, au plus.", service).Set(static_cast<double>(use.size));
  metrics_.gauge("comptoir_pool_occupees", "Connexions de lecture occupées.", service)
      .Set(static_cast<double>(use.busy));
  metrics_.gauge("comptoir_lectures_en_attente", "Lectures acceptées et sans réponse encore.", service)
      .Set(readers_->waiting);
  for (const auto& worker : workers_) worker->measure_partition();
  workers_.front()->measure(state());
}

http::Router Host::router() {
  http::Router router;
  Paths paths(*this, router);
  room().routes(paths);
  for (const auto& stream : journals())
    paths.query("/internal/journal/" + stream,
                [this, stream](const http::Request& r, postgres::Connection& c) { return journal_page(r, c, stream); });
  paths.query("/internal/etat/" + name(),
              [this](const http::Request&, postgres::Connection& c) { return state_page(c); });
  add_letter_paths(paths, {name(), static_cast<int>(workers_.size())},
                   [this](journal::ActRequest act, const http::Request& r, const http::Responder& respond) {
                     submit(std::move(act), r, respond);
                   });
  return router;
}

http::Response Host::journal_page(const http::Request& r, postgres::Connection& c, const std::string& stream) const {
  const auto after = query_int(r, "apres", 0, INT64_MAX).value_or(0);
  const auto limit = query_int(r, "limite", 1, kMaxPage).value_or(kDefaultPage);
  const auto head = journal::heads(c, {stream}).at(stream);
  json::Writer w;
  w.open().field("stream", stream).field("partition", bus::partition_of(stream)).field("tete", head);
  w.key("evenements").open_array();
  for (const auto& e : journal::read(c, stream, after, limit, kPageBytes))
    w.open().field("seq", e.seq).field("evenement", e.enveloppe).close();
  w.close_array().close();
  return json_response(200, std::move(w).text());
}

// What another instance owns, the database knows.
http::Response Host::state_page(postgres::Connection& c) const {
  std::vector<WorkerState> states;
  for (const auto& worker : workers_) {
    auto& of = states.emplace_back(worker->state());
    if (of.owner) continue;
    if (!journal::exists(c)) return unavailable("La base n'est pas encore prête.");
    of.heads = journal::heads(c, worker->emits());
    of.positions = journal::current_positions(c, worker->consumes());
  }
  const auto state = merged(states);
  json::Writer w;
  w.open().field("service", name()).field("proprietaire", state.owner);
  write_map(w, "journal", state.heads);
  write_map(w, "publie", state.published);
  write_map(w, "positions", state.positions);
  w.field("file", state.queued).field("lettres_mortes", journal::dead_letters(c));
  w.key("partitions").open_array();
  for (std::size_t p = 0; p < states.size(); ++p) {
    w.open().field("partition", static_cast<std::int64_t>(p)).field("tenue", states[p].owner);
    w.field("ailleurs", states[p].elsewhere).close();
  }
  w.close_array();
  if (!state.refusal.empty()) w.field("refus", state.refusal);
  w.close();
  return json_response(200, std::move(w).text());
}

}  // namespace comptoir::service
