#!/usr/bin/python3
"""Plants bugs, one at a time, in a copy of the sources, builds the simulation, and tells which check catches each.

    tests/simulation/planted_bugs.py [NAME...]      all of them, or those whose names are given

A bug that no check catches is a missing check: exit 1. A bug that cannot be planted any more (its text is gone) too.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from source_copy import ROOT, build, configure, copy_sources, replaced, run  # noqa: E402

COPY = ROOT / "build/planted"
SEEDS = 30_000
LIMIT_S = 240
BREACH = re.compile(r"^BREACH (\w+), seed (\d+): (.*)$", re.MULTILINE)

WORKER = "libs/service/worker.cpp"


@dataclass(frozen=True)
class Bug:
    """A piece of a file, what it becomes, the checks that may say so, and a second piece when it takes two."""

    name: str
    path: str
    before: str
    after: str
    checks: tuple
    also: tuple = ()

    def edits(self):
        return ((self.before, self.after), *([self.also] if self.also else []))


BUGS = [
    Bug("the next entry is believed without its seal", "libs/service/reader.cpp",
        " || !seal_.fits(entries[at].seal, stream, *seq, entries[at].raw)",
        "",
        ("log_is_whole", "applied_once", "nothing_is_skipped", "each_step_once", "history", "one_verdict")),
    Bug("acknowledge before commit", WORKER,
        "  tx.commit();\n",
        "  for (auto i = begin; i < end; ++i)\n"
        "    if (current_[i].respond) std::exchange(current_[i].respond, nullptr)(current_[i].input.answer);\n"
        "  tx.commit();\n",
        ("answered_is_committed",)),
    Bug("position not moved with the effects", WORKER,
        "  store_->move(moves(begin, end));\n",
        "",
        ("position_moves_with_effects",),
        ("  tx.commit();\n", "  tx.commit();\n  store_->move(moves(begin, end));\n")),
    Bug("position moved before the effects", WORKER,
        "  store_->move(moves(begin, end));\n",
        "",
        ("nothing_is_skipped", "log_is_whole", "applied_once"),
        ("  Transaction tx(*store_);\n  for", "  store_->move(moves(begin, end));\n  Transaction tx(*store_);\n  for")),
    Bug("no compare-and-set", WORKER,
        "  if (!store_->moved()) throw Retryable(\"another instance moved the positions\");\n",
        "",
        ("applied_once",)),
    Bug("publish before commit", WORKER,
        "  tx.commit();\n",
        "  publisher_.publish(entries, {});\n  tx.commit();\n",
        ("published_is_committed",)),
    Bug("poison skipped instead of parked", WORKER,
        "  store_->park(poisoned(begin, end));\n",
        "  poisoned(begin, end);\n",
        ("nothing_is_skipped",)),
    Bug("poison at the end of a batch waits for ever", WORKER,
        "  if (left < end) transact(left, end);\n",
        "  static_cast<void>(left);\n",
        ("liveness", "nothing_is_skipped")),
    Bug("later events of a poisoned key go on", WORKER,
        "    const bool behind = !o.cle.empty() && (blocked_.contains(o.cle) || blocked.contains(o.cle));\n",
        "    const bool behind = false;\n",
        ("key_stays_in_order",)),
    Bug("release of stock done twice", "services/stock/domain/reservation.cpp",
        "  if (*etat != Etat::active) return Effet::rien;\n",
        "  if (*etat != Etat::active && *etat != Etat::liberee) return Effet::rien;\n",
        ("constraint", "each_step_once", "stock_comes_back_once")),
    Bug("verdict taken by two services", "services/stock/app/expirer_reservation.cpp",
        "  return {{ReservationExpiree{{r->commande_id, r->client_id, r->magasin_id, r->total}, *r->echeance}}, {}};\n",
        "  const Entete commande{r->commande_id, r->client_id, r->magasin_id, r->total};\n"
        "  return {{ReservationExpiree{commande, *r->echeance}, StockLibere{commande, \"reservation_expiree\", r->lignes}}, {}};\n",
        ("issued_if_confirmed", "confirmed_is_paid_and_held", "stock_is_conserved", "stock_comes_back_once")),
    Bug("journal seq with a gap", WORKER,
        "    const auto seq = ++next.at(stream);\n",
        "    if (out.size() == 1) ++next.at(stream);\n    const auto seq = ++next.at(stream);\n",
        ("journal_is_dense",)),
    Bug("batch applied twice after bisecting", WORKER,
        "  return halve(left, middle, end);\n}\n",
        "  const auto out = halve(left, middle, end);\n"
        "  for (auto i = begin; i < middle; ++i) {\n"
        "    auto& d = current_[i];\n"
        "    if (!d.is_fresh() || !d.poison.empty() || !d.input.message.has_value()) continue;\n"
        "    Transaction again(*store_);\n"
        "    Batch batch(world_.clock.now(), world_.ids, {&d.input});\n"
        "    store_->apply(room_, batch);\n"
        "    again.commit();\n"
        "  }\n  return out;\n}\n",
        ("applied_once",)),
    Bug("a journal number that is taken is taken for poison", WORKER,
        "  if (!store_->moved()) throw",
        "  bool moved = false;\n"
        "  try {\n    moved = store_->moved();\n  } catch (const Retryable& e) {\n    throw Permanent(e.what());\n  }\n"
        "  if (!moved) throw",
        ("only_poison_is_parked",)),
    Bug("the worker's memory survives its session", WORKER,
        "  heads_ = store_->heads(emits_);\n",
        "  if (heads_.empty()) heads_ = store_->heads(emits_);\n",
        ("liveness", "journal_is_dense", "only_poison_is_parked")),
    Bug("a lost stream is not published again", "libs/service/publisher.cpp",
        "  publish_rest(store, stream);\n}\n",
        "  published_[stream] = heads_[stream];\n}\n",
        ("liveness",)),
    Bug("a gap in a stream is not filled", "libs/service/reader.cpp",
        "    if (!seq || !turn.is_next(*seq)) break;\n",
        "    if (!seq) break;\n",
        ("liveness", "nothing_is_skipped")),
    Bug("handed over before commit", WORKER,
        "  tx.commit();\n",
        "  world_.handover.tell(entries);\n  tx.commit();\n",
        ("position_within_head", "applied_once", "published_is_committed")),
    Bug("what is handed over is not asked for its place", "libs/service/reader.cpp",
        "    if (!room || !turn.is_next(seq)) {\n",
        "    if (!room || seq <= turn.last()) {\n",
        ("liveness", "nothing_is_skipped")),
    Bug("an effect does not wait for its cause", WORKER,
        "    if (cause != selected_.end() && cause->second < o.causation->seq) return false;\n",
        "    if (cause == selected_.end()) return false;\n",
        ("cause_before_effect",)),
    Bug("a cancelled order is confirmed all the same", "services/ventes/domain/transitions.cpp",
        "    {E::paiement_accepte,  S::commande_creee,      C::toujours,        kConfirme},\n",
        "    {E::paiement_accepte,  S::commande_creee,      C::toujours,        kConfirme},\n"
        "    {E::annulee,           S::paiement_accepte,    C::lignes_connues,  kConfirme},\n",
        ("one_verdict", "issued_if_confirmed", "constraint", "paid_if_confirmed")),
    # What only several partitions can show.
    Bug("a cancellation does not find its order's partition", "services/panier/adapters/partition.cpp",
        "  std::uint64_t operator()(const DemanderAnnulation& m) const { return service::number_of(m.commande_id); }\n",
        "  std::uint64_t operator()(const DemanderAnnulation&) const { return 0; }\n",
        ("one_partition_per_client",)),
    Bug("the end of an order does not lock its store", "services/stock/adapters/partition.cpp",
        "  Magasin operator()(const CommandeFinie& m) const { return m.commande.magasin_id; }\n",
        "  Magasin operator()(const CommandeFinie&) const { return {}; }\n",
        ("constraint", "nothing_stays_reserved", "stock_is_conserved")),
    Bug("stock remembers what other partitions change", "services/stock/adapters/memoire.cpp",
        "  if (!seule_) return;\n",
        "",
        ("constraint", "nothing_stays_reserved", "stock_is_conserved")),
    Bug("a new client is given an id of any partition", "services/client/app/lot.cpp",
        "  while (dernier_id_ % numerotation_.par != numerotation_.reste);\n",
        "  while (dernier_id_ < numerotation_.reste);\n",
        ("one_partition_per_client", "liveness")),
    Bug("every partition reads the catalogue and the stores", "libs/service/partitions.cpp",
        "    if (bus::is_partitioned(stream) || partition.number == 0) out",
        "    out",
        ("applied_once", "constraint")),
]

# Files that bugs are planted in are compiled alone: a bug costs one file.
ALONE = {
    "libs/service": ("worker.cpp", "publisher.cpp", "reader.cpp", "partitions.cpp"),
    "services/client": ("app/lot.cpp",),
    "services/panier": ("adapters/partition.cpp",),
    "services/stock": ("domain/reservation.cpp", "app/expirer_reservation.cpp", "adapters/partition.cpp", "adapters/memoire.cpp"),
    "services/ventes": ("domain/transitions.cpp",),
}


def alone():
    """The lists of sources that keep a bug's file out of every group."""
    lists = {}
    for folder, files in ALONE.items():
        path = f"{folder}/CMakeLists.txt"
        lists[path] = (f"set_source_files_properties({' '.join(files)} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)\n"
                       + (ROOT / path).read_text())
    return lists


def simulate():
    """The first breach's (check, seed, detail); None when there was none."""
    try:
        done = run(str(COPY / "build/release/tests/simulation/comptoir_simulation"), "--seeds", str(SEEDS), timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return None
    found = BREACH.search(done.stdout)
    return found.groups() if found else None


def catch(bug):
    """(caught, what to print) of one bug; the copy is as before afterwards."""
    file = COPY / bug.path
    sound = planted = file.read_text()
    for before, after in bug.edits():
        try:
            planted = replaced(planted, bug.path, before, after)
        except ValueError as e:
            return False, f"cannot be planted: {e}"
    file.write_text(planted)
    try:
        broken = build(COPY, "comptoir_simulation")
        if broken:
            return False, "does not build:\n" + broken
        found = simulate()
    finally:
        file.write_text(sound)
    if not found:
        return False, "NOT CAUGHT"
    check, seed, detail = found
    return check in bug.checks, f"{check}, seed {seed}: {detail}" + ("" if check in bug.checks else "   (another check than foreseen)")


def main(names):
    bugs = [b for b in BUGS if not names or b.name in names]
    copy_sources(COPY, alone())
    if broken := configure(COPY) or build(COPY, "comptoir_simulation"):
        print(broken)
        return 1
    missed = 0
    for bug in bugs:
        caught, how = catch(bug)
        missed += not caught
        print(f"{'ok  ' if caught else 'FAIL'}  {bug.name:52} {how}", flush=True)
    print(f"{len(bugs) - missed} of {len(bugs)} planted bugs caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
