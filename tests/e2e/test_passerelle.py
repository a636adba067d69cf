"""The gateway before services that run apart: nothing internal, HEAD as GET, two seconds for a service that stands still."""
import time

import pytest
import requests
from systeme import SERVICES, Systeme, service_pid, stopped, wait_until

FORGE = {"X-Forwarded-For": "192.0.2.1", "Forwarded": "for=192.0.2.1", "x-comptoir-relais": "1"}


@pytest.fixture(scope="module")
def systeme():
    s = Systeme(separe=True)
    yield s
    s.destroy()


@pytest.mark.parametrize("chemin", ["/internal/etat/stock", "/internal/lettres/stock", "/internal/journal/stock.evenements", "/internal/log",
                                    "/internal/log/stock", "/%69nternal/etat/stock", "//internal/etat/stock",
                                    "/api/stock/../../internal/etat/stock", "/api/stock/metrics/x/../../metrics"])
def test_rien_d_interne(systeme, chemin):
    requete = requests.Request("GET", systeme.url).prepare()
    requete.url = systeme.url + chemin
    assert requests.Session().send(requete, timeout=30).status_code == 404


def test_les_services_gardent_leurs_chemins(systeme):
    for service in SERVICES:
        assert systeme.etat(service)["service"] == service
    for verbe in ("status", "verify"):
        fait = systeme.run(verbe)
        assert fait.returncode == 0, fait.stdout + fait.stderr
    assert systeme.run("lettres", "causes").returncode == 0


def test_head_a_la_longueur_de_get(systeme):
    for chemin in ("/api/produits", "/events/?limite=1", "/api/clients/999", "/docs"):
        complet, tete = requests.get(systeme.url + chemin, timeout=30), requests.head(systeme.url + chemin, timeout=30)
        assert tete.status_code == complet.status_code and not tete.content
        assert tete.headers["Content-Length"] == str(len(complet.content)), chemin
    assert "Content-Length" not in requests.head(systeme.url + "/events/export", timeout=30).headers


def test_un_service_a_l_arret(systeme):
    with stopped(service_pid(systeme, "stock")):
        debut = time.monotonic()
        reponse = requests.get(systeme.url + "/api/stock", timeout=30)
        assert (reponse.status_code, reponse.headers["Content-Type"]) == (504, "application/problem+json")
        assert time.monotonic() - debut >= 2
        assert systeme.get("/api/produits").status_code == 200
    assert systeme.get("/api/stock").status_code == 200


def test_qui_demande_a_attendre_attend(systeme):
    """More than the two seconds that the gateway gives to others."""
    m, p, c = systeme.magasin(), systeme.produit(1.0), systeme.client(10.0)
    systeme.stocker(m, (p, 5))
    with stopped(service_pid(systeme, "ventes")):
        commande = systeme.passer(c, m, (p, 1))
        wait_until(lambda: systeme.get(f"/events/projections/{commande}").status_code == 200, "the event store knows the order")
        assert systeme.get(f"/events/projections/{commande}", attendre_ms=3000).status_code == 200


def test_ce_que_dit_le_client_de_lui_meme_ne_passe_pas(systeme):
    assert systeme.http.get(systeme.url + "/api/produits", headers=FORGE, timeout=30).status_code == 200
    assert systeme.http.post(systeme.url + "/api/magasins", json={"nom": "Forgé"}, headers=FORGE, timeout=30).status_code == 201
