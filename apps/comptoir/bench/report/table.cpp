#include <fmt/format.h>

#include "apps/comptoir/bench/report/report.hpp"

namespace comptoir::bench {
namespace {

double ms(std::int64_t ns) { return static_cast<double>(ns) / 1e6; }

std::string latency(const char* label, const Histogram& h) {
  return fmt::format("  {:<34}{:>9.2f}{:>9.2f}{:>9.2f}{:>9.2f}{:>9.2f}\n", label, ms(h.quantile(0.5)),
                     ms(h.quantile(0.9)), ms(h.quantile(0.99)), ms(h.quantile(0.999)), ms(h.max()));
}

std::string said(const Measure& m) {
  if (!m.void_because.empty()) return "  NUL : " + m.void_because + '\n';
  if (!m.sustained()) return "  NON SOUTENU : " + m.not_sustained_because + '\n';
  return m.rate > 0 ? "  soutenu : l'en-cours ne grandit pas\n" : "  boucle fermée : une capacité, pas des latences\n";
}

std::string rates(const Measure& m) {
  const auto wanted = m.rate > 0 ? fmt::format("demandé {:.0f} commandes/s", m.rate) : "sans débit demandé";
  auto text = fmt::format("\nDébit\n  {} pendant {:.0f} s ; acceptées {:.1f}/s ; terminées {:.1f}/s\n", wanted,
                          m.seconds, m.accepted_per_second, m.completed_per_second);
  for (const auto& [type, n] : m.verdicts) text += fmt::format("  {:<34}{:>9}\n", type, n);
  return text + said(m);
}

std::string latencies(const Measure& m) {
  return fmt::format("\n{:<37}{:>8}{:>9}{:>9}{:>9}{:>9}\n", "Latence (ms)", "p50", "p90", "p99", "p99.9", "max") +
         latency("panier", m.cart) + latency("validation -> sa réponse", m.answer) +
         latency("validation -> verdict (flux)", m.verdict) + latency("retard propre du générateur", m.lag);
}

std::string costs(const Result& r) {
  const auto n = static_cast<double>(std::max<std::int64_t>(1, r.orders));
  std::string text = "\nCoût par commande\n";
  for (const auto& [name, seconds] : r.cost.cpu_seconds)
    text += fmt::format("  {:<34}{:>9.3f}\n", "CPU " + name + " (ms)", seconds * 1e3 / n);
  text += fmt::format("  {:<34}{:>9.0f}\n", "WAL (octets)", static_cast<double>(r.cost.wal_bytes) / n);
  text += fmt::format("  {:<34}{:>9.3f}\n", "fsync du WAL", static_cast<double>(r.cost.wal_syncs) / n);
  text += fmt::format("  {:<34}{:>9.3f}\n", "commits", static_cast<double>(r.cost.commits) / n);
  text += fmt::format("  {:<34}{:>9.3f}\n", "commandes Redis", static_cast<double>(r.cost.redis_operations) / n);
  text += "\nMémoire (PSS, Mio)\n";
  for (const auto& [name, kib] : r.cost.memory_kib)
    text += fmt::format("  {:<34}{:>9.1f}\n", name, static_cast<double>(kib) / 1024);
  return text;
}

std::string settings(const Result& r) {
  std::string text = "\nDurabilité, dite par les serveurs\n  ";
  for (const auto& [name, value] : r.durability) text += name + '=' + value + "  ";
  return text + fmt::format("\n  graine {}, générateur en priorité {}, retard permis {:g} ms au p99\n", r.request.seed,
                            r.real_time ? "temps réel" : "ordinaire", r.request.max_lag_ms);
}

std::string search_steps(const Result& r) {
  if (r.steps.empty()) return "";
  std::string text =
      fmt::format("\n{:<12}{:>12}{:>12}{:>12}  {}\n", "Paliers", "terminées/s", "p50 (ms)", "p99 (ms)", "");
  for (const auto& m : r.steps)
    text += fmt::format("  {:<10.0f}{:>11.1f}{:>12.2f}{:>12.2f}  {}\n", m.rate, m.completed_per_second,
                        ms(m.verdict.quantile(0.5)), ms(m.verdict.quantile(0.99)),
                        m.sustained() ? "soutenu" : m.void_because + m.not_sustained_because);
  return text;
}

}  // namespace

std::string to_table(const Result& r) {
  return search_steps(r) + rates(r.measure) + latencies(r.measure) + costs(r) + settings(r);
}

}  // namespace comptoir::bench
