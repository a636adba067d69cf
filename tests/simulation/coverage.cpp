#include "tests/simulation/coverage.hpp"

#include <cstdio>
#include <vector>

namespace comptoir::simulation {
namespace {

constexpr std::array<const char*, kFaults> kNames = {"crash",
                                                     "kill",
                                                     "power_cut",
                                                     "pause",
                                                     "stall",
                                                     "overlap",
                                                     "two_owners",
                                                     "gives_way",
                                                     "cut_before_commit",
                                                     "cut_after_commit",
                                                     "store_down",
                                                     "store_transient",
                                                     "redis_cut_before",
                                                     "redis_cut_after",
                                                     "redis_refuses",
                                                     "redis_down",
                                                     "flushall",
                                                     "lost_tail",
                                                     "old_snapshot",
                                                     "lost_group",
                                                     "dropped",
                                                     "duplicated",
                                                     "reordered",
                                                     "delayed",
                                                     "corrupted",
                                                     "foreign",
                                                     "forged",
                                                     "journal_unreachable",
                                                     "journal_short",
                                                     "poison_apply",
                                                     "poison_decode",
                                                     "clock_jump",
                                                     "lost_answer",
                                                     "client_timeout"};

// Every end of an order, every compensation, every repair: each must have been seen.
const std::vector<const char*> kEndings = {"confirmee",     "stock_indisponible",  "paiement_refuse",
                                           "magasin_ferme", "reservation_expiree", "annulation_client"};
const std::vector<const char*> kEvents = {"StockLibere", "PaiementRembourse", "ReservationExpiree", "VenteRejetee"};
const std::vector<const char*> kPaths = {"answer_replayed",    "parked",
                                         "replayed",           "foreign_parked",
                                         "fence_closed",       "seq_was_taken",
                                         "republished",        "filled_from_journal",
                                         "lease_ended",        "ordered_under_faults",
                                         "sold_under_faults",  "end_was_certain",
                                         "end_was_open",       "handed_over",
                                         "several_partitions", "partition_moved",
                                         "interleaved",        "store_was_locked"};

using Counts = std::map<std::string, std::int64_t>;

bool show(const char* title, const std::vector<const char*>& expected, const Counts& counts) {
  bool all = true;
  std::printf("%s\n", title);
  for (const auto* what : expected) {
    const auto found = counts.find(what);
    const auto n = found == counts.end() ? 0 : found->second;
    std::printf("  %-22s %12lld%s\n", what, static_cast<long long>(n), n ? "" : "   NEVER");
    all = all && n > 0;
  }
  return all;
}

}  // namespace

const char* name(Fault f) { return kNames.at(static_cast<std::size_t>(f)); }

bool report(const Coverage& c) {
  Counts faults;
  for (std::size_t i = 0; i < kFaults; ++i) faults[kNames[i]] = c.struck[i];
  bool all = show("faults, how often each struck", {kNames.begin(), kNames.end()}, faults);
  all = show("orders, how they ended", kEndings, c.endings) && all;
  all = show("compensations", kEvents, c.events) && all;
  return show("what the machinery did", kPaths, c.paths) && all;
}

}  // namespace comptoir::simulation
