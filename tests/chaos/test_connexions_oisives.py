"""A thousand connections that say nothing, or half a thing, at a limit of descriptors they do not fit in: nothing dies, orders go
on being confirmed, lost sessions with PostgreSQL come back, and when the connections go all is as before, without a restart."""
import contextlib
import os
import resource
import socket
import threading
import time
from urllib.parse import urlsplit

import psycopg2
import pytest
import requests
from instance import Instance
from systeme import BIN, Systeme, proven, wait_until, with_children

IDLE = 1000
MOST = min(65_536, resource.getrlimit(resource.RLIMIT_NOFILE)[1])  # what this machine lets us have of it
BUYERS, ORDERS = 4, 10  # each; no machine is too busy for so many
WHAT_IS_SAID = (b"", b"GET /sante HT", b"POST /api/checkout HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
                b"GET /sante HTTP/1.1\r\nHost: x\r\n\r\n")
LIMITS = {"256": "-n 256", "1024": "-n 1024", "1024 souple": "-Sn 1024", str(MOST): f"-n {MOST}"}
SHAPES = [(False, limit) for limit in LIMITS] + [(True, "256"), (True, "1024 souple")]


def limited(folder, limit):
    """The program, when it may open so many descriptors."""
    path = os.path.join(folder, "comptoir-borne")
    with open(path, "w", encoding="utf-8") as f:
        f.write(f'#!/bin/sh\nulimit {limit} && exec "{BIN}" "$@"\n')
    os.chmod(path, 0o755)
    return path


@contextlib.contextmanager
def idle_connections(url):
    """A quarter each says one of WHAT_IS_SAID, and then nothing."""
    where, sockets = urlsplit(url), []

    def connect(said):
        s = socket.create_connection((where.hostname, where.port), timeout=30)
        sockets.append(s)
        s.sendall(said)
    for i in range(IDLE):
        with contextlib.suppress(ConnectionError):
            connect(WHAT_IS_SAID[i % len(WHAT_IS_SAID)])
    try:
        yield
    finally:
        for s in sockets:
            s.close()


class Buyers:
    """Each buys from the same address as the idle ones, over a connection of its own; every order must be accepted."""

    def __init__(self, systeme):
        self.systeme, self.magasin, self.produit = systeme, systeme.magasin(), systeme.produit(0.01)
        self.clients = [systeme.client() for _ in range(BUYERS)]
        systeme.stocker(self.magasin, (self.produit, 10_000))

    def buy(self):
        """Its slowest acceptance, in seconds, once all orders are confirmed."""
        took, placed, wrong = [], [], []

        def run(client):
            try:
                for _ in range(ORDERS):
                    begun = time.monotonic()
                    placed.append(self.systeme.passer(client, self.magasin, (self.produit, 1)))
                    took.append(time.monotonic() - begun)
            except Exception as e:  # pylint: disable=broad-except  # told by the test's thread
                wrong.append(e)
        threads = [threading.Thread(target=run, args=(c,)) for c in self.clients]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert not wrong, wrong
        for order in placed:
            wait_until(lambda order=order: self.ended(order), f"{order} is confirmed")
        return max(took)

    def ended(self, order):
        with contextlib.suppress(requests.ConnectionError):
            answer = self.systeme.get(f"/events/projections/{order}", attendre_ms=5000)
            return answer.status_code == 200 and answer.json().get("statut") == "VenteConfirmee"


def cut_sessions(systeme):
    """Whoever has a session with PostgreSQL must make another."""
    with contextlib.closing(psycopg2.connect(host=systeme.runtime["postgres"], user="postgres", dbname="postgres")) as c:
        c.cursor().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'comptoir%'")


def healthy(url):
    answer = requests.get(url + "/sante", timeout=10)
    return answer.status_code == 200


@pytest.mark.parametrize("separe,limit", SHAPES, ids=[f"{'separe' if s else 'ensemble'} {n}" for s, n in SHAPES])
def test_idle_connections_hurt_nobody(tmp_path, separe, limit):
    with proven(Systeme(separe=separe, binary=limited(tmp_path, LIMITS[limit]))) as s:
        buyers = Buyers(s)
        before = buyers.buy()
        alive = with_children(s.runtime["pid"])
        with idle_connections(s.url):
            during = buyers.buy()
            assert healthy(s.url)
            cut_sessions(s)
            wait_until(lambda: s.get("/pret").status_code == 200, "every service has its sessions again")
            buyers.buy()
        after = buyers.buy()
        assert with_children(s.runtime["pid"]) == alive
        print(f"{limit}: slowest acceptance {before:.3f} s before, {during:.3f} s meanwhile, {after:.3f} s after")


@pytest.mark.parametrize("limit", ["256", "1024"])
def test_a_service_alone(tmp_path, limit):
    with proven(Systeme()) as s:
        magasin, produit = s.magasin(), s.produit()
        s.wait_idle()
        alone = Instance(s, "stock", binary=limited(tmp_path, LIMITS[limit]))
        reception = {"magasin_id": magasin, "lignes": [{"produit_id": produit, "quantite": 1}]}

        def works():
            read = requests.get(f"{alone.url}/internal/etat/stock", timeout=10)
            told = requests.post(f"{alone.url}/api/stock/receptions", json=reception, timeout=10)  # by way of the owner
            return (read.status_code, told.status_code) == (200, 201)
        try:
            wait_until(works, "it works")
            with idle_connections(alone.url):
                assert works() and healthy(alone.url)
                cut_sessions(s)
                wait_until(works, "it has its sessions again")
            assert works() and alone.process.poll() is None
        finally:
            alone.stop()


def test_says_what_it_lacks(tmp_path):
    """Where not even its own needs fit, it starts nothing, and says the figure and the cure."""
    with pytest.raises(AssertionError, match="100 descripteurs.*ulimit -Hn"):
        Systeme(binary=limited(tmp_path, "-n 100"))
