#!/usr/bin/python3
"""Builds the next version of the program out of this tree, in a copy of it, and prints the path of its binary.

    tests/chaos/version_suivante.py

It differs as a next version does. `CommandeCreee` is written as version 2, which says the order's `canal` as well; an upcaster
says it of older ones; stock-service and a projection cannot do without. And stock-service's database has one more migration, which
harms nobody.
Exit 1 when an edit does not find its text any more, or when the copy does not build.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from source_copy import ROOT, build, configure, copy_sources, replaced  # noqa: E402

COPY = ROOT / "build/version_suivante"
BINARY = COPY / "build/release/comptoir"

EDITS = [
    # (a) an event of a newer version
    ("libs/bus/envelope.cpp",
     '{"CommandeCreee", 1},',
     '{"CommandeCreee", 2},'),
    ("libs/bus/upcast.cpp",
     "constexpr Step kSteps[] = {\n",
     "boost::json::value commande_creee_2(boost::json::value data) {\n"
     '  data.as_object()["canal"] = "inconnu";\n'
     "  return data;\n"
     "}\n\n"
     "constexpr Step kSteps[] = {\n"
     '    {"CommandeCreee", 1, commande_creee_2},\n'),
    ("services/panier/adapters/events.cpp",
     '.money("total", e.commande.total).close();',
     '.money("total", e.commande.total).field("canal", "boutique").close();'),
    ("services/stock/adapters/lire_evenement.cpp",
     "[&](json::Fields& f) { return CommandeCreee{lire_entete(f, e), lire_lignes(f)}; }",
     '[&](json::Fields& f) { return f.text("canal", 1, 20), CommandeCreee{lire_entete(f, e), lire_lignes(f)}; }'),
    ("services/event-store/app/projections/replis.cpp",
     '      fait.client_id = id(f, "client_id");\n',
     '      f.text("canal", 1, 20);\n      fait.client_id = id(f, "client_id");\n'),
    # (b) a newer schema
    ("services/stock/migrations/schema.hpp",
     ')sql"},\n};\n',
     ')sql"},\n    {1000, "ALTER TABLE reservations ADD COLUMN canal text"},\n};\n'),
]


def changed():
    texts = {}
    for path, before, after in EDITS:
        texts[path] = replaced(texts.get(path) or (ROOT / path).read_text("utf-8"), path, before, after)
    return texts


def build_next():
    """The binary's path; RuntimeError or ValueError with what went wrong."""
    copy_sources(COPY, changed())
    if broken := configure(COPY) or build(COPY, "comptoir"):
        raise RuntimeError("the next version does not build:\n" + broken)
    return BINARY


if __name__ == "__main__":
    try:
        print(build_next())
    except (RuntimeError, ValueError) as e:
        sys.exit(str(e))
