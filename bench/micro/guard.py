#!/usr/bin/python3
"""Counts the instructions of each hot piece under callgrind and compares them with instructions.json.

    guard.py PROGRAM             exit 1 when a piece takes more than a tenth more than it did
    guard.py PROGRAM --renew     writes what it counts as the new baseline

Counts do not depend on how busy the machine is. They do on the compiler and the libraries, which are Debian 12's."""
import json
import os
import re
import subprocess
import sys
import tempfile

BASELINE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.json")
TIMES = 200  # of each piece; the number is for one
MORE = 1.10
LESS = 0.90


def names(program):
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()


def count(program, piece):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        subprocess.run(["valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=counted",
                        f"--callgrind-out-file={out}", program, piece, str(TIMES)], capture_output=True, text=True, check=True)
        with open(out, encoding="utf-8") as f:
            total = int(re.search(r"^(?:summary|totals): (\d+)", f.read(), re.MULTILINE).group(1))
    if total == 0:
        raise SystemExit(f"{piece}: nothing was counted")
    return round(total / TIMES)


def main(program, *options):
    counts = {piece: count(program, piece) for piece in names(program)}
    if options == ("--renew",):
        with open(BASELINE, "w", encoding="utf-8") as f:
            json.dump(counts, f, indent=2)
            f.write("\n")
    with open(BASELINE, encoding="utf-8") as f:
        baseline = json.load(f)
    worse = counts.keys() ^ baseline.keys()
    for piece, now in counts.items():
        before = baseline.get(piece, now)
        ratio = now / before
        word = "WORSE" if ratio > MORE else "better: renew the baseline" if ratio < LESS else "ok"
        worse |= {piece} if ratio > MORE else set()
        print(f"{piece:<18}{before:>10}{now:>10}  {ratio:5.2f}  {word}")
    if worse:
        print("more than a tenth more instructions, or not in the baseline: " + ", ".join(sorted(worse)))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
