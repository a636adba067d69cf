#!/usr/bin/python3
"""Comptoir against its peers, in the same minutes on the same machine, with the same durability. See README.md.

  bench/run.py all [--quick]            the whole comparison, interleaved
  bench/run.py monolith-function        one peer alone; also monolith-statements, floor, specified, broker
"""
import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path
from statistics import median

import ours
from peers import CONNECTIONS, Broker, Floor, Monolith
from specified import Specified
from stores import ROOT, Stores
from table import Table, say

WHOLE_YEAR = "COMPTOIR_ONLINE_RETAIL"  # environment: the whole Online Retail file
YEAR_ORDERS = 18_000  # fewer: it is not the whole year
RESULTS = ROOT / "build/bench.json"


class Lengths:
    """Seconds and counts of one comparison."""

    def __init__(self, quick):
        self.quick = quick
        self.pairs = 1 if quick else 5
        self.same = 1 if quick else 3
        self.choose = 2
        self.connections = (4, 16, 32) if quick else CONNECTIONS
        self.in_flight = (512,) if quick else (128, 512, 2048)
        self.peer = 4 if quick else 8
        self.search = 4 if quick else 10
        self.sustained = 5 if quick else 60
        self.latency = 5 if quick else 20
        self.floor_lots = 20 if quick else 30
        self.specified = 60 if quick else 200
        self.broker = 100_000 if quick else 400_000


def told(name, rates):
    say(f"{name}: " + ", ".join(f"{width}: {rate:.0f}" for width, rate in rates.items()))


class Comparison:
    def __init__(self, lengths):
        self.n, self.table, self.points = lengths, Table(), {}

    def note(self, what, value):
        self.points.setdefault(what, []).append(value)
        say(f"{what}: {value:.0f}")
        return value

    def figure(self, what, measure):
        """A result of ours; None, and a word about it in the table, when there is no figure."""
        try:
            return measure()
        except ours.NoFigure as why:
            say(f"{what}: {why}")
            return self.table.missing(what, str(why))

    def run(self):
        with Stores() as stores:
            say("peers: private PostgreSQL and Redis as `comptoir up` configures them")
            self.table.fact("durability, all: " + " ".join(f"{k}={v}" for k, v in stores.durability().items()))
            self.table.fact(f"our generator may be late by {ours.max_lag_ms:g} ms at p99")
            self.prepare(stores)
            self.same_against_same()
            self.pairs(stores)
            self.broker(Broker(stores))
        self.open_loop()
        self.idle()
        self.year()
        self.table.missing("5. after 10 million events", "./dev bench full does it, in half an hour")

    def prepare(self, stores):
        """Every closed loop at its best width, ours too."""
        self.peers = {"monolith-function": Monolith(stores, "function"), "monolith-statements": Monolith(stores, "statements")}
        for name, peer in self.peers.items():
            told(name, peer.choose(self.n.choose, self.n.connections))
            self.table.plain(f"{name}: connections", str(peer.clients))
        self.floor = Floor(stores)
        self.width = self.n.in_flight[0]
        if not self.n.quick:
            found = {n: self.figure("capacity", lambda n=n: ours.capacity(n, self.n.peer)) or 0 for n in self.n.in_flight}
            told("ours", found)
            self.width = max(found, key=found.get)
        self.table.plain("ours: orders in flight", str(self.width))

    def mine(self, *options):
        rate = self.figure("ours", lambda: ours.capacity(self.width, self.n.peer, *options))
        return rate and self.note("ours " + " ".join(options), rate)

    def same_against_same(self):
        """A/A: how far apart two measures of one thing are is the resolution of all that follows."""
        function = self.peers["monolith-function"]
        self.table.ratios("A/A monolith-function", [(function.run(self.n.peer), function.run(self.n.peer))
                                                    for _ in range(self.n.same)], None)
        if self.n.quick:
            return self.table.missing("A/A ours", "--quick")
        pairs = [(self.mine(), self.mine()) for _ in range(self.n.same)]
        return self.table.ratios("A/A ours", [p for p in pairs if all(p)], None)

    def pairs(self, stores):
        taken = {name: [] for name in (*self.peers, "floor", "specified", "hot")}
        for turn in range(self.n.pairs):
            mine = self.mine()
            for name, peer in self.peers.items():
                taken[name].append((mine, self.note(name, peer.run(self.n.peer))))
            taken["floor"].append((mine, self.note("floor", self.floor.run(self.n.floor_lots))))
            with Specified(stores) as stack:
                taken["specified"].append((mine, self.note("specified", stack.run(self.n.specified, turn))))
            taken["hot"].append((self.mine("--hot-product"), mine))
        for name, wanted in (("monolith-function", 1.2), ("monolith-statements", 1.8), ("floor", 0.5), ("specified", 200)):
            self.table.ratios(f"1. completed/s, ours / {name}", [p for p in taken[name] if p[0]], wanted)
        self.table.ratios("3. one hot product / spread", [p for p in taken["hot"] if all(p)], 0.5)

    def broker(self, broker):
        self.table.plain("XADD alone, 500 B, pipelined", f"{broker.xadd(self.n.broker):.0f} events/s")
        self.table.plain("XREADGROUP alone, 100 a read", f"{broker.xreadgroup(self.n.broker):.0f} events/s")
        self.table.plain("COPY into the event table", f"{broker.copy(5 if self.n.quick else 20):.0f} events/s")

    def open_loop(self):
        """What is held on a schedule, then what is waited for at half of it."""
        if not self.points.get("ours "):
            return self.table.missing("1. and 2. on a schedule", "ours has no capacity to begin at")
        capacity = median(self.points["ours "])
        held = self.figure("sustained", lambda: ours.sustained(0.8 * capacity, self.n.search))
        if held:
            self.note("sustained", held)
            self.table.plain("1. sustained on a schedule", f"{held:.0f}/s, {held / capacity:.2f} of the closed loop")
            if not self.n.quick:
                self.long_run(held)
        rate = (held or capacity) / 2
        self.at(rate, [("verdict_ms", "p50", 10), ("verdict_ms", "p99", 50), ("reponse_ms", "p99", 15)])
        self.at(100, [("verdict_ms", "p50", 5)])

    def long_run(self, rate):
        """What short runs promise, held for a minute, or the most of it that is."""
        for part in (1, 0.92, 0.84):
            result = self.figure("sustained for a minute", lambda part=part: ours.bench(
                "--rate", round(part * rate), "--seconds", self.n.sustained, "--warmup", 3))
            if result and result["mesure"]["soutenu"]:
                return self.table.plain(f"1. held for {self.n.sustained} s", f"{ours.completed(result):.0f}/s")
        return self.table.missing(f"1. a rate held for {self.n.sustained} s", "not even 0.84 of what short runs held")

    def at(self, rate, wanted):
        what = f"latency at {rate:.0f}/s"
        result = self.figure(what, lambda: ours.bench("--rate", round(rate), "--seconds", self.n.latency, "--warmup", 2))
        if not result:
            return
        for name, quantile, most in wanted:
            self.table.value(f"2. at {rate:.0f} orders/s, {name[:-3]} {quantile}", result["mesure"][name][quantile], most, "ms")

    def idle(self):
        with ours.Running() as system:
            memory, cpu = system.idle(3 if self.n.quick else 10)
            self.table.value("6. idle, seven services, resident", memory, 60, "MiB")
            self.table.value("6. idle, seven services, CPU", cpu, 1, "%")
            self.table.value("6. start to ready, PostgreSQL and Redis included", system.start_seconds, None, "s")
        self.table.missing("6. start to ready with the stores already up", "`comptoir up` starts both together")

    def year(self):
        file = os.environ.get(WHOLE_YEAR)
        if not file or self.n.quick:
            return self.table.missing("4. the whole year", f"set {WHOLE_YEAR} to the file; not with --quick")
        with ours.Running() as system:
            begun = time.monotonic()
            summary = system.replay(file)
            system.verify()
            seconds = time.monotonic() - begun
        whole = summary["commandes"] >= YEAR_ORDERS
        self.table.value(f"4. {summary['commandes']} orders of the real file, verified", seconds, 15 if whole else None, "s")


def compare(quick):
    comparison = Comparison(Lengths(quick))
    begun = time.monotonic()
    comparison.run()
    print(comparison.table)
    print(f"\n{time.monotonic() - begun:.0f} s, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; "
          "the generators, the services, PostgreSQL and Redis share the cores")
    RESULTS.parent.mkdir(exist_ok=True)
    Path(RESULTS).write_text(json.dumps({"rows": comparison.table.rows, "points": comparison.points,
                                         "notes": comparison.table.notes}, indent=1, ensure_ascii=False), "utf-8")


def alone(name, lengths):
    """One peer by itself, orders per second (events for the broker)."""
    with Stores() as stores:
        print(stores.durability())
        if name == "floor":
            return print(f"{Floor(stores).run(lengths.floor_lots):.0f} orders/s")
        if name == "specified":
            with Specified(stores) as stack:
                return print(f"{stack.run(lengths.specified):.1f} orders/s")
        if name == "broker":
            broker = Broker(stores)
            return print(f"XADD {broker.xadd(lengths.broker):.0f}/s, XREADGROUP {broker.xreadgroup(lengths.broker):.0f}/s, "
                         f"COPY {broker.copy(5):.0f}/s")
        peer = Monolith(stores, name.removeprefix("monolith-"))
        told(name, peer.choose(lengths.choose, lengths.connections))
        return print(f"{peer.run(lengths.peer):.0f} orders/s with {peer.clients} connections")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["all", "monolith-function", "monolith-statements", "floor", "specified", "broker"])
    parser.add_argument("--quick", action="store_true", help="minutes instead of a quarter of an hour, and less to believe")
    parser.add_argument("--max-lag", type=float, default=ours.max_lag_ms, metavar="MS",
                        help="how late our generator may be at p99 before its run is void (told in the table)")
    options = parser.parse_args()
    ours.max_lag_ms = options.max_lag
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped"))  # servers are stopped and folders removed
    if options.what == "all":
        compare(options.quick)
    else:
        alone(options.what, Lengths(options.quick))


if __name__ == "__main__":
    main()
