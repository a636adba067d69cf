"""Clients spread over four partitions, which three instances of every service share. Whoever is asked, commands reach the owner
of their partition; an instance that comes takes its share, one that dies or stands still loses it within two seconds, and
nothing is lost or doubled meanwhile."""
import os
import signal
import threading
import time
import uuid

import pytest
import requests
from acheteur import Buyer
from instance import Instance
from systeme import Systeme, proven, wait_until

PARTITIONS = 4
SHARED = ["client", "stock", "panier", "ventes"]
LIMIT = 3.0  # seconds until every partition is written again: two are promised, a busy machine is given one more
PROBE = 0.2
BUYERS, MORE = 12, 300


def held(url, service):
    """Which partitions of the service this instance writes."""
    told = requests.get(f"{url}/internal/etat/{service}", timeout=5).json()["partitions"]
    return {p["partition"] for p in told if p["tenue"]}


def shares(urls, service):
    return sorted(len(held(url, service)) for url in urls)


def shared(urls):
    """Each instance has its share of each service, and the same partitions of all of them."""
    try:
        owned = [[held(url, s) for url in urls] for s in SHARED]
    except requests.RequestException:
        return False
    fair = [PARTITIONS // len(urls) + (i < PARTITIONS % len(urls)) for i in range(len(urls))]
    return all(sorted(map(len, of)) == sorted(fair) and set().union(*of) == set(range(PARTITIONS)) for of in owned) \
        and all(of == owned[0] for of in owned)


@pytest.fixture
def first():
    with proven(Systeme("--port", "0", "--set", f"saga.partitions={PARTITIONS}")) as s:
        yield s


@pytest.fixture
def shop(first):
    p, m = first.produit(0.01), first.magasin()
    first.stocker(m, (p, 1_000_000))
    clients = [first.client(1000.0) for _ in range(BUYERS)]
    assert {c % PARTITIONS for c in clients} == set(range(PARTITIONS))
    return m, p, clients


def every_partition_writes(url, shop):
    """A cart of a client of each is changed, asked at this instance."""
    m, p, clients = shop
    try:
        return all(requests.put(f"{url}/api/panier/{c}/{m}/lignes/{p}", json={"quantite": 1}, timeout=PROBE).status_code == 200
                   for c in {c % PARTITIONS: c for c in clients}.values()) \
            and requests.post(f"{url}/api/clients/{clients[0]}/credits", json={"montant": 0.01, "raison": "essai"},
                              timeout=PROBE).status_code == 201
    except requests.RequestException:
        return False


def until_it_writes(url, shop):
    begun = time.monotonic()
    wait_until(lambda: every_partition_writes(url, shop), "every partition has an owner")
    return time.monotonic() - begun


def test_the_partitions_are_shared_out(first, others, shop):
    urls = [first.url, *(o.url for o in others)]
    wait_until(lambda: shared(urls), "each instance has its share")
    for url in urls:
        wait_until(lambda url=url: every_partition_writes(url, shop), "it has looked who the owners are")
    for url in urls:
        for _ in range(2 * PARTITIONS):  # without a reference or a key they belong nowhere in particular
            came = requests.post(f"{url}/api/clients", json={"nom": "Qui vient", "solde": 1.0}, timeout=5)
            assert came.status_code == 201, came.text
    m, p, clients = shop
    first.wait_idle()
    for i, c in enumerate(clients):
        url = urls[i % 3]
        cart = {"lignes": [{"produit_id": p, "quantite": 1}]}
        assert requests.put(f"{url}/api/panier/{c}/{m}/lignes", json=cart, timeout=5).status_code == 200
        key, body = {"Idempotency-Key": uuid.uuid4().hex}, {"client_id": c, "magasin_id": m}
        told = [requests.post(u + "/api/checkout", json=body, headers=key, timeout=5) for u in urls]
        assert [t.status_code for t in told] == [202] * 3 and len({t.json()["commande_id"] for t in told}) == 1
        order = told[0].json()["commande_id"]
        assert int(order[-12:], 16) % PARTITIONS == c % PARTITIONS, "an order's number says its partition"
        asked = requests.post(f"{urls[(i + 1) % 3]}/api/commandes/{order}/annulation", timeout=5)
        assert asked.status_code == 202, asked.text
        assert first.ended(order, 60) in ("VenteConfirmee", "VenteRejetee")
    streams = {k for k in first.redis().keys("*.evenements*")}
    assert {f"stock.evenements.{n}" for n in range(PARTITIONS)} <= streams and "stock.evenements" not in streams
    counts = dict(first.sql("stock", "SELECT stream, count(*) FROM journal WHERE event_type = 'StockReserve' GROUP BY 1"))
    assert counts == {f"stock.evenements.{n}": BUYERS // PARTITIONS for n in range(PARTITIONS)}


def test_they_move_under_load(first, others, shop):
    m, p, clients = shop
    stop, urls = threading.Event(), [first.url, *(o.url for o in others)]
    wait_until(lambda: shared(urls), "each instance has its share")
    buyers = [Buyer((m, p, c), urls, stop) for c in clients]
    for b in buyers:
        b.start()
    took = {}

    def flow():
        bought = sum(len(b.orders) for b in buyers)
        wait_until(lambda: sum(len(b.orders) for b in buyers) > bought + MORE, "orders flow on")
    try:
        wait_until(lambda: all(b.orders for b in buyers), "everybody has bought something")
        os.kill(first.runtime["pid"], signal.SIGSTOP)
        took["stands still"] = until_it_writes(others[0].url, shop)
        flow()
        os.kill(first.runtime["pid"], signal.SIGCONT)
        wait_until(lambda: shared(urls), "the zombie has its share again")
        flow()
        for victim, survivor in ((0, 1), (1, 0)):
            others[victim].kill()
            took[f"kill -9, {victim + 1}"] = until_it_writes(others[survivor].url, shop)
            flow()
            others[victim] = Instance(first)
            urls[victim + 1] = others[victim].url
            wait_until(lambda: shared(urls), "the new instance has its share")
            flow()
    finally:
        os.kill(first.runtime["pid"], signal.SIGCONT)
        stop.set()
        for b in buyers:
            b.join()
    orders = [o for b in buyers for o in b.orders]
    print({k: round(v, 2) for k, v in took.items()}, len(orders), "orders")
    assert not [w for b in buyers for w in b.wrong]
    assert len(set(orders)) == len(orders)
    for o in orders[-BUYERS:]:
        assert first.ended(o, 60) == "VenteConfirmee"
    first.wait_idle()
    assert dict(first.sql("ventes", "SELECT etat, count(*) FROM commandes GROUP BY 1")) == {"confirmee": len(orders)}
    assert max(took.values()) < LIMIT, took
