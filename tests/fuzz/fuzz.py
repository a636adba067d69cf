#!/usr/bin/python3
"""Builds a fuzz target with clang's libFuzzer under ASan and UBSan, from the few sources it needs, and runs it.
usage: fuzz.py [TARGET] [--seconds N]    without TARGET: all, one after the other. Exit status 1: a finding, kept in build/fuzz/."""
import argparse
import glob
import os
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
OUT = os.path.join(ROOT, "build/fuzz")
FLAGS = ["-std=c++20", "-O1", "-g1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", "-DFMT_HEADER_ONLY", "-DSPDLOG_FMT_EXTERNAL",
         f"-I{ROOT}"]
MAX_BYTES = 16384
BASE = ["libs/base/clock.cpp", "libs/base/money.cpp", "libs/base/terminal.cpp", "libs/base/utf8.cpp"]
JSON = [*(f"libs/json/{n}.cpp" for n in ("fields", "number", "parse", "text", "tree", "writer")), *BASE]
LOG = ["libs/log/log.cpp", "libs/log/outlet.cpp", "libs/base/guarded_thread.cpp"]
HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

# target -> its sources, libraries, and first inputs.
TARGETS = {
    "csv": ([*(f"apps/comptoir/replay/plan/{n}.cpp" for n in
               ("columns", "csv", "days", "exact", "judge", "names", "open_source", "source")), *BASE],
            ["-lboost_iostreams", "-llzma", "-lz"],
            [HEAD + "1,A,\"a, \"\"b\"\"\",1,2010-12-01 08:26:00,2.55,17850.0,France\n",
             HEAD.replace(",", ";") + "1;A;a;1;13/12/2010 8:26;2,55;17850;France\n", HEAD + "1,A,\"a,1,2010\n2,B\n"]),
    "terminal": (BASE, [], ["\x1b[2J\x9b é \u202e", "plain"]),
    "tete": ([*(f"libs/http/{n}.cpp" for n in ("framing", "message", "problem", "request_rules", "words")), "libs/base/ids.cpp", *LOG, *JSON],
             ["-lboost_json", "-lboost_container", "-lcrypto", "-lpthread"],
             ["GET /api/x?q=a%20b&curseur=%00 HTTP/1.1\r\nHost: a\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
              "PUT /a HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 2\r\n\r\n{}"]),
    "corps": (JSON, [], ['{"code":"A","prix":2.55,"lignes":[{"produit_id":1,"quantite":2}]}', '{"delta":-1e400,"code":"\\ud800"}']),
    "enveloppe": (["libs/bus/envelope.cpp", "libs/bus/upcast.cpp", "libs/base/ids.cpp", *JSON], ["-lcrypto"], []),
}


def build(name):
    sources, libraries, _ = TARGETS[name]
    program = os.path.join(OUT, name)
    files = [f"{ROOT}/tests/fuzz/{name}.cpp", *(f"{ROOT}/{s}" for s in sources)]
    parts = os.path.join(OUT, "objets", name)
    os.makedirs(parts, exist_ok=True)
    objects = []
    for file in files:
        objects.append(os.path.join(parts, os.path.relpath(file, ROOT).replace("/", "_") + ".o"))
        subprocess.run(["ccache", "clang++-14", *FLAGS, "-c", file, "-o", objects[-1]], check=True)
    subprocess.run(["clang++-14", *FLAGS, *objects, *libraries, "-o", program], check=True)
    return program


def seeds(name):
    folder = os.path.join(OUT, "graines", name)
    os.makedirs(folder, exist_ok=True)
    texts = [s.encode("utf-8") for s in TARGETS[name][2]]
    if name == "enveloppe":
        for file in glob.glob(f"{ROOT}/contracts/golden/*.json"):
            with open(file, "rb") as f:
                texts.append(f.read().split(b'"ecrit":', 1)[1].split(b'"lu":', 1)[0].strip().rstrip(b","))
    for i, text in enumerate(texts):
        with open(os.path.join(folder, f"graine-{i}"), "wb") as f:
            f.write(text)
    return folder


def run(name, seconds):
    found = os.path.join(OUT, f"trouvaille-{name}-")
    done = subprocess.run([build(name), f"-max_total_time={seconds}", f"-max_len={MAX_BYTES}", f"-artifact_prefix={found}", "-timeout=10",
                           "-rss_limit_mb=1024", "-print_final_stats=1", "-verbosity=0", seeds(name)], check=False)
    print(f"{name}: {'no finding' if done.returncode == 0 else 'FOUND, see ' + found + '*'}")
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=20)
    words = parser.parse_args()
    good = [run(name, words.seconds) for name in ([words.target] if words.target else TARGETS)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
