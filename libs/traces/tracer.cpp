#include "libs/traces/tracer.hpp"

#include <algorithm>

#include "libs/log/log.hpp"
#include "libs/traces/otlp.hpp"

namespace comptoir::traces {
namespace {

using std::chrono::steady_clock;

prometheus::Counter& lost(metrics::Registry& r, const char* reason) {
  return r.counter("comptoir_spans_perdus_total", "Spans que le collecteur n'aura pas, par raison.",
                   {{"raison", reason}});
}

/// As OTLP has it: another try may succeed.
bool may_retry(int status) { return status == 429 || status == 502 || status == 503 || status == 504; }

}  // namespace

Tracer::Tracer(Settings settings, metrics::Registry& r)
    : settings_(std::move(settings)),
      queue_(settings_.queue_max),
      collector_(settings_.otlp_url, kAnswer),
      sent_(r.counter("comptoir_spans_envoyes_total", "Spans que le collecteur a pris.")),
      overflowed_(lost(r, "file_pleine")),
      unreachable_(lost(r, "collecteur_absent")),
      refused_(lost(r, "collecteur_refuse")),
      thread_("traces", [this](std::stop_token stop) { run(stop); }) {}

std::optional<Context> Tracer::begin() const {
  if (settings_.per_mille == 0) return std::nullopt;
  const auto id = new_trace_id();
  if (!is_kept(id, settings_.per_mille)) return std::nullopt;
  return Context{id, new_span_id(), true};
}

void Tracer::record(std::vector<Span> spans) {
  if (spans.empty()) return;
  if (const auto n = queue_.push(std::move(spans))) overflowed_.Increment(static_cast<double>(n));
}

void Tracer::record(Span span) {
  std::vector<Span> one;
  one.push_back(std::move(span));
  record(std::move(one));
}

void Tracer::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Tracer::run(std::stop_token stop) {
  while (!stop.stop_requested()) deliver(queue_.take(stop, kBatch, kEvery), stop);
  const auto end = steady_clock::now() + kLastWords;
  for (auto rest = queue_.take(stop, kBatch, {}); !rest.empty(); rest = queue_.take(stop, kBatch, {})) {
    if (steady_clock::now() < end && reached_)
      deliver(rest, stop);
    else
      unreachable_.Increment(static_cast<double>(rest.size()));
  }
}

void Tracer::deliver(const std::vector<Span>& spans, std::stop_token stop) {
  if (spans.empty()) return;
  const auto body = encode(spans);
  auto pause = kFirstPause;
  auto outcome = post(body, spans.size());
  for (int tries = 1; outcome == Outcome::unreachable && tries < kTries && !stop.stop_requested(); ++tries) {
    queue_.pause(stop, pause);
    pause *= 2;
    outcome = post(body, spans.size());
  }
  if (outcome == Outcome::unreachable) unreachable_.Increment(static_cast<double>(spans.size()));
}

Tracer::Outcome Tracer::post(const std::string& body, std::size_t spans) try {
  const auto answer = collector_.send("POST", "/v1/traces", body);
  if (may_retry(answer.status)) {
    reachable(false, "statut " + std::to_string(answer.status));
    return Outcome::unreachable;
  }
  reachable(true, "");
  const bool taken = answer.status >= 200 && answer.status < 300;
  const auto refused = taken ? std::clamp<std::int64_t>(refused_of(answer.body), 0, static_cast<std::int64_t>(spans))
                             : static_cast<std::int64_t>(spans);
  if (refused > 0) {
    log::warn("le collecteur de traces refuse des spans", {{"statut", answer.status}, {"nombre", refused}});
    refused_.Increment(static_cast<double>(refused));
  }
  sent_.Increment(static_cast<double>(spans) - static_cast<double>(refused));
  return taken ? Outcome::sent : Outcome::refused;
} catch (const std::exception& e) {
  reachable(false, e.what());
  return Outcome::unreachable;
}

// Said when it changes: a collector that is away is not worth a line per batch.
void Tracer::reachable(bool now, std::string_view reason) {
  if (std::exchange(reached_, now) == now) return;
  if (now)
    log::info("le collecteur de traces répond à nouveau");
  else
    log::warn("le collecteur de traces ne répond pas ; ses spans sont perdus et comptés",
              {{"url", settings_.otlp_url}, {"raison", reason}});
}

}  // namespace comptoir::traces
