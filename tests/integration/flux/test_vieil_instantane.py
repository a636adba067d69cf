"""A transaction that stays open, with an old snapshot and an id of its own, while events are appended: a log whose readers wait for
the oldest transaction would stand still. COMPTOIR_TEST_INSTANTANE_S=30 makes it longer."""

import os
import time
import uuid
from statistics import median

import psycopg2
import pytest
from boutique import Depots, evenement, tete
from lecteurs import Lecteur, jusque
from systeme import wait_until

SECONDES = float(os.environ.get("COMPTOIR_TEST_INSTANTANE_S", "4"))
AVANT_SECONDES = 2
FOIS, DE_PLUS_MS = 3, 30  # how much slower than before a median may be


class VieilInstantane:
    """Sees the log as it was when it was opened, and is older than every event since."""

    def __init__(self, systeme):
        self.connection = psycopg2.connect(host=systeme.runtime["postgres"], dbname="comptoir_event_store",
                                           user="comptoir_event_store")
        self.connection.set_session(isolation_level="REPEATABLE READ")
        self.cursor = self.connection.cursor()
        self.cursor.execute("SELECT pg_current_xact_id()")
        self.vu = self.tete()

    def tete(self):
        self.cursor.execute("SELECT coalesce(max(global_position), 0) FROM evenements")
        return self.cursor.fetchone()[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()


def sonder(systeme, flux):
    """Appends one event; how long it took, until it was pushed to a reader too, and each way to ask for it after that; in ms."""
    agregat = f"stk-sonde-{uuid.uuid4().hex}"
    debut = time.monotonic()
    position = systeme.made("/events/", evenement(agregat, "sonde"))["position"]
    delais = {"ajout": 1e3 * (time.monotonic() - debut)}
    jusque([flux], position)
    delais["ajout et flux"] = 1e3 * (time.monotonic() - debut)

    def page():
        elements = systeme.get("/events/", apres=position - 1, limite=1).json()["elements"]
        assert elements and elements[0]["position"] == position

    def vivante():
        assert systeme.get(f"/events/projections/{agregat}").json()["statut"] == "StockRecu"

    def materialisee():
        assert systeme.get("/api/projections/stock", apres=position).status_code == 200

    for nom, lire in (("page", page), ("projection vivante", vivante), ("projection materialisee", materialisee)):
        debut = time.monotonic()
        lire()
        delais[nom] = 1e3 * (time.monotonic() - debut)
    return delais


def medianes(systeme, flux, secondes):
    fin, sondes = time.monotonic() + secondes, []
    while time.monotonic() < fin:
        sondes.append(sonder(systeme, flux))
    return {nom: median(s[nom] for s in sondes) for nom in sondes[0]}


@pytest.fixture(scope="module")
def flux(systeme):
    lecteur = Lecteur(systeme.url, source="sonde")
    yield lecteur
    lecteur.fermer()


def test_un_vieil_instantane_ne_retarde_ni_ne_cache_rien(systeme, flux):
    tous = Lecteur(systeme.url, apres=0)
    wait_until(lambda: systeme.get("/api/projections/stock", apres=tete(systeme)).status_code == 200, "projections are made")
    with Depots(systeme, 4) as depots:
        avant = medianes(systeme, flux, AVANT_SECONDES)
        with VieilInstantane(systeme) as vieux:
            medianes(systeme, flux, SECONDES / 2)  # what it does grows with its age
            pendant = medianes(systeme, flux, SECONDES / 2)
            fin = tete(systeme)
            assert vieux.tete() == vieux.vu < fin, "its snapshot is not old"
            jusque([tous], fin)
    assert depots.refus.value == 0
    assert tous.vus >= fin  # each position once: the reader holds the order itself
    print(f"{fin - vieux.vu} events behind a snapshot of {SECONDES:.0f} s; median ms before and behind it: "
          + ", ".join(f"{nom} {avant[nom]:.1f} and {pendant[nom]:.1f}" for nom in avant))
    for nom in avant:
        assert pendant[nom] < FOIS * avant[nom] + DE_PLUS_MS, nom
