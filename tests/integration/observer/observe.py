"""A running Comptoir with its Prometheus, and what the tests ask of it."""
import subprocess
import threading
from pathlib import Path

import requests

from systeme import Systeme, wait_until

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
OPTIONS = ["--port", "0", "--observer", "--set", "observer.intervalle_ms=500"]


class Observe(Systeme):
    """`reglages`: more settings, as key=value."""

    def __init__(self, *reglages, separe=False, data_dir=None):
        super().__init__(*OPTIONS, *[word for r in reglages for word in ("--set", r)], separe=separe, data_dir=data_dir)

    # ---- Prometheus ----
    def prometheus(self, path, **query):
        answer = requests.get(self.runtime["prometheus"] + path, params=query, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def query(self, expr):
        """The samples of an instant query: [(labels, value)]."""
        return [(r["metric"], float(r["value"][1])) for r in self.prometheus("/api/v1/query", query=expr)["result"]]

    def value(self, expr):
        """The sum of the samples; 0 without any."""
        return sum(v for _, v in self.query(expr))

    def firing(self):
        return {r["labels"]["alertname"] for r in self.prometheus("/api/v1/alerts")["alerts"] if r["state"] == "firing"}

    def wait_firing(self, name, patience=30):
        wait_until(lambda: name in self.firing(), f"{name} fires; firing: {self.firing()}", patience)

    def wait_clear(self, name, patience=30):
        wait_until(lambda: name not in self.firing(), f"{name} clears", patience)

    # ---- load ----
    def shop(self, solde=1_000_000.0):
        """A store, a product in plenty, a client with money, one without, a product out of stock."""
        magasin, produit, epuise = self.magasin(), self.produit(), self.produit()
        client, pauvre = self.client(solde), self.client(1.0)
        self.stocker(magasin, (produit, 900_000))
        self.wait_idle()
        return magasin, produit, epuise, client, pauvre

    def order(self, client, magasin, produit, quantite=1):
        return self.passer(client, magasin, (produit, quantite))


class Load:
    """Orders of every ending, one after the other, until the block ends."""

    def __init__(self, systeme):
        self.systeme, self.stop, self.error = systeme, threading.Event(), None
        self.shop = systeme.shop()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        magasin, produit, epuise, client, pauvre = self.shop
        try:
            while not self.stop.is_set():
                for who, what in ((client, produit), (client, produit), (pauvre, produit), (client, epuise)):
                    self.systeme.order(who, magasin, what)
        except Exception as error:  # shown by the test that loads
            self.error = error

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        assert self.error is None, self.error


def promtool(*words, text=None):
    return subprocess.run(["promtool", *words], input=text, capture_output=True, text=True, timeout=30, check=False)
