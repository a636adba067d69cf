"""The whole platform from one file: an exported log fills an empty store, and every service is rebuilt from it."""
import json
import os
import subprocess

import pytest
from systeme import BIN, Systeme

SAMPLE = os.path.join(os.path.dirname(__file__), "../../data/online-retail-sample.csv.xz")
REBUILT = ["produits", "magasins", "client", "stock", "panier", "ventes"]


@pytest.fixture(scope="module")
def original():
    s = Systeme()
    try:
        done = subprocess.run([BIN, "replay", "online-retail", SAMPLE, "--stock-factor", "0.98", "--balance-factor", "0.9",
                               "--json", "--url", s.url], capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        s.made("/events/", {"event_type": "StockRecu", "aggregate_id": "stk-depose", "source": "essai", "event_id": "depose",
                            "timestamp": "2026-01-15T10:30:00.123456Z", "data": {"magasin_id": 1}})
        s.wait_idle()
        yield s
    finally:
        s.destroy()


@pytest.fixture
def empty():
    s = Systeme()
    try:
        yield s
    finally:
        s.destroy()


def exported(original, tmp_path):
    path = tmp_path / "journal.ndjson"
    path.write_bytes(original.get("/events/export").content)
    return path


def audited(systeme):
    done = systeme.run("audit", "verify", "--json")
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout)


def test_a_platform_from_one_file(original, empty, tmp_path):
    path = exported(original, tmp_path)
    done = empty.run("evenements", "importer", str(path), "--json")
    assert done.returncode == 0, done.stderr
    before, after = audited(original), audited(empty)
    assert json.loads(done.stdout) == {"evenements": before["evenements"], "hash": before["hash"]}
    assert (after["evenements"], after["hash"]) == (before["evenements"], before["hash"])
    for service in REBUILT:
        done = empty.run("rebuild", service, "--vider")  # it may have heard of those rebuilt before it
        assert done.returncode == 0, done.stderr
    empty.wait_idle()
    empty.verify()
    columns = "stream, seq, enveloppe"
    for service in REBUILT:
        journal = f"SELECT {columns} FROM journal ORDER BY stream, seq"
        assert empty.sql(service, journal) == original.sql(service, journal)
    # A posted event is still known by its id, and orders go on.
    again = {"event_type": "StockRecu", "aggregate_id": "stk-depose", "source": "essai", "event_id": "depose",
             "timestamp": "2026-01-15T10:30:00.123456Z", "data": {"magasin_id": 1}}
    assert empty.post("/events/", again).status_code == 200
    m, p, c = empty.magasin(), empty.produit(5.0), empty.client(100.0)
    empty.stocker(m, (p, 10))
    assert empty.ended(empty.commander(c, m, (p, 2))) == "VenteConfirmee"
    assert audited(empty)["evenements"] > before["evenements"]


def test_what_does_not_hold_is_refused(original, empty, tmp_path):
    path = exported(original, tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    forgeries = {"a byte": lines[:40] + [lines[40].replace(b"-service", b"-servicf", 1)] + lines[41:],
                 "a line less": lines[:40] + lines[41:],
                 "two swapped": lines[:40] + [lines[41], lines[40]] + lines[42:],
                 "no line of an export": lines[:40] + [b"bonjour\n"] + lines[41:]}
    for name, forged in forgeries.items():
        path.write_bytes(b"".join(forged))
        done = empty.run("evenements", "importer", str(path))
        assert done.returncode == 1 and "ligne 41" in done.stderr, (name, done.stderr)
        assert empty.sql("event-store", "SELECT count(*) FROM evenements") == [(0,)]
    done = original.run("evenements", "importer", str(path))
    assert done.returncode == 1 and "n'est pas vide" in done.stderr
