"""GET /events/flux, and waiting for an order's end, at an instance that does not write: nobody tells it of events, it asks the
database."""

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from boutique import Depots, evenement, tete
from instance import Instance
from lecteurs import Lecteur, jusque, suivre
from systeme import wait_until


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


def test_la_fin_d_une_commande_est_sue_vite(systeme, autre):
    """Long before the time that the caller would have waited is over."""
    order, body = "cmd-" + str(uuid.uuid4()), {"client_id": 1, "magasin_id": 1, "produits": [], "total": 0.0}

    def publish(event_type):
        systeme.made("/events/", {"event_type": event_type, "source": "essai", "aggregate_id": order, "data": body})
    publish("CommandeCreee")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(requests.get, f"{autre}/events/projections/{order}", params={"attendre_ms": 30_000}, timeout=60)
        waiting = re.compile(r'^comptoir_lectures_en_attente\{service="event-store"\} [1-9]', re.M)
        wait_until(lambda: waiting.search(requests.get(autre + "/metrics", timeout=30).text), "the reader waits")
        begun = time.monotonic()
        publish("VenteConfirmee")
        assert asked.result().json()["statut"] == "VenteConfirmee"
    assert time.monotonic() - begun < 5
