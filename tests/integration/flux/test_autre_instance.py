"""GET /events/flux of an instance that does not write: nobody tells it of events, it asks the database."""

import time

import pytest
import requests
from boutique import Depots, evenement, tete
from instance import Instance
from lecteurs import Lecteur, jusque, suivre


@pytest.fixture
def autre(systeme):
    """The URL of a second event store on the same database; the first one writes."""
    instance = Instance(systeme, "event-store")
    try:
        yield instance.url
    finally:
        instance.stop()


def test_sans_ecrire(systeme, autre):
    assert not requests.get(autre + "/internal/etat/event-store", timeout=30).json()["proprietaire"]
    du_debut = Lecteur(autre, apres=0)
    maintenant = Lecteur(autre)
    suivre([maintenant], lambda: maintenant.dernier is not None)
    depuis = maintenant.dernier
    with Depots(systeme, 4):
        suivre([du_debut, maintenant], lambda: maintenant.vus > 2000)
    jusque([du_debut, maintenant], tete(systeme))
    assert du_debut.vus == tete(systeme) and maintenant.vus == tete(systeme) - depuis


def test_un_evenement_seul_est_su_vite(systeme, autre):
    lecteur = Lecteur(autre)
    suivre([lecteur], lambda: lecteur.dernier is not None)
    debut = time.monotonic()
    jusque([lecteur], systeme.made("/events/", evenement("stk-seul"))["position"])
    assert lecteur.vus == 1
    assert time.monotonic() - debut < 5  # far from the next sign of life, which would tell it too
