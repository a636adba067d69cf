#!/usr/bin/python3
"""Orders in a system that has grown old against orders in a new one, in turn: the same program, millions of events apart.

  ./dev bench full [--events N] [--pairs N] [--seconds S] [--max-lag MS] [--json]

The old one is filled by orders like those that are measured, so that every table has grown with its log. The new one is new in
each pair. Both are verified at the end.
"""
import argparse
import json
import os
import time
from contextlib import closing

import psycopg2

import ours
from eventlog import DATABASE
from stores import settle
from table import Table, say

RATE_WANTED, LATENCY_WANTED = 0.9, 1.3
IN_FLIGHT = 512
PIECE = 60  # seconds of a fill between two looks at the log
WARMUP = 2
HALF = 0.5  # of the capacity of the first pair: where latency is looked at, beside LOW
LOW = 100  # orders/s
POINTS = ("p50", "p99")


class Grown(ours.Running):
    """A running system that takes orders again and again, and keeps them."""

    def fill(self, events):
        """Until its log holds so many at least."""
        seed = 1000
        while (head := self.events()) < events:
            say(f"{head} of {events} events")
            self.bench("--in-flight", IN_FLIGHT, "--seconds", PIECE, "--seed", seed)
            seed += 1
        self.rest()

    def connect(self, database):
        return psycopg2.connect(host=self.runtime["postgres"], dbname=database, user="postgres")

    def events(self):
        with closing(self.connect(DATABASE)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT position FROM tete")
            return cursor.fetchone()[0]

    def rest(self):
        if not settle(self.connect):
            say("vacuum still runs")

    def bench(self, *options):
        return ours.bench("--data-dir", self.folder, "--warmup", WARMUP, *options)

    def capacity(self, seconds):
        return ours.completed(self.bench("--in-flight", IN_FLIGHT, "--seconds", seconds))

    def latency(self, rate, seconds):
        return self.bench("--rate", rate, "--seconds", seconds)["mesure"]["verdict_ms"]


class Comparison:
    def __init__(self, options):
        self.options, self.table = options, Table()
        self.rates, self.latencies, self.half = [], {}, None

    def pair(self, old):
        with Grown() as new:
            systems = {"new": new, "old": old}
            rates = {name: system.capacity(self.options.seconds) for name, system in systems.items()}
            say(", ".join(f"{name} {rate:.0f} orders/s" for name, rate in rates.items()))
            self.rates.append((rates["old"], rates["new"]))
            self.half = self.half or round(min(rates.values()) * HALF)
            for rate in (LOW, self.half):
                seen = {name: system.latency(rate, self.options.seconds) for name, system in systems.items()}
                say(f"at {rate}/s: " + ", ".join(f"{name} p50 {s['p50']:.1f}, p99 {s['p99']:.1f} ms" for name, s in seen.items()))
                for point in POINTS:
                    self.latencies.setdefault((rate, point), []).append((seen["old"][point], seen["new"][point]))
            new.verify()

    def run(self):
        begun = time.monotonic()
        with Grown() as old:
            old.fill(self.options.events)
            filled = time.monotonic()
            restart = old.again()
            for _ in range(self.options.pairs):
                old.rest()
                self.pair(old)
            resident = old.resident()
            verifying = time.monotonic()
            events = old.events()
            old.verify()
            verified = time.monotonic()
        self.table.ratios(f"completed orders/s: after {self.options.events} events / new", self.rates, RATE_WANTED)
        for (rate, point), pairs in self.latencies.items():
            self.table.ratios(f"{point} from checkout to verdict at {rate}/s: old / new", pairs, LATENCY_WANTED, most=True)
        self.table.plain("the old one, from start to ready, stores included", f"{restart:.2f} s")
        self.table.plain("the old one, resident after the load", f"{resident:.0f} MiB")
        self.table.plain(f"the old one, verified at {events} events", f"{verified - verifying:.0f} s")
        self.table.fact(f"filled in {filled - begun:.0f} s, measured in {verifying - filled:.0f} s; {os.cpu_count()} cores; our generator may "
                        f"be late by {ours.max_lag_ms:g} ms at p99; verify was green in every system")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--max-lag", type=float, default=ours.max_lag_ms, metavar="MS",
                        help="how late our generator may be, p99 (README.md)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ours.max_lag_ms = options.max_lag
    comparison = Comparison(options)
    comparison.run()
    if options.json:
        latencies = {f"{point} at {rate}/s": pairs for (rate, point), pairs in comparison.latencies.items()}
        print(json.dumps({"rates": comparison.rates, "latencies": latencies}))
    else:
        print(comparison.table)


if __name__ == "__main__":
    main()
