"""The process dies at each named point of the sources (crash_point.hpp), one life after the other, under orders that ask again under
their key: in the end each order is there once and has ended. COMPTOIR_TEST_CRASH_POINTS=tous takes every service at every point."""
import contextlib
import glob
import os
import random
import re
import time
import uuid

import redis
import requests
from systeme import FINS, Systeme, wait_until

ROOT = os.path.join(os.path.dirname(__file__), "../../..")
NAMED = re.compile(r'crash_point\([^,]+, "(\w+)"\)')
EMIT = ["produits-service", "magasins-service", "client-service", "panier-service", "stock-service", "ventes-service"]
SAGA = ["client-service", "panier-service", "stock-service", "ventes-service"]
# Who comes by a point while orders flow; any other point: whoever takes part in a saga.
WHO = {"stream_lu": SAGA[:1] + SAGA[2:] + ["event-store"], "journal_lu": SAGA + ["event-store"],
       "partition_prise": [*EMIT, "event-store"], "apres_accuse": SAGA, "avant_republication": SAGA}
PATIENCE = 60  # seconds until a process has died where it should


def points():
    found = set()
    for path in glob.glob(os.path.join(ROOT, "libs/service/*.cpp")):
        with open(path, encoding="utf-8") as f:
            found.update(NAMED.findall(f.read()))
    return sorted(found)


def sentences(dice):
    """(service, point, time of passing) of each life."""
    everybody = os.environ.get("COMPTOIR_TEST_CRASH_POINTS") == "tous"
    lives = [(service, point) for point in points() for service in WHO.get(point, SAGA)]
    if not everybody:
        lives = [dice.choice([life for life in lives if life[1] == point]) for point in points()]
    dice.shuffle(lives)
    return [(*life, 1 if life[1] == "partition_prise" else dice.randint(1, 4)) for life in lives]


class Buyer:
    """One order after the other; an order without an answer is asked for again, under its key, in the next life."""

    def __init__(self, systeme):
        self.s, self.orders, self.cart = systeme, [], {"lignes": []}
        self.magasin, self.produit, self.client = systeme.magasin(), systeme.produit(0.01), systeme.client(1000.0)
        systeme.stocker(self.magasin, (self.produit, 10_000))
        self.key = None

    def buy(self):
        """Asks once; what dies meanwhile is nobody's fault."""
        try:
            if self.key is None:
                cart = {"lignes": [{"produit_id": self.produit, "quantite": 1}]}
                if self.s.put(f"/api/panier/{self.client}/{self.magasin}/lignes", cart).status_code != 200:
                    return
                self.key = uuid.uuid4().hex
            answer = self.s.post("/api/checkout", {"client_id": self.client, "magasin_id": self.magasin}, key=self.key)
        except requests.RequestException:
            return
        if answer.status_code == 202:
            self.orders.append(answer.json()["commande_id"])
            self.key = None


def deaths(systeme, sentence):
    """How often the program has said that it dies there."""
    told = 0
    for path in glob.glob(os.path.join(systeme.data_dir, "**/*.log"), recursive=True):
        with open(path, encoding="utf-8", errors="replace") as f:
            told += f.read().count(f"meurt : {sentence[0]}:{sentence[1]}\n")
    return told


def started(systeme, sentence):
    """False when it died on its way, since an order of an earlier life was waiting, or when that life's folder is not free yet."""
    os.environ["COMPTOIR_MEURT"] = ":".join(map(str, sentence))
    try:
        systeme.start()
        return True
    except AssertionError:
        return False
    finally:
        del os.environ["COMPTOIR_MEURT"]


def flush_at_rest(systeme, buyer):
    """A stream is published again when its top is not its journal's: the next event would hide that, and gaps be filled."""
    if not buyer.orders:
        buyer.buy()
    with contextlib.suppress(redis.RedisError):  # it goes with the program
        systeme.redis().flushall()


def live(systeme, buyer, sentence):
    """One life, which ends at the point; then the stores are as that death left them."""
    before, limit, up = deaths(systeme, sentence), time.monotonic() + PATIENCE, False
    while deaths(systeme, sentence) == before:
        assert time.monotonic() < limit, f"{sentence}: nobody came by"
        up = up or started(systeme, sentence)
        if sentence[1] != "avant_republication":
            buyer.buy()
        elif up:
            flush_at_rest(systeme, buyer)


def test_every_point(fixed_port):
    seed = random.randrange(10**6)
    print("seed", seed)
    lives = sentences(random.Random(seed))
    s = Systeme("--port", fixed_port)
    try:
        buyer = Buyer(s)
        s.wait_idle()
        s.kill()
        for sentence in lives:
            live(s, buyer, sentence)
        wait_until(lambda: started(s, ("personne", "nulle_part", 1)), "it lives again")
        if buyer.key:
            wait_until(lambda: buyer.buy() or buyer.key is None, "the order in doubt is answered")
        for order in buyer.orders:
            assert s.ended(order, 60) in FINS
        assert len(set(buyer.orders)) == len(buyer.orders)
        assert s.sql("panier", "SELECT count(*) FROM commandes") == [(len(buyer.orders),)]
        assert s.sql("ventes", "SELECT etat, count(*) FROM commandes GROUP BY 1") == [("confirmee", len(buyer.orders))]
        s.wait_idle()
        s.verify()
        print(f"{len(lives)} lives, {len(buyer.orders)} orders")
    finally:
        s.destroy()
