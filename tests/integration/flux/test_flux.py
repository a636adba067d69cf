"""GET /events/flux: each position once, whatever stops, is slow or dies."""

import json
import socket
import time

import pytest
from boutique import Depots, evenement, rejouer, tete
from lecteurs import Lecteur, jusque, suivre
from systeme import Systeme, wait_until


@pytest.fixture(scope="module")
def journal(systeme):
    """A log that orders have made."""
    replay = rejouer(systeme)
    lecteur = Lecteur(systeme.url, apres=0, garder=True)
    suivre([lecteur], lambda: replay.poll() is not None, 300)
    assert replay.returncode == 0
    systeme.wait_idle()
    jusque([lecteur], tete(systeme))
    return lecteur.messages


def pages(systeme, **filtre):
    """The whole log by GET /events/."""
    elements, apres = [], 0
    while page := systeme.get("/events/", apres=apres, limite=1000, **filtre).json()["elements"]:
        elements += page
        apres = page[-1]["position"]
    return elements


def test_chaque_position_une_fois_pendant_que_des_commandes_passent(systeme, journal):
    assert [m[0] for m in journal] == list(range(1, tete(systeme) + 1))
    assert [json.loads(m[2]) for m in journal] == pages(systeme)
    assert all(m[1] == json.loads(m[2])["evenement"]["event_type"] for m in journal)


def test_les_memes_octets_par_la_base(systeme, journal):
    """The program started again has an empty ring."""
    systeme.stop()
    systeme.start()
    encore = Lecteur(systeme.url, apres=0, garder=True)
    jusque([encore], len(journal))
    assert encore.messages == journal


@pytest.mark.parametrize("filtre", [
    {"event_type": "CommandeCreee"}, {"event_type": "VenteConfirmee,PaiementRefuse"},
    {"source": "stock-service", "event_type": "StockReserve,StockLibere"}])
def test_filtre(systeme, journal, filtre):
    types = filtre["event_type"].split(",")
    voulus = [m for m in journal if m[1] in types]
    lecteur = Lecteur(systeme.url, apres=0, garder=True, **filtre)
    jusque([lecteur], voulus[-1][0])
    assert lecteur.messages == voulus


def test_filtre_par_saga_et_par_agregat(systeme, journal):
    commande = next(json.loads(m[2])["evenement"] for m in journal if m[1] == "CommandeCreee")["aggregate_id"]
    for nom in ("correlation_id", "aggregate_id"):
        voulus = [m for m in journal if json.loads(m[2])["evenement"].get(nom) == commande]
        lecteur = Lecteur(systeme.url, apres=0, garder=True, **{nom: commande})
        jusque([lecteur], voulus[-1][0])
        assert lecteur.messages == voulus


def test_des_maintenant(systeme, journal):
    lecteur = Lecteur(systeme.url)
    jusque([lecteur], tete(systeme))  # told at once where now is
    assert lecteur.vus == 0
    position = systeme.made("/events/", evenement("stk-maintenant"))["position"]
    jusque([lecteur], position)
    assert lecteur.vus == 1


def test_last_event_id_passe_avant_apres(systeme, journal):
    lecteur = Lecteur(systeme.url, apres=0)
    jusque([lecteur], 10)
    lecteur.dernier = 7
    lecteur.ouvrir()
    jusque([lecteur], tete(systeme))  # 8 comes next, or the reader says so


@pytest.mark.parametrize("query", ["apres=-1", "apres=x", "event_type=" + ",".join("abcdefgh" * 7)])
def test_requetes_refusees(systeme, query):
    assert systeme.get("/events/flux?" + query).status_code == 422


def test_la_place_est_comptee_et_rendue(systeme):
    lecteurs = [Lecteur(systeme.url) for _ in range(250)]
    assert {x.statut for x in lecteurs} == {200}
    refuse = systeme.get("/events/flux")
    assert refuse.status_code == 429 and int(refuse.headers["Retry-After"]) > 0
    # No proxy is named here: what a request says of where it comes from counts for nothing.
    assert systeme.http.get(systeme.url + "/events/flux", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429
    lecteurs.pop().fermer()

    def accepte():
        lecteurs.append(Lecteur(systeme.url))
        return lecteurs[-1].statut == 200
    wait_until(accepte, "the place is given back")
    for lecteur in lecteurs:
        lecteur.fermer()


@pytest.fixture
def port():
    """Killed and started again, the program must come back where its readers look for it."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return str(s.getsockname()[1])


def revenir(systeme, port):
    systeme.options = ["--port", port]

    def essayer():
        try:
            systeme.start()
        except AssertionError:
            return False
        return True
    wait_until(essayer, "the program starts again")


def test_reprise_apres_une_mort_subite(port):
    s = Systeme("--port", port)
    try:
        lecteur = Lecteur(s.url, apres=0)
        for _ in range(2):
            avant = tete(s)
            with Depots(s, 4):
                suivre([lecteur], lambda: lecteur.dernier > avant + 300)
                s.kill()  # in the middle of it: the posts end with the program
            while lecteur.prendre():
                pass
            revenir(s, port)
            lecteur.ouvrir()
        jusque([lecteur], tete(s))
        assert lecteur.vus == tete(s)
    finally:
        s.destroy()


def test_par_la_passerelle():
    s = Systeme(separe=True)
    try:
        lecteurs = [Lecteur(s.url, apres=0) for _ in range(40)]  # more than the gateway has threads
        with Depots(s, 4):
            suivre(lecteurs, lambda: tete(s) > 1000)
        jusque(lecteurs, tete(s))
        assert {x.vus for x in lecteurs} == {tete(s)}
        debut = time.monotonic()
        s.stop()
        assert time.monotonic() - debut < 20
        for lecteur in lecteurs:
            while lecteur.prendre():
                pass
    finally:
        s.destroy()


def test_un_type_rare_est_lu_par_son_index(systeme, journal):
    """Of a log that is all orders a rare type is found without a walk through it: its index, and the words that lead there."""
    sql = "event_type = 'MagasinFerme' AND event_type <> ALL ('{CommandeCreee,StockReserve,PaiementAccepte,VenteConfirmee}')"
    plan = systeme.sql("event-store", "SET enable_seqscan = off; SET enable_bitmapscan = off; EXPLAIN SELECT * FROM evenements "
                       f"WHERE {sql} AND global_position > 0 ORDER BY global_position LIMIT 10")
    assert "event_type_global_position_idx" in "\n".join(row[0] for row in plan), plan
    for event_type in ("MagasinCree", "VenteConfirmee"):
        wanted = [json.loads(m[2])["position"] for m in journal if m[1] == event_type]
        assert wanted and [e["position"] for e in pages(systeme, event_type=event_type)] == wanted
