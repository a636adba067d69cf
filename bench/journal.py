#!/usr/bin/python3
"""The event store against a bare COPY and against one stored function per event, empty and full, in the same minutes.

  ./dev bench journal [--quick] [--events N] [--json]
"""
import argparse
import json
import os
import sys
import time
from contextlib import ExitStack
from statistics import median

from eventlog import Broken, EventStore
from eventlog_peers import VERSIONS, Copy, MessageDb
from stores import ROOT, Stores, settle
from table import Table, say

CONNECTIONS = (1, 16, 64)
BATCH, BATCH_CONNECTIONS = 100, 16
BEST_COPY = 4096
#: What part of the rows that ours has appended each COPY takes over, by rows of a transaction.
COPY_SHARES = {1: 0.01, 16: 0.09, 64: 0.3, BATCH: 0.2, BEST_COPY: 0.4}
READS = ("export, NDJSON", "pages of 1000", "audit verify")
RESULTS = ROOT / "build/bench-journal.json"


class Lengths:
    def __init__(self, quick, events):
        self.turns = 1 if quick else 5
        self.seconds = 2 if quick else 4
        self.reads = 1 if quick else 3
        self.events = events if events is not None else 200_000 if quick else 10_000_000


class Side:
    """One event store with its peers on stores of their own, begun with so many events in each."""

    def __init__(self, name, stores, stack, events):
        self.name, self.stores = name, stores
        self.points, self.p99, self.cpu, self.projection = {}, {}, [], {}
        if events:
            say(f"{name}: {events} events into the log, its twin and message-db")
            with EventStore(stores) as filling:
                filling.fill(events)
        self.copy = Copy(stores, "jumeau")
        self.messages = MessageDb(stores)
        if events:
            self.messages.fill(events)
        self.store = stack.enter_context(EventStore(stores))
        self.rest()

    def rest(self):
        if not settle(self.stores.connect):
            say(f"{self.name}: vacuum still runs")

    def note(self, what, rate, p99=None):
        self.points.setdefault(what, []).append(rate)
        if p99 is not None:
            self.p99.setdefault(what, []).append(p99)
        say(f"{self.name}: {what}: {rate:.0f}/s" + (f", p99 {p99:.2f} ms" if p99 is not None else ""))

    def turn(self, seconds):
        written = 0
        for connections in CONNECTIONS:
            written += self.ours(f"ours {connections}", connections, 1, seconds)
            self.note(f"message-db {connections}", *self.messages.run(connections, seconds))
        written += self.ours(f"ours lists of {BATCH}", BATCH_CONNECTIONS, BATCH, seconds)
        for batch, share in COPY_SHARES.items():
            self.note(f"COPY {batch}", *self.copy.run(max(batch, int(share * written)), batch))

    def ours(self, what, connections, batch, seconds):
        told = self.store.append(connections, batch, seconds)
        appended = told["ajouts"]
        self.note(what, appended["par_s"], appended["p99_ms"])
        generator = 1e6 * appended["cpu_s_du_generateur"] / (appended["par_s"] * appended["secondes"])
        self.cpu.append((what, {**told["cpu_us"], "generator": generator}, appended["cpu_s_du_generateur"] / appended["secondes"],
                         told["catch_up_s"]))
        return told["written"]

    def read(self, seconds):
        self.projection = self.store.append(BATCH_CONNECTIONS, 1, seconds, projections=seconds)["projections"]
        self.note(READS[0], self.store.export())
        self.note(READS[1], self.store.pages(seconds))

    def audit(self):
        audit = self.store.audit()
        self.note(READS[2], audit["evenements"] / audit["secondes"])


def pairs(side, ours, theirs):
    return list(zip(side.points[ours], side.points[theirs]))


def rows_of(table, side):
    for connections in CONNECTIONS:
        ours = f"ours {connections}"
        wanted = 0.7 if connections == 64 else None
        table.ratios(f"{side.name}, {connections} connections: ours / COPY of {connections} rows",
                     pairs(side, ours, f"COPY {connections}"), wanted)
        table.ratios(f"{side.name}, {connections} connections: ours / COPY of {BEST_COPY} rows",
                     pairs(side, ours, f"COPY {BEST_COPY}"), None)
        table.ratios(f"{side.name}, {connections} connections: ours / message-db",
                     pairs(side, ours, f"message-db {connections}"), None)
    lists = f"ours lists of {BATCH}"
    for batch in (BATCH, BEST_COPY):
        table.ratios(f"{side.name}, {lists}: ours / COPY of {batch} rows", pairs(side, lists, f"COPY {batch}"), None)
    for what, values in side.p99.items():
        table.plain(f"{side.name}, p99 of {what}", f"{median(values):.2f} ms")
    table.plain(f"{side.name}, live projection of {VERSIONS} events, p50 and p99",
                "{p50_ms:.2f} and {p99_ms:.2f} ms".format(**side.projection))
    for what in READS:
        table.plain(f"{side.name}, {what}", f"{side.points[what][0]:.0f} events/s")
    for what, cpu, share, behind in side.cpu[-4:]:
        table.plain(f"{side.name}, {what}: CPU an event", ", ".join(f"{who} {us:.0f} µs" for who, us in cpu.items())
                    + f"; generator at {100 * share:.0f} % of a core; projections {behind:.1f} s behind at the end")


def compare(lengths, as_json):
    table, begun = Table(), time.monotonic()
    with ExitStack() as stack:
        plan = [("empty", 0)] + ([(f"after {lengths.events}", lengths.events)] if lengths.events else [])
        sides = [Side(name, stack.enter_context(Stores()), stack, events) for name, events in plan]
        table.fact("durability, all: " + " ".join(f"{k}={v}" for k, v in sides[0].stores.durability().items()))
        loads = [os.getloadavg()[0]]
        for _ in range(lengths.turns):
            for side in sides:
                side.turn(lengths.seconds)
            loads.append(os.getloadavg()[0])
        for side in sides:
            side.read(lengths.reads)
            side.audit()
    for side in sides:
        rows_of(table, side)
    if len(sides) > 1:
        for what in (*(f"ours {n}" for n in CONNECTIONS), f"ours lists of {BATCH}", f"COPY {BEST_COPY}", *READS):
            table.ratios(f"{sides[1].name} / empty: {what}", list(zip(sides[1].points[what], sides[0].points[what])),
                         0.9 if what.startswith("ours") else None)
    table.fact(f"{time.monotonic() - begun:.0f} s, {os.cpu_count()} cores, load {min(loads):.1f} to {max(loads):.1f} (our own share "
               "included); the generators, the store and PostgreSQL share the cores; audit verify held on every log")
    result = {"rows": table.rows, "facts": table.facts,
              "sides": {s.name: {"points": s.points, "p99_ms": s.p99, "cpu": s.cpu} for s in sides}}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False), "utf-8")
    print(json.dumps(result, ensure_ascii=False) if as_json else table)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a minute, and less to believe")
    parser.add_argument("--events", type=int, metavar="N", help="of the full log (default 10 million; 0: the empty one alone)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    try:
        compare(Lengths(args.quick, args.events), args.json)
    except Broken as why:
        sys.exit(f"bench journal: no figure: {why}")


if __name__ == "__main__":
    main()
