#!/usr/bin/python3
"""What it costs to be seen: completed orders/s with metrics, logs at info and 1 % of traces, against none of them.

  ./dev bench observation [--pairs N] [--seconds S] [--json]

With: the program as it comes, its metrics read every 5 s as its Prometheus would, its spans sent to a collector that takes
them. Without: metrics that count nothing (muet.cpp), the log at error, no spans. In turn, each on a fresh system.
"""
import argparse
import json
import os
import re
import subprocess
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import ours
from stores import BIN, ROOT
from table import Table, say

WANTED = 0.95
EVERY = 5  # seconds between two scrapes: observer.intervalle_ms as it comes
IN_FLIGHT = 512
WARMUP = 2
LOOK = 0.05
COUNTED = re.compile(r"^http_requests_total\{.*\} ([0-9.e+]+)$", re.MULTILINE)
SPAN = b'"spanId"'


class Dishonest(Exception):
    """One side was not what it says."""


class Collector:
    """Takes spans and counts them."""

    def __init__(self):
        self.spans = 0
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                collector.spans += self.rfile.read(int(self.headers["Content-Length"])).count(SPAN)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def silence(folder):
    """The library that makes metrics count nothing."""
    library = Path(folder, "muet.so")
    subprocess.run(["g++", "-O2", "-shared", "-fPIC", "-o", library, ROOT / "bench/muet.cpp"], check=True)
    return {"LD_PRELOAD": str(library), "COMPTOIR_LOG_NIVEAU": "error", "COMPTOIR_TRACES_OTLP_URL": ""}


def system_of(bench):
    """The address of the private system that a running `comptoir bench` has made; None while it has none."""
    try:
        children = Path(f"/proc/{bench.pid}/task/{bench.pid}/children").read_text("ascii").split()
        words = Path(f"/proc/{children[0]}/cmdline").read_bytes().decode().split("\0")
        return json.loads(Path(words[words.index("--data-dir") + 1], "systeme.json").read_text("utf-8"))["url"]
    except (OSError, IndexError, ValueError):
        return None


def scrape(url):
    """Requests that its metrics have counted; None when it has gone."""
    try:
        with urllib.request.urlopen(url + "/metrics", timeout=EVERY) as answer:
            return sum(float(n) for n in COUNTED.findall(answer.read().decode()))
    except OSError:
        return None


def run(environment, seconds):
    """Completed orders/s, and how many requests the metrics say there were when last read."""
    bench = subprocess.Popen([BIN, "bench", "--json", "--in-flight", str(IN_FLIGHT), "--seconds", str(seconds), "--warmup", str(WARMUP)],
                             env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    counted, scrapes = 0, 0
    while bench.poll() is None and not (url := system_of(bench)):
        time.sleep(LOOK)
    next_scrape = time.monotonic() + EVERY
    while bench.poll() is None:
        time.sleep(LOOK)
        if time.monotonic() >= next_scrape:
            next_scrape += EVERY
            seen = scrape(url)
            counted, scrapes = (counted, scrapes) if seen is None else (seen, scrapes + 1)
    out, why = bench.communicate()
    if bench.returncode:
        raise ours.NoFigure(why.strip()[-300:])
    if not scrapes:
        raise Dishonest("the metrics were never read: more --seconds")
    return ours.completed(json.loads(out)), counted


def pair(seen, unseen, collector, seconds):
    before = collector.spans
    with_rate, counted = run(seen, seconds)
    if not counted or collector.spans == before:
        raise Dishonest(f"with: {counted} requests counted, {collector.spans - before} spans taken")
    spans = collector.spans - before
    without_rate, counted = run(unseen, seconds)
    if counted or collector.spans != before + spans:
        raise Dishonest(f"without: {counted} requests counted, {collector.spans - before - spans} spans taken")
    say(f"with {with_rate:.0f}/s ({spans} spans taken), without {without_rate:.0f}/s")
    return with_rate, without_rate


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    collector, table = Collector(), Table()
    with tempfile.TemporaryDirectory(prefix="comptoir-muet-") as folder:
        os.chmod(folder, 0o755)
        unseen = silence(folder)
        seen = {"COMPTOIR_LOG_NIVEAU": "info", "COMPTOIR_TRACES_OTLP_URL": collector.url}
        pairs = [pair(seen, unseen, collector, options.seconds) for _ in range(options.pairs)]
        same = [(run(unseen, options.seconds)[0], run(unseen, options.seconds)[0]) for _ in range(3)]
    if options.json:
        return print(json.dumps({"pairs": pairs, "same": same}))
    table.ratios("A/A without", same, None)
    table.ratios("with / without metrics, logs at info, 1 % of traces", pairs, WANTED)
    return print(table)


if __name__ == "__main__":
    main()
