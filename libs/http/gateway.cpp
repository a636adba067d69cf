#include "libs/http/gateway.hpp"

#include <algorithm>
#include <array>
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
  headers.emplace_back("x-forwarded-for", request.peer);
  return headers;
}

Response returned(Response answer) {
  std::erase_if(answer.headers,
                [](const auto& header) { return std::ranges::find(kBack, header.first) == kBack.end(); });
  return answer;
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
    auto answer =
        client->send(request.method, request.target, request.body, forwarded(request), repeatable(request), relays);
    client.keep();
    return returned(std::move(answer));
  } catch (const TransportError&) {
    const auto name = upstream_.name.empty() ? "le service de " + prefix() : upstream_.name;
    return away(502, "Service absent", name + " ne répond pas ; réessayez plus tard", request);
  } catch (const TooManyStreams&) {
    return away(503, "Passerelle occupée", "trop de flux en cours", request);
  } catch (const std::exception&) {  // of the system: no memory, a socket that is gone already
    return away(502, "Service absent", "la passerelle n'a pas pu transmettre la réponse", request);
  }

 private:
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
        std::ranges::find_if(backends_, [&](const auto& one) { return covers(one->prefix(), request.path); });
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

Router gateway(std::vector<Upstream> upstreams, GatewayLimits limits) {
  auto shared = std::make_shared<Gateway>(std::move(upstreams), limits);
  Router router;
  router.otherwise(
      [shared](Request request, Responder respond) { shared->handle(std::move(request), std::move(respond)); });
  return router;
}

}  // namespace comptoir::http
