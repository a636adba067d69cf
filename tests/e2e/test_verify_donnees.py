"""verify never dies of data: whatever bytes an event has, it is named, and every other check is judged."""
import json
import uuid

import pytest
from systeme import Systeme


def bytes_of(event_type, data, **more):
    return json.dumps({"event_id": "x", "event_type": event_type, "aggregate_id": "cmd-x", "timestamp": "2026-01-01T00:00:00.000Z",
                       "source": "ventes-service", "data": data, **more}).encode()


GARBAGE = {
    "pas du JSON": ("VenteConfirmee", b"{"),
    "pas de l'UTF-8": ("StockRecu", b'{"data":{"magasin_id":"\xff\xfe"}}'),
    "vide": ("ClientCree", b""),
    "un caractere nul": ("CommandeCreee", bytes_of("CommandeCreee", {"client_id": "\u0000"})),
    "un autre type": ("StockAjuste", bytes_of("StockAjuste", {"magasin_id": "un", "produit_id": [], "delta": {}})),
    "sans champ": ("VenteConfirmee", bytes_of("VenteConfirmee", {})),
    "une liste qui n'en est pas": ("StockReserve", bytes_of("StockReserve", {"magasin_id": 1, "produits": 7})),
    "un nombre sans fin": ("PaiementAccepte", b'{"data":{"client_id":1,"total":1e999999}}'),
    "un nombre immense": ("ClientCredite", bytes_of("ClientCredite", {"client_id": 10**30, "montant": 10**40})),
    "profond": ("VenteConfirmee", b'{"data":' + b"[" * 5000 + b"]" * 5000 + b"}"),
}


@pytest.fixture(scope="module")
def boutique():
    s = Systeme()
    try:
        m, p, c = s.magasin(), s.produit(5.0), s.client(50.0)
        s.stocker(m, (p, 10))
        s.commander(c, m, (p, 1))
        s.wait_idle()
        s.verify()
        yield s
    finally:
        s.destroy()


def insert(s, event_type, content):
    """At the log's end, by the hand of whoever owns the database; as if every projection had passed it."""
    event_id = "mauvais-" + uuid.uuid4().hex
    s.sql("event-store", "WITH p AS (UPDATE projections SET position = position + 1), t AS (UPDATE tete SET position = position + 1 RETURNING position) INSERT INTO evenements "
          "SELECT position, 1, %s, %s, %s, 'main', '', now(), now(), 'mauvais.evenements', position, NULL, %s, "
          "decode(repeat('00', 32), 'hex') FROM t", event_id, event_id, event_type, content)
    return event_id


def judged(s):
    told = s.run("verify", "--json")
    assert told.returncode == 1, told.stdout + told.stderr
    return json.loads(told.stdout)


@pytest.mark.parametrize("kind", GARBAGE)
def test_un_evenement_illisible_est_nomme(boutique, kind):
    event_type, content = GARBAGE[kind]
    before = {c["nom"] for c in json.loads(boutique.run("verify", "--json").stdout)["controles"]}
    # One at a time: the one before is made readable again, so that only this one can be what is named.
    event_id = insert(boutique, event_type, content)
    report = judged(boutique)
    assert {c["nom"] for c in report["controles"]} == before
    readable = next(c for c in report["controles"] if c["nom"] == "lisibles")
    assert any(event_id in r for r in readable["ruptures"]), report
    assert next(c for c in report["controles"] if c["nom"] == "argent conservé")["verdict"] == "OK"
    boutique.sql("event-store", "GRANT DELETE ON evenements_1 TO CURRENT_USER")
    boutique.sql("event-store", "DELETE FROM evenements_1 WHERE event_id = %s", event_id)
    boutique.sql("event-store", "WITH p AS (UPDATE projections SET position = position - 1) UPDATE tete SET position = position - 1")


def test_un_evenement_illisible_d_un_journal_est_nomme(boutique):
    event_id = "mauvais-" + uuid.uuid4().hex
    boutique.sql("stock", "INSERT INTO journal(stream, partition, seq, event_id, event_type, aggregate_id, cle, enveloppe) "
                 "SELECT 'stock.evenements', 0, max(seq) + 1, %s, 'StockRecu', 'stk-1-1', '', %s FROM journal "
                 "WHERE stream = 'stock.evenements'", event_id, b"\xff{")
    report = judged(boutique)
    assert any(event_id in r for c in report["controles"] for r in c["ruptures"]), report
    assert next(c for c in report["controles"] if c["nom"] == "stock borné")["verdict"] == "OK"


def test_un_evenement_ecarte_d_une_projection_est_une_rupture(boutique):
    event_id = insert(boutique, "VenteConfirmee", bytes_of("VenteConfirmee", {"magasin_id": "un"}))
    boutique.sql("event-store", "INSERT INTO projections_ecartees (nom, generation, position, event_id, event_type, aggregate_id, raison) "
                 "SELECT nom, generation, e.position, %s, 'VenteConfirmee', %s, 'essai' FROM projections p, tete e "
                 "WHERE nom = 'ventes' AND role = 'active'", event_id, event_id)
    parked = next(c for c in judged(boutique)["controles"] if c["nom"] == "écartés")
    assert parked["verdict"] == "ROMPU" and any(event_id in r for r in parked["ruptures"])
