#include <fmt/format.h>

#include "apps/comptoir/bench/report/report.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::bench {
namespace {

using json::Writer;

constexpr std::pair<const char*, double> kQuantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99_9", 0.999}};

void number(Writer& w, std::string_view name, double value) { w.key(name).raw(fmt::format("{:.4f}", value)); }

void latency(Writer& w, std::string_view name, const Histogram& h) {
  w.key(name).open().field("nombre", h.count());
  for (const auto& [label, q] : kQuantiles) number(w, label, static_cast<double>(h.quantile(q)) / 1e6);
  number(w, "max", static_cast<double>(h.max()) / 1e6);
  w.close();
}

void timeline(Writer& w, const Measure& m) {
  w.key("par_seconde").open_array();
  for (const auto& s : m.timeline)
    w.open()
        .field("dues", s.due)
        .field("acceptees", s.accepted)
        .field("terminees", s.ended)
        .field("en_cours", s.backlog)
        .close();
  w.close_array();
}

void measure_object(Writer& w, const Measure& m) {
  w.open();
  number(w, "debit_voulu", m.rate);
  number(w, "duree_s", m.seconds);
  w.field("commandes", m.orders).field("echecs", m.failures).field("sans_verdict", m.unended);
  number(w, "acceptees_par_s", m.accepted_per_second);
  number(w, "terminees_par_s", m.completed_per_second);
  w.field("soutenu", m.sustained()).field("nul_parce_que", m.void_because);
  w.field("non_soutenu_parce_que", m.not_sustained_because);
  w.key("verdicts").open();
  for (const auto& [type, n] : m.verdicts) w.field(type, n);
  w.close();
  latency(w, "retard_du_generateur_ms", m.lag);
  latency(w, "panier_ms", m.cart);
  latency(w, "reponse_ms", m.answer);
  latency(w, "verdict_ms", m.verdict);
  timeline(w, m);
  w.close();
}

void cost_object(Writer& w, const Result& r) {
  const auto per_order = [&](double value) { return r.orders > 0 ? value / static_cast<double>(r.orders) : 0; };
  w.key("cout_par_commande").open();
  for (const auto& [name, seconds] : r.cost.cpu_seconds) number(w, "cpu_ms_" + name, per_order(seconds * 1e3));
  number(w, "wal_octets", per_order(static_cast<double>(r.cost.wal_bytes)));
  number(w, "fsync_wal", per_order(static_cast<double>(r.cost.wal_syncs)));
  number(w, "commits", per_order(static_cast<double>(r.cost.commits)));
  number(w, "operations_redis", per_order(static_cast<double>(r.cost.redis_operations)));
  w.close().key("memoire_pss_kio").open();
  for (const auto& [name, kib] : r.cost.memory_kib) w.field(name, kib);
  w.close();
}

}  // namespace

std::string to_json(const Result& r) {
  Writer w;
  w.open().field("graine", r.request.seed).field("produit_chaud", r.request.mix.hot_product);
  w.field("arrivees", r.request.arrivals == Arrivals::constant ? "constantes" : "poisson");
  number(w, "retard_permis_ms", r.request.max_lag_ms);
  w.field("temps_reel", r.real_time).key("durabilite").open();
  for (const auto& [name, value] : r.durability) w.field(name, value);
  w.close().key("mesure");
  measure_object(w, r.measure);
  w.key("paliers").open_array();
  for (const auto& step : r.steps) measure_object(w, step);
  w.close_array();
  cost_object(w, r);
  return w.field("verifie", r.verified).close().text();
}

}  // namespace comptoir::bench
