"""Bad input: a 4xx problem+json that names the field, nothing written; poison on a stream is parked, the rest flows."""
import json
import socket
import uuid

import pytest
from systeme import Systeme, wait_until

BIG = 10**12
JSON = {"Content-Type": "application/json"}


def problem(answer, status, champ=None):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    body = answer.json()
    assert body["status"] == status and body["title"]
    if champ is not None:
        assert champ in [e["champ"] for e in body.get("erreurs", [])], body
    return body


def counts(systeme):
    return {s: systeme.sql(s, "SELECT count(*) FROM journal")[0][0] for s in ("produits", "magasins", "client", "stock", "panier")}


@pytest.fixture(scope="module")
def shop(systeme):
    m, p, c = systeme.magasin(), systeme.produit(5.0), systeme.client(100.0)
    systeme.stocker(m, (p, 10))
    systeme.wait_idle()
    return m, p, c


@pytest.mark.parametrize("body, champ", [
    ({"nom": "x", "prix": 1.0}, "code"),
    ({"code": 7, "nom": "x", "prix": 1.0}, "code"),
    ({"code": "a", "nom": "x", "prix": "1.0"}, "prix"),
    ({"code": "a", "nom": "x", "prix": 1.005}, "prix"),
    ({"code": "a", "nom": "x", "prix": -1.0}, "prix"),
    ({"code": "a", "nom": "x", "prix": 1e300}, "prix"),
    ({"code": "a", "nom": "x", "prix": 1.0, "couleur": "bleu"}, "couleur"),
    ({"code": "a", "nom": "  ", "prix": 1.0}, "nom"),
    ({"code": "a", "nom": "x" * 500, "prix": 1.0}, "nom"),
])
def test_produit_invalide(systeme, shop, body, champ):
    before = counts(systeme)
    problem(systeme.post("/api/produits", body), 422, champ)
    assert counts(systeme) == before


@pytest.mark.parametrize("quantite", [0, -1, BIG, 1.5, "2", None, True])
def test_quantite_invalide(systeme, shop, quantite):
    m, p, c = shop
    body = {"lignes": [{"produit_id": p, "quantite": quantite}]}
    problem(systeme.put(f"/api/panier/{c}/{m}/lignes", body), 422, "lignes[0].quantite")
    problem(systeme.post("/api/stock/receptions", {"magasin_id": m, "lignes": [{"produit_id": p, "quantite": quantite}]})
            if quantite != BIG else systeme.put(f"/api/panier/{c}/{m}/lignes", body), 422, "lignes[0].quantite")


@pytest.mark.parametrize("raw, status", [(b"{", 400), (b"", 400), (b"{} x", 400), (b'{"code":"\xff\xfe"}', 400), (b"[1]", 422), (b"[" * 500, 400)])
def test_corps_casse(systeme, shop, raw, status):
    before = counts(systeme)
    problem(systeme.http.post(systeme.url + "/api/produits", data=raw, headers=JSON, timeout=20), status)
    assert counts(systeme) == before


def test_inconnus(systeme, shop):
    m, p, c = shop
    before = counts(systeme)
    problem(systeme.put(f"/api/panier/{c}/{m}/lignes", {"lignes": [{"produit_id": 999_999, "quantite": 1}]}), 422, "lignes[0].produit_id")
    problem(systeme.post("/api/checkout", {"client_id": 999_999, "magasin_id": m}, key="i1"), 422, "client_id")
    problem(systeme.post("/api/checkout", {"client_id": c, "magasin_id": 999_999}, key="i2"), 422, "magasin_id")
    problem(systeme.post("/api/stock/receptions", {"magasin_id": 999_999, "lignes": [{"produit_id": p, "quantite": 1}]}), 422, "magasin_id")
    problem(systeme.get("/api/clients/999999"), 404)
    problem(systeme.get("/api/produits/zero"), 404)
    problem(systeme.get("/api/rien"), 404)
    problem(systeme.http.delete(systeme.url + "/api/checkout", timeout=20), 405)
    problem(systeme.get("/api/produits", limite=5000), 422, "limite")
    problem(systeme.post("/api/checkout", {"client_id": c, "magasin_id": m}), 400, "Idempotency-Key")
    problem(systeme.post(f"/api/clients/{c}/debits", {"montant": 5000.0, "raison": "trop"}), 409)
    assert counts(systeme) == before


def test_panier_vide(systeme, shop):
    m, _, _ = shop
    c = systeme.client()
    systeme.wait_idle()
    problem(systeme.post("/api/checkout", {"client_id": c, "magasin_id": m}, key="vide"), 409)


def test_corps_de_dix_mo(systeme, shop):
    problem(systeme.http.post(systeme.url + "/api/produits", data=b"x" * 10_000_000, timeout=20), 413)


def test_corps_sans_fin(systeme, shop):
    """A body that is announced and never comes is answered, and the connection closed."""
    host, port = systeme.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=40) as s:
        s.sendall(b"POST /api/produits HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert b" 408 " in s.recv(4096).split(b"\r\n")[0]


def test_entree_insensee_sur_un_flux(systeme, shop):
    """By hand, on a stream: fields that are no event, under an id far ahead; text that is no JSON under the next seq."""
    m, p, c = shop
    systeme.wait_idle()
    r = systeme.redis()
    r.xadd("stock.evenements", {"bonjour": "monde"})
    head = systeme.etat("panier")["journal"]["commande.evenements"]
    r.xadd("commande.evenements", {"evenement": "pas du JSON"}, id=f"{head + 1}-0")
    for _ in range(3):
        cmd = systeme.commander(c, m, (p, 1))
        assert systeme.ended(cmd) == "VenteConfirmee"

    def parked():
        return [raison for service in ("stock", "panier")
                for (raison,) in systeme.sql(service, "SELECT raison FROM lettres_mortes")]
    reasons = wait_until(lambda: len(parked()) >= 2 and parked(), "both entries are parked by the streams' owners")
    assert all(raison.startswith("hors_journal") for raison in reasons)
    assert r.xrevrange("stock.evenements", count=1)[0][0].endswith("-0")


def test_evenement_empoisonne_bloque_sa_seule_cle():
    """A journalled event whose data is not as the contract says is parked with its reason; other keys flow; verify tells."""
    s = Systeme()
    try:
        m, p, c = s.magasin(), s.produit(5.0), s.client(50.0)
        s.stocker(m, (p, 10))
        s.wait_idle()
        poison(s, s.etat("panier")["journal"]["commande.evenements"] + 1)
        for service in ("stock", "ventes"):
            reason = wait_until(lambda service=service: s.sql(service, "SELECT raison FROM lettres_mortes"), f"{service} parks it")
            assert "client_id" in reason[0][0]
            assert s.etat(service)["lettres_mortes"] == 1
        s.stop()
        s.start()  # the hand that wrote to the journal is not the worker's: it counts anew
        assert s.ended(s.commander(c, m, (p, 1))) == "VenteConfirmee"
        told = s.run("verify")
        assert told.returncode == 1
        assert "lettres mortes" in told.stdout and "ROMPU" in told.stdout
    finally:
        s.destroy()


def poison(s, seq):
    event_id = str(uuid.uuid4())
    bad = json.dumps({"event_id": event_id, "event_type": "CommandeCreee", "aggregate_id": "cmd-poison",
                      "timestamp": "2026-01-01T00:00:00.000Z", "source": "panier-service", "schema_version": 1,
                      "correlation_id": "cmd-poison", "cle": "client:424242", "data": {"client_id": "pas un nombre"}})
    s.sql("panier", "INSERT INTO journal(stream, partition, seq, event_id, event_type, aggregate_id, cle, enveloppe) "
          "VALUES ('commande.evenements', 0, %s, %s, 'CommandeCreee', 'cmd-poison', 'client:424242', %s)", seq, event_id, bad.encode())
