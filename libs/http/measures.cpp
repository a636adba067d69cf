#include "libs/http/measures.hpp"

#include <algorithm>

namespace comptoir::http {
namespace {

constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

std::string method_label(const std::string& method) {
  return std::ranges::find(kMethods, method) == std::end(kMethods) ? "AUTRE" : method;
}

/// Series looked up once: the registry's own look-up builds labels each time.
class Requests {
 public:
  explicit Requests(metrics::Registry& registry) : registry_(registry) {}

  void observe(const Request& request, int status, std::chrono::microseconds time) {
    const std::lock_guard lock(mutex_);
    auto& series = known_[{request.route, method_label(request.method), status}];
    if (!series.count) series = make(request.route, method_label(request.method), std::to_string(status));
    series.count->Increment();
    series.time->Observe(std::chrono::duration<double>(time).count());
  }

 private:
  struct Series {
    prometheus::Counter* count = nullptr;
    prometheus::Histogram* time = nullptr;
  };

  Series make(const std::string& route, const std::string& method, const std::string& status) {
    const auto handler = route.empty() ? "aucune" : route;
    return {&registry_.counter("http_requests_total", "Requêtes, par route, méthode et statut.",
                               {{"handler", handler}, {"method", method}, {"status", status}}),
            &registry_.histogram("http_request_duration_seconds", "De la requête lue à sa réponse connue.",
                                 {{"handler", handler}, {"method", method}})};
  }

  metrics::Registry& registry_;
  std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, Series> known_;
};

}  // namespace

Server::Observer measure_requests(metrics::Registry& registry) {
  return [requests = std::make_shared<Requests>(registry)](const Request& request, int status,
                                                           std::chrono::microseconds time) {
    requests->observe(request, status, time);
  };
}

}  // namespace comptoir::http
