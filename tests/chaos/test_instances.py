"""Three instances of every service on the same stores. Whichever one calls, commands reach the owner of the partition; an
instance that is killed or stands still has its partitions taken within two seconds; a zombie that wakes writes nothing."""
import os
import signal
import threading
import time

import pytest
import requests
from acheteur import Buyer
from instance import Instance
from systeme import SERVICES, Systeme, proven, wait_until

LIMIT = 3.0  # seconds until another instance has written: two are promised, a busy machine is given one more
PROBE = 0.2  # seconds for one question: who was asked to relay to an owner that stands still does not answer
BUYERS, MORE = 8, 200  # customers, and orders that they place when all is over


def owned(url):
    """Which services this instance writes for."""
    return {s for s in SERVICES if requests.get(f"{url}/internal/etat/{s}", timeout=5).json()["proprietaire"]}


def writes(url, patience=5):
    """Every service that a person can write to does so now, asked at this instance."""
    tag = str(time.monotonic_ns())
    asked = [("/api/produits", {"code": tag, "nom": tag, "prix": 1.0}), ("/api/magasins", {"nom": tag}),
             ("/api/clients", {"nom": tag, "solde": 1.0}),
             ("/events/", {"event_type": "AnnulationDemandee", "source": "essai", "data": {}, "aggregate_id": "cmd-" + tag})]
    return all(requests.post(url + path, json=body, timeout=patience).status_code == 201 for path, body in asked)


def until_it_writes(url):
    """How long, in seconds, until every service writes again, asked at this instance."""
    begun = time.monotonic()

    def all_written():
        try:
            return writes(url, PROBE)
        except requests.RequestException:
            return False
    wait_until(all_written, "every partition has another owner")
    return time.monotonic() - begun


@pytest.fixture
def first():
    with proven(Systeme()) as s:
        yield s


def test_whoever_is_asked_the_owner_does_it(first, others):
    assert owned(first.url) == set(SERVICES)
    for other in others:
        assert owned(other.url) == set()
        wait_until(lambda url=other.url: writes(url), "it has looked who the owners are")
    p, m, c = first.produit(1.0), first.magasin(), first.client(10.0)
    first.stocker(m, (p, 1))
    body = {"client_id": c, "magasin_id": m}
    cart = requests.put(f"{others[0].url}/api/panier/{c}/{m}/lignes", json={"lignes": [{"produit_id": p, "quantite": 1}]}, timeout=5)
    assert cart.status_code == 200, cart.text
    answers = [requests.post(url + "/api/checkout", json=body, headers={"Idempotency-Key": "une-seule-fois"}, timeout=5)
               for url in (others[0].url, first.url, others[1].url)]
    assert [a.status_code for a in answers] == [202, 202, 202]
    assert len({a.json()["commande_id"] for a in answers}) == 1
    assert first.ended(answers[0].json()["commande_id"]) == "VenteConfirmee"


def test_partitions_move_under_load(first, others):
    p, m = first.produit(0.01), first.magasin()
    clients = [first.client(1000.0) for _ in range(BUYERS)]
    first.stocker(m, (p, 1_000_000))
    stop, urls = threading.Event(), [first.url, *(o.url for o in others)]
    buyers = [Buyer((m, p, c), urls, stop) for c in clients]
    for b in buyers:
        b.start()
    took = {}
    try:
        wait_until(lambda: all(b.orders for b in buyers), "everybody has bought something")
        os.kill(first.runtime["pid"], signal.SIGSTOP)
        took["stands still"] = until_it_writes(others[0].url)
        os.kill(first.runtime["pid"], signal.SIGCONT)
        wait_until(lambda: owned(first.url) == set() and writes(first.url), "the zombie sends to the new owners")
        for victim, survivor in ((0, 1), (1, 0)):
            others[victim].kill()
            took[f"kill -9, {victim + 1}"] = until_it_writes(others[survivor].url)
            others[victim] = Instance(first)
            urls[victim + 1] = others[victim].url
        bought = sum(len(b.orders) for b in buyers)
        wait_until(lambda: sum(len(b.orders) for b in buyers) > bought + MORE, "orders flow on")
    finally:
        os.kill(first.runtime["pid"], signal.SIGCONT)
        stop.set()
        for b in buyers:
            b.join()
    print({k: round(v, 2) for k, v in took.items()}, sum(len(b.orders) for b in buyers), "orders")
    assert not [w for b in buyers for w in b.wrong]
    orders = [o for b in buyers for o in b.orders]
    assert len(set(orders)) == len(orders)
    for o in orders[-BUYERS:]:
        assert first.ended(o, 60) == "VenteConfirmee"
    assert dict(first.sql("ventes", "SELECT etat, count(*) FROM commandes GROUP BY 1")) == {"confirmee": len(orders)}
    assert max(took.values()) < LIMIT, took
