#!/usr/bin/python3
"""Documents must not rot: every `./dev VERB` they show exists, every relative link leads somewhere."""

import re
import sys

from source_tree import ROOT, text_files

COMMAND = re.compile(r"\./dev[ \t]+([a-z]+)")
VERB_LIST = re.compile(r"^ {4}([a-z |]+)\) shift ;;$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def verbs(script):
    """The verbs that the text of ./dev dispatches."""
    found = VERB_LIST.search(script)
    if not found:
        raise SystemExit("dev: its list of verbs was not found; check_docs.py reads it from main()")
    return set(found.group(1).replace("|", " ").split())


def command_breaches(path, lines, known):
    for number, line in enumerate(lines, 1):
        for verb in COMMAND.findall(line):
            if verb not in known:
                yield f"{path}:{number}: './dev {verb}' is not a verb of ./dev"


def link_breaches(path, lines, root):
    for number, line in enumerate(lines, 1):
        for target in LINK.findall(line):
            if ":" not in target and not ((root / path).parent / target).exists():
                yield f"{path}:{number}: the link to {target} leads nowhere"


def check(files, known, root):
    """Every breach in an iterable of (path, lines) of Markdown files."""
    return [b for path, lines in files
            for b in (*command_breaches(path, lines, known), *link_breaches(path, lines, root))]


def main():
    documents = [(path, lines) for path, lines in text_files() if path.endswith(".md")]
    found = check(documents, verbs((ROOT / "dev").read_text(encoding="utf-8")), ROOT)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
