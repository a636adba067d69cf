#include "libs/service/host.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "libs/service/guarded.hpp"
#include "libs/service/letters_api.hpp"
#include "libs/service/request_trace.hpp"
#include "libs/service/sql_store.hpp"

namespace comptoir::service {
namespace {

constexpr std::size_t kMaxKey = 200;
constexpr int kMaxWaitingReads = 1000;
constexpr int kWordsPerLease = 3;

bool printable(const std::string& key) {
  return !key.empty() && key.size() <= kMaxKey &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// The caller's key, scoped by path; Refusal when it is missing though required, or malformed.
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
  return request.method + ' ' + request.path + ' ' + found->second;
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
  settings.conninfo += " options='-c enable_seqscan=off -c enable_bitmapscan=off'";
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
                  if (this_->goes_elsewhere(r, respond)) return;
                  Delivery d;
                  d.input.traceparent = enter_trace(this_->traces_, this_->ground_.clock, r, respond);
                  bool accepted = false;
                  const auto refused = guarded(r, [&] {
                    d.key = key_of(r, rule);
                    d.input.message = read(r);
                    accepted = true;
                    return http::Response{};
                  });
                  if (!accepted) return respond(refused);
                  if (!d.key.empty()) d.fingerprint = sha256_hex(r.method + ' ' + r.path + '\n' + r.body);
                  d.respond = std::move(respond);
                  this_->worker_.submit(std::move(d));
                });
  }

  void query(std::string pattern, Query query) override {
    router_.add("GET", std::move(pattern), [this_ = &host_, query](http::Request r, http::Responder respond) {
      auto& readers = *this_->readers_;
      if (readers.waiting >= kMaxWaitingReads) return respond(unavailable("Trop de lectures en attente."));
      ++readers.waiting;
      boost::asio::post(readers.threads, [this_, query, &readers, r = std::move(r), respond = std::move(respond)] {
        auto answer =
            guarded(r, [&] { return this_->pool_.with([&](postgres::Connection& c) { return query(r, c); }); });
        --readers.waiting;
        respond(std::move(answer));
      });
    });
  }

  void stream(std::string pattern, Open open) override {
    router_.add("GET", std::move(pattern),
                [open](http::Request r, http::Responder respond) { respond(guarded(r, [&] { return open(r); })); });
  }

  void raw(std::string method, std::string pattern, http::Handler handler) override {
    router_.add(std::move(method), std::move(pattern),
                [this_ = &host_, handler = std::move(handler)](http::Request r, http::Responder respond) {
                  if (!this_->goes_elsewhere(r, respond)) handler(std::move(r), std::move(respond));
                });
  }

 private:
  Host& host_;
  http::Router& router_;
};

Host::Host(std::unique_ptr<Room> room, HostSettings settings, Handover& handover, Clock& clock, IdSource& ids,
           metrics::Registry& metrics)
    : room_(std::move(room)),
      settings_(prepared(std::move(settings))),
      traces_{settings_.worker.tracer, service_name(*room_)},
      ground_{settings_.conninfo, clock},
      metrics_(metrics),
      pool_(settings_.conninfo, settings_.readers),
      readers_(std::make_unique<Readers>(settings_.readers)),
      worker_(*room_, settings_.worker, world(handover, clock, ids), metrics) {
  handover.announce(room_->emits());
}

Host::~Host() { stop(); }

World Host::world(Handover& handover, Clock& clock, IdSource& ids) {
  return {[this] { return std::make_unique<SqlStore>(settings_.conninfo, neighbours_.self, settings_.lease); },
          redis::dial(settings_.redis),
          [this] { return std::make_unique<HttpJournalSource>(neighbours_.producers); },
          [this] { return ask_event_store(neighbours_.event_store); },
          clock,
          ids,
          tempo_,
          handover};
}

void Host::start(Neighbours neighbours) {
  neighbours_ = std::move(neighbours);
  room_->starting(ground_);
  worker_.start();
}

void Host::stop() {
  room_->stopping();
  worker_.stop();
  readers_->threads.join();
}

// What only the owner may do, and another instance is.
bool Host::goes_elsewhere(const http::Request& r, const http::Responder& respond) {
  const auto url = worker_.owner_elsewhere();
  return !url.empty() && to_owner_.forward(url, r, respond);
}

void Host::measure() {
  const metrics::Labels service{{"service", room_->name()}};
  const auto use = pool_.use();
  metrics_.gauge("comptoir_pool_taille", "Connexions de lecture, au plus.", service).Set(static_cast<double>(use.size));
  metrics_.gauge("comptoir_pool_occupees", "Connexions de lecture occupées.", service)
      .Set(static_cast<double>(use.busy));
  metrics_.gauge("comptoir_lectures_en_attente", "Lectures acceptées et sans réponse encore.", service)
      .Set(readers_->waiting);
  worker_.measure();
}

http::Router Host::router() {
  http::Router router;
  Paths paths(*this, router);
  room_->routes(paths);
  for (const auto& stream : room_->emits())
    paths.query("/internal/journal/" + stream,
                [this, stream](const http::Request& r, postgres::Connection& c) { return journal_page(r, c, stream); });
  paths.query("/internal/etat/" + room_->name(),
              [this](const http::Request&, postgres::Connection& c) { return state_page(c); });
  add_letter_paths(paths, room_->name(), [this](journal::ActRequest request, http::Responder respond) {
    worker_.submit(std::move(request), std::move(respond));
  });
  return router;
}

http::Response Host::journal_page(const http::Request& r, postgres::Connection& c, const std::string& stream) const {
  const auto after = query_int(r, "apres", 0, INT64_MAX).value_or(0);
  const auto limit = query_int(r, "limite", 1, kMaxPage).value_or(kDefaultPage);
  const auto head = journal::heads(c, {stream}).at(stream);
  json::Writer w;
  w.open().field("stream", stream).field("partition", journal::kPartition).field("tete", head);
  w.key("evenements").open_array();
  for (const auto& e : journal::read(c, stream, after, limit))
    w.open().field("seq", e.seq).field("evenement", e.enveloppe).close();
  w.close_array().close();
  return json_response(200, std::move(w).text());
}

http::Response Host::state_page(postgres::Connection& c) const {
  auto state = worker_.state();
  if (!state.owner) {
    if (!journal::exists(c)) return unavailable("La base n'est pas encore prête.");
    state.positions = journal::current_positions(c);
  }
  json::Writer w;
  w.open().field("service", room_->name()).field("proprietaire", state.owner);
  write_map(w, "journal", state.heads);
  write_map(w, "publie", state.published);
  write_map(w, "positions", state.positions);
  w.field("file", state.queued).field("lettres_mortes", journal::dead_letters(c));
  if (!state.refusal.empty()) w.field("refus", state.refusal);
  w.close();
  return json_response(200, std::move(w).text());
}

}  // namespace comptoir::service
