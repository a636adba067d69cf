#!/usr/bin/python3
"""The log taken away as NDJSON and brought back into an empty store: how long, in how much memory, and that it is the same.

  ./dev bench export [--events N] [--json]
"""
import argparse
import json
import os
import subprocess
import sys
import time

from eventlog import DATABASE, Broken, EventStore
from stores import BIN, Stores
from table import say

EVENTS = 5_000_000
MOST_MIB = 200  # of any of our processes
TOP_FROM_NOW = "5"  # what /proc/<pid>/clear_refs takes to forget the top so far


def forget_top(pid):
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as f:
        f.write(TOP_FROM_NOW)


def top_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM")) / 1024


def take_away(stores, events, file):
    """Fills a store and exports it; what it took, and the hash of the last event."""
    with EventStore(stores) as store:
        say(f"{events} events into the log")
        store.fill(events)
        store.settle()
        forget_top(store.process.pid)
        say("export")
        with file.open("wb") as out:
            rate = store.export(last=events, into=out)
        return {"export_per_s": rate, "store_mib": top_mib(store.process.pid), "bytes": file.stat().st_size,
                "hash": store.audit(last=events)["hash"]}


def bring_back(stores, events, file):
    """Imports it where nothing is; the store that then runs on it must take up where the log ends."""
    store = EventStore(stores)
    say("import")
    begun = time.monotonic()
    done = subprocess.Popen([BIN, "evenements", "importer", str(file), "--json", "--config", store.config], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True)
    out = done.stdout.read()
    _, status, used = os.wait4(done.pid, 0)
    seconds = time.monotonic() - begun
    if status:
        raise Broken(f"the import failed: {out}")
    say("audit")
    audit = store.audit()
    with store:
        store.append(1, 1, 1)
    stored = stores.sql(DATABASE, "SELECT min(global_position), max(global_position) > %s FROM evenements", events)[0]
    if stored != (1, True) or audit["evenements"] != events:
        raise Broken(f"the store that was filled has {stored}, audited {audit['evenements']}")
    return {"import_per_s": events / seconds, "importer_mib": used.ru_maxrss / 1024, "hash": audit["hash"],
            "audit_per_s": events / audit["secondes"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=EVENTS, metavar="N", help=f"default {EVENTS}")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    try:
        with Stores() as first, Stores() as second:
            file = first.folder / "journal.ndjson"
            away = take_away(first, args.events, file)
            back = bring_back(second, args.events, file)
    except Broken as why:
        sys.exit(f"bench export: {why}")
    same = away.pop("hash") == back["hash"]
    told = {"events": args.events, **away, **back, "same_hash": same}
    lean = max(told["store_mib"], told["importer_mib"]) < MOST_MIB
    print(json.dumps(told) if args.json else
          f"{args.events} events, {told['bytes'] / 1e9:.2f} GB of NDJSON\n"
          f"export {told['export_per_s']:.0f}/s, store at most {told['store_mib']:.0f} MiB\n"
          f"import {told['import_per_s']:.0f}/s, importer at most {told['importer_mib']:.0f} MiB\n"
          f"audit {told['audit_per_s']:.0f}/s, hash {'the same' if same else 'ANOTHER'}; memory "
          f"{'below' if lean else 'NOT below'} {MOST_MIB} MiB")
    sys.exit(0 if same and lean else 1)


if __name__ == "__main__":
    main()
