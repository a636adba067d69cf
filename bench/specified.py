"""The specified stack as a peer: starts its services, sends them orders, waits for their ends, checks the books."""
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from peers import WrongBooks
from stores import PATIENCE

HERE = Path(__file__).resolve().parent / "specified_stack"
SERVICES = ("event_store", "panier", "stock", "client", "ventes")
DATABASE = "specifie"
STREAMS = ("commande.evenements", "stock.evenements", "paiement.evenements", "vente.evenements")
SENDERS = 16
LOOK_AGAIN = 0.05  # seconds
PATIENCE_FOR_ENDS = 300


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def draw(dice):
    """One order as apps/comptoir/bench/load/orders.cpp draws it: client, store, {product: quantity}."""
    fate = dice.random()
    lines = {}
    for _ in range(dice.randint(1, 5)):
        product = int(1001 ** dice.random())
        lines[product] = lines.get(product, 0) + dice.randint(1, 3)
    if fate < 0.05:
        lines[dice.randint(1001, 1050)] = 1
    client = dice.randint(5001, 5250) if 0.05 <= fate < 0.1 else 1 + int(5000 * dice.random() ** 2)
    return client, int(11 ** dice.random()), lines


class Specified:
    """A context manager: five uvicorn processes on free ports."""

    def __init__(self, stores):
        self.stores, self.children, self.placed = stores, [], 0
        self.ports = {service: free_port() for service in SERVICES}
        stores.create(DATABASE, HERE / "schema.sql")
        for stream in STREAMS:
            stores.redis().delete(stream)

    def __enter__(self):
        environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
                       "BANC_DATABASE": f"postgresql+asyncpg://postgres@/{DATABASE}?host={self.stores.pg}",
                       "BANC_REDIS": self.stores.redis_socket,
                       "BANC_EVENT_STORE": f"http://127.0.0.1:{self.ports['event_store']}"}
        for service in SERVICES:
            self.children.append(subprocess.Popen(
                [sys.executable, "-m", "uvicorn", f"{service}:app", "--port", str(self.ports[service]), "--log-level", "error",
                 "--no-access-log"], env=environment, cwd=HERE))
        try:
            for service in SERVICES:
                self._wait_for(service)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for child in self.children:
            child.kill()
        for child in self.children:
            child.wait()

    def _wait_for(self, service):
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                if self.ask(service, "GET", "/health")[1]["statut"] == "ok":
                    return
            except OSError:
                pass
            if time.monotonic() > limit:
                raise SystemExit(f"bench: {service} of the specified stack does not start")
            time.sleep(LOOK_AGAIN)

    def ask(self, service, method, path, body=None, connection=None):
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.ports[service], timeout=PATIENCE)
        connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or "null")

    def _send(self, orders):
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["panier"], timeout=PATIENCE)
        while orders:
            client, store, lines = orders.pop()
            body = [{"produit_id": p, "quantite": q} for p, q in lines.items()]
            self.ask("panier", "PUT", f"/panier/{client}/{store}", body, connection)
            status, _ = self.ask("panier", "POST", "/checkout", {"client_id": client, "magasin_id": store}, connection)
            self.placed += status == 202  # two orders of one cart at once: the second finds it empty

    def _ended(self):
        return self.stores.sql(DATABASE, "SELECT count(*) FROM evenements WHERE event_type IN "
                               "('VenteConfirmee', 'PaiementRefuse', 'StockIndisponible')")[0][0]

    def run(self, count, seed=1):
        """Places `count` orders as fast as 16 senders can; orders/s from the first request to the last verdict."""
        dice = random.Random(seed)
        orders = [draw(dice) for _ in range(count)]
        before, begun = self._ended(), time.monotonic()
        self.placed = 0
        threads = [threading.Thread(target=self._send, args=(orders,)) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._await_ends(before + self.placed)
        rate = self.placed / (time.monotonic() - begun)
        self.check()
        return rate

    def _await_ends(self, count):
        limit = time.monotonic() + PATIENCE_FOR_ENDS
        while self._ended() < count:
            if time.monotonic() > limit:
                raise SystemExit(f"bench: the specified stack ended {self._ended()} of {count} orders")
            time.sleep(LOOK_AGAIN)

    def check(self):
        """Stock that is given back comes after the verdict: wait for it, then the books must balance."""
        limit = time.monotonic() + PATIENCE
        while True:
            sold, sales, paid, least = self.stores.sql(DATABASE, """
              SELECT (SELECT sum(1000000 - quantite) FROM stock), (SELECT sum(total) FROM ventes),
                     (SELECT sum(CASE WHEN client_id <= 5000 THEN 10000000 ELSE 0.01 END - solde) FROM clients),
                     (SELECT min(quantite) FROM stock)""")[0]
            lines = self.stores.sql(DATABASE, "SELECT sum((p->>'quantite')::int) FROM ventes, json_array_elements(produits) p")[0][0]
            if sold == lines and sales == paid and least >= 0:
                return
            if time.monotonic() > limit:
                raise WrongBooks(f"specified stack: sold {sold}, lines {lines}, sales {sales}, paid {paid}")
            time.sleep(LOOK_AGAIN)
