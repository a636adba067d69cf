#include "libs/http/gateway.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "libs/base/guarded_thread.hpp"
#include "libs/http/kept_clients.hpp"
#include "libs/http/problem.hpp"
#include "libs/http/relay.hpp"

namespace comptoir::http {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr std::array kForward = {"content-type",  "accept",      "authorization", "idempotency-key",
                                 "last-event-id", "traceparent", "tracestate",    kRelayed};
constexpr std::array kBack = {"location", "retry-after", "allow", "cache-control"};

bool covers(std::string_view prefix, std::string_view path) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

Headers forwarded(const Request& request) {
  Headers headers;
  for (const auto* name : kForward)
    if (const auto found = request.headers.find(name); found != request.headers.end()) headers.push_back(*found);
  headers.emplace_back("x-forwarded-for", request.client);
  return headers;
}

std::int64_t number(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  std::int64_t value = 0;
  if (found != request.query.end())
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return value;
}

// GET would have had a body of that length, unless it comes in chunks.
void keep_length(Response& answer) {
  const auto length =
      std::ranges::find(answer.headers, "content-length", [](const auto& header) { return header.first; });
  answer.head_length = length == answer.headers.end() ? "" : length->second;
}

Response returned(Response answer, bool head) {
  if (head) keep_length(answer);
  std::erase_if(answer.headers,
                [](const auto& header) { return std::ranges::find(kBack, header.first) == kBack.end(); });
  return answer;
}

Response without_answer(const std::string& name, const Request& request) {
  return try_later(504, "Service sans réponse", name + " n'a pas répondu à temps ; réessayez plus tard",
                   std::chrono::seconds(1), request.path);
}

Response away(int status, std::string_view title, std::string_view detail, const Request& request) {
  return try_later(status, title, detail, std::chrono::seconds(1), request.path);
}

// Sent twice it has the effect of once.
bool repeatable(const Request& request) {
  return (request.method != "POST" && request.method != "PATCH") || request.headers.contains("idempotency-key");
}

// One upstream.
class Backend {
 public:
  Backend(Upstream upstream, std::chrono::milliseconds timeout) : upstream_(std::move(upstream)), timeout_(timeout) {
    Url::parse(upstream_.url);
    while (upstream_.prefix.ends_with('/')) upstream_.prefix.pop_back();
  }

  const std::string& prefix() const { return upstream_.prefix; }

  Response forward(const Request& request, KeptClients& clients, Relays& relays) try {
    KeptClients::Lease client(clients, upstream_.url, timeout_);
    client->set_timeout(patience(request, timeout_));
    auto answer =
        client->send(request.method, request.target, request.body, forwarded(request), repeatable(request), relays);
    client.keep();
    return returned(std::move(answer), request.method == "HEAD");
  } catch (const NoAnswerInTime&) {
    return without_answer(name(), request);
  } catch (const TransportError&) {
    return away(502, "Service absent", name() + " ne répond pas ; réessayez plus tard", request);
  } catch (const TooManyStreams&) {
    return away(503, "Passerelle occupée", "trop de flux en cours", request);
  } catch (const std::exception&) {  // of the system: no memory, a socket that is gone already
    return away(502, "Service absent", "la passerelle n'a pas pu transmettre la réponse", request);
  }

 private:
  std::string name() const { return upstream_.name.empty() ? "le service de " + prefix() : upstream_.name; }

  Upstream upstream_;
  std::chrono::milliseconds timeout_;
};

class Gateway {
 public:
  Gateway(std::vector<Upstream> upstreams, GatewayLimits limits)
      : limits_(limits), clients_(limits.threads), relays_(limits.streams, limits.silence) {
    for (auto& upstream : upstreams)
      backends_.push_back(std::make_unique<Backend>(std::move(upstream), limits.timeout));
    std::ranges::stable_sort(backends_, std::greater(), [](const auto& backend) { return backend->prefix().size(); });
    for (std::size_t i = 0; i < limits.threads; ++i) threads_.emplace_back("passerelle", [this] { work(); });
  }

  ~Gateway() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    arrived_.notify_all();
    threads_.clear();
  }

  void handle(Request request, Responder respond) {
    const auto backend =
        std::ranges::find_if(backends_, [&](const auto& one) { return covers(one->prefix(), raw_path(request)); });
    if (backend == backends_.end())
      return respond(problem(404, "Introuvable", "aucun service à ce chemin", {}, request.path));
    std::unique_lock lock(mutex_);
    if (jobs_.size() >= limits_.waiting) {
      lock.unlock();
      return respond(away(503, "Passerelle occupée", "trop de requêtes en attente", request));
    }
    jobs_.push_back({backend->get(), std::move(request), std::move(respond)});
    arrived_.notify_one();
  }

 private:
  struct Job {
    Backend* backend;
    Request request;
    Responder respond;
  };

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      arrived_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job.respond(job.backend->forward(job.request, clients_, relays_));
      lock.lock();
    }
  }

  const GatewayLimits limits_;
  KeptClients clients_;
  Relays relays_;
  std::vector<std::unique_ptr<Backend>> backends_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<GuardedThread> threads_;
};

}  // namespace

std::chrono::milliseconds patience(const Request& request, std::chrono::milliseconds base) {
  constexpr std::int64_t kLongest = 30'000;             // what `attendre_ms` may ask
  constexpr std::chrono::milliseconds kCatchUp{5'000};  // of a projection, to what `apres` says
  const auto asked = std::chrono::milliseconds(std::clamp<std::int64_t>(number(request, "attendre_ms"), 0, kLongest));
  const bool follows = request.query.contains("apres") && request.path.starts_with("/api/projections");
  return base + asked + (follows ? kCatchUp : std::chrono::milliseconds(0));
}

Router gateway(std::vector<Upstream> upstreams, GatewayLimits limits) {
  auto shared = std::make_shared<Gateway>(std::move(upstreams), limits);
  Router router;
  router.otherwise(
      [shared](Request request, Responder respond) { shared->handle(std::move(request), std::move(respond)); });
  return router;
}

}  // namespace comptoir::http
