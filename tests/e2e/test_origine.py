"""Who may ask, under which name, with what: hosts, origins, types of bodies, one path for a thing, headers of every answer."""
import http.client
import urllib.parse
import uuid

import pytest
import requests
from instance import Instance
from systeme import wait_until

GARDES = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
          "Cross-Origin-Resource-Policy": "same-origin"}


def demander(systeme, methode, chemin, corps=None, **entetes):
    """As it is: `requests` would tidy the path."""
    lien = http.client.HTTPConnection(urllib.parse.urlsplit(systeme.url).netloc, timeout=30)
    lien.request(methode, chemin, corps, {k.replace("_", "-"): v for k, v in entetes.items()})
    reponse = lien.getresponse()
    reponse.texte = reponse.read().decode()
    lien.close()
    return reponse


def crediter(systeme, client, chemin, cle, **entetes):
    entetes = {"Content_Type": "application/json", "Idempotency_Key": cle, **entetes}
    return demander(systeme, "POST", chemin.format(client), '{"montant":1,"raison":"essai"}', **entetes).status


@pytest.fixture(scope="module")
def client(systeme):
    return systeme.client(10.0)


@pytest.mark.parametrize("entetes, statut", [
    ({}, 201),
    ({"Content_Type": "application/json; charset=utf-8"}, 201),
    ({"Content_Type": "text/plain"}, 415),
    ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ({"Content_Type": "application/json; charset=latin-1"}, 415),
    ({"Content_Encoding": "gzip"}, 415),
    ({"Origin": "http://ailleurs.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://localhost:1"}, 403),
    ({"Sec_Fetch_Site": "cross-site"}, 403),
    ({"Sec_Fetch_Site": "same-origin"}, 201),
    ({"Host": "ailleurs.example"}, 421),
])
def test_ce_qu_une_page_d_ailleurs_enverrait(systeme, client, entetes, statut):
    avant = systeme.solde(client)
    assert crediter(systeme, client, "/api/clients/{}/credits", uuid.uuid4().hex, **entetes) == statut
    assert systeme.solde(client) == avant + (statut == 201)


def test_notre_page_peut(systeme, client):
    assert crediter(systeme, client, "/api/clients/{}/credits", uuid.uuid4().hex, Origin=systeme.url) == 201


def test_sans_type_ni_corps(systeme, client):
    sans_type = demander(systeme, "POST", f"/api/clients/{client}/credits", "{}")
    assert sans_type.status == 415 and sans_type.headers["Accept-Post"] == "application/json"
    assert demander(systeme, "POST", "/api/magasins/999999/fermeture").status == 404


def test_un_chemin_par_chose(systeme, client):
    cle = uuid.uuid4().hex
    assert crediter(systeme, client, "/api/clients/{}/credits", cle) == 201
    solde = systeme.solde(client)
    for autre in ("/api/clients/{}/credits/", "/api/clients/0{}/credits", "/api/clients/+{}/credits", "/api//clients/{}/credits",
                  "/api/clients/./{}/credits", "/api/x/../clients/{}/credits", "/api/%63lients/{}/credits",
                  "//api/clients/{}/credits", "/api/clients/%2B{}/credits", "/api/clients/{}.0/credits"):
        assert crediter(systeme, client, autre, cle) == 404, autre
    assert crediter(systeme, client, "/api/clients/{}%2Fcredits", cle) == 405  # of a client of that name
    assert crediter(systeme, client, "/api/clients/{}/credits", cle) == 201
    assert systeme.solde(client) == solde
    for absent in ("/events", "/api/produits/", "/api/clients/-0", "/api/clients/00", "/sante/", "/docs/"):
        assert demander(systeme, "GET", absent).status == 404, absent


def test_la_portee_d_une_cle_est_l_operation(systeme, client):
    """As stored before, so that a key used before an upgrade still answers."""
    cle = uuid.uuid4().hex
    assert crediter(systeme, client, "/api/clients/%3{}/credits" if client < 10 else "/api/clients/{}/credits", cle) == 201
    assert systeme.sql("client", "SELECT count(*) FROM idempotence WHERE cle = %s", f"POST /api/clients/{client}/credits {cle}") == [(1,)]


def test_un_nom_avec_une_barre_se_relit(systeme):
    nom = "essai/" + uuid.uuid4().hex + " %?"
    depose = systeme.post("/events/", {"event_type": "StockRecu", "aggregate_id": nom, "source": "essai", "event_id": nom, "data": {}})
    if depose.status_code == 422:
        pytest.skip("refused where it is written")
    chemin = urllib.parse.quote(nom, safe="")
    assert systeme.get("/events/" + chemin).json()["evenement"]["event_id"] == nom


@pytest.mark.parametrize("chemin", ["/sante", "/docs", "/docs/page.css", "/api/produits", "/rien", "/api/clients/x"])
def test_chaque_reponse_est_gardee(systeme, chemin):
    reponse = systeme.get(chemin)
    assert {k: reponse.headers.get(k) for k in GARDES} == GARDES
    assert "frame-ancestors 'none'" in reponse.headers["Content-Security-Policy"]
    assert reponse.headers["Cache-Control"] == "no-store"
    assert "unsafe-inline" not in reponse.headers["Content-Security-Policy"]


def test_les_pages_n_ont_rien_que_leur_regle_refuse(systeme):
    docs, page = systeme.get("/docs"), systeme.get("/observatoire")
    assert "style-src 'self'" in docs.headers["Content-Security-Policy"] and "<style" not in docs.text and " style=" not in docs.text
    assert "<script" not in docs.text and "/docs/page.css" in docs.text
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text and " onclick" not in page.text


def test_methodes(systeme):
    reponse = demander(systeme, "OPTIONS", "/api/produits")
    assert (reponse.status, reponse.headers["Allow"], reponse.texte) == (204, "GET, HEAD, OPTIONS, POST", "")
    reponse = demander(systeme, "PATCH", "/api/ventes/rapport")
    assert (reponse.status, reponse.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_une_autre_instance_relaie_encore(systeme, client):
    """What says that it is relayed is believed of instances only: else it would be refused by whoever is not the owner."""
    autre = Instance(systeme)

    def crediter_par(url, relais):
        return requests.post(f"{url}/api/clients/{client}/credits", json={"montant": 1, "raison": "essai"}, headers=relais, timeout=30)
    try:
        wait_until(lambda: crediter_par(autre.url, {}).status_code == 201, "the instance knows who the owner is")
        for relais in ({}, {"x-comptoir-relais": "1"}, {"x-comptoir-relais": ""}):
            for url in (systeme.url, autre.url):
                fait = crediter_par(url, relais)
                assert fait.status_code == 201, fait.text
    finally:
        autre.stop()


def test_configuration(systeme, monkeypatch):
    monkeypatch.setenv("COMPTOIR_HTTP_HOTES", "boutique.example, caisse")
    monkeypatch.setenv("COMPTOIR_HTTP_ORIGINES", "https://boutique.example")
    autre = Instance(systeme)
    try:
        def statut(**entetes):
            return requests.get(autre.url + "/sante", headers=entetes, timeout=30).status_code
        assert statut(Host="boutique.example") == statut(Host="CAISSE:81") == 200
        assert statut(Host="boutique.example.evil") == 421
        assert statut(Origin="https://boutique.example") == 200
        assert statut(Origin="http://boutique.example") == 403
    finally:
        autre.stop()
