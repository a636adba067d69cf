#!/usr/bin/python3
"""The style rules a program can see. Prints each breach as file:line and exits 1 if there is one."""

import re
import sys
from pathlib import Path

from source_tree import text_files

MAX_LINES = 500
CODE = {".cpp", ".hpp", ".py", ".sql", ".cmake", ".sh", ".ts", ".js", ""}
JUNK_DRAWER = re.compile(r"(^|[/_.-])(utils?|common|helpers?|managers?)([/_.-]|$)")
# A host that serves packages, told by the words such hosts are made of.
REGISTRY = re.compile(
    r"\b(?:[a-z0-9-]+\.)*(?:registry|pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems|maven|nuget|conan|deb|security)"
    r"(?:\.[a-z0-9-]+)*\.(?:org|io|com|net|dev)\b")

# Text of data reaches a terminal through std::cout and std::cerr, which main() has watched (libs/base/terminal.hpp), or not at all.
PRINTING = re.compile(r"\b(?:fmt::print|std::printf|printf|std::puts|puts|putchar|fputs|fputc|fprintf|perror|dprintf)\s*\(|"
                      r"\bfwrite\([^;]*std(?:out|err)|\bwrite\(\s*(?:STD(?:OUT|ERR)_FILENO|[12]\s*,)")
OWN_STYLE = re.compile(r"\\x1b|\\033|\\e\[")
WATCHED = re.compile(r"^(?:apps|libs|services)/(?!.*_test\.cpp$)")
STYLED = {"apps/comptoir/commands/progress.cpp", "apps/comptoir/verify/report.cpp", "apps/comptoir/demo/demo_command.cpp",
          "apps/comptoir/demo/timeline.cpp", "libs/log/log.cpp"}
# Where no stream may be used: after a fork, in a thread that fell, and below the log, whose lines are escaped already.
WITHOUT_STREAMS = {"libs/service/crash_point.cpp", "apps/comptoir/infra/child.cpp", "libs/base/guarded_thread.cpp", "libs/log/outlet.cpp"}

LINE_RULES = [
    (CODE | {".md"}, re.compile("TO" + r"DO\b"), "unfinished work: do it, or file it where it will be found"),
    (CODE - {".ts"}, re.compile("\t"), "tab: indent with spaces"),
    ({".cpp", ".hpp"}, re.compile(r"\busing\s+namespace\s+std\s*;"), "name what you use from std"),
    (None, REGISTRY, "host of a package registry: leave it to the machine's configuration"),
]

# The program's own: tests and the one place that makes threads may do without.
RAW_THREAD = re.compile(r"\bstd::j?thread\b(?!::)|\bpthread_create\b")
THREADED = re.compile(r"^(libs|services|apps)/(?!base/guarded_thread\.).*(?<!_test)\.[ch]pp$")


def thread_breaches(path, lines):
    if not THREADED.match(str(path)):
        return
    for number, line in enumerate(lines, 1):
        if RAW_THREAD.search(line.split("//")[0]):
            yield f"{path}:{number}: a thread that an exception may leave: make a GuardedThread (libs/base)"


def line_breaches(path, lines):
    suffix = Path(path).suffix
    for number, line in enumerate(lines, 1):
        for suffixes, pattern, reason in LINE_RULES:
            if (suffixes is None or suffix in suffixes) and pattern.search(line):
                yield f"{path}:{number}: {reason}"


def printing_breaches(path, lines):
    """Forgotten verbs: output that is not watched, and escape sequences where nobody watches what stands between them."""
    if not WATCHED.match(path) or Path(path).suffix not in {".cpp", ".hpp"}:
        return
    for number, line in enumerate(lines, 1):
        if PRINTING.search(line) and path not in WITHOUT_STREAMS:
            yield f"{path}:{number}: print through std::cout or std::cerr, which keep control characters from terminals"
        if OWN_STYLE.search(line) and path not in STYLED:
            yield f"{path}:{number}: escape sequence: print_styled() is for the files that STYLED names"


def file_breaches(path, lines):
    if JUNK_DRAWER.search(path):
        yield f"{path}: name it by its subject, not utils, common, helpers or manager"
    if Path(path).suffix in CODE and len(lines) > MAX_LINES:
        yield f"{path}: {len(lines)} lines, more than {MAX_LINES}: it holds more than one subject"
    if path.endswith(".hpp") and "#pragma once" not in lines:
        yield f"{path}: a header needs #pragma once"


def check(files):
    """Every breach in an iterable of (path, lines)."""
    return [b for path, lines in files
            for b in (*file_breaches(path, lines), *printing_breaches(path, lines), *thread_breaches(path, lines), *line_breaches(path, lines))]


def main():
    found = check(text_files())
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
