"""A customer who buys from whichever instance answers."""
import os
import random
import threading
import time

import requests


class Buyer(threading.Thread):
    """Buys from whichever instance, and asks again, with the same key, until one answers."""

    def __init__(self, shop, urls, stop):
        super().__init__(daemon=True)
        (self.magasin, self.produit, self.client), self.urls, self.stop = shop, urls, stop
        self.dice, self.orders, self.wrong = random.Random(self.client), [], []

    def ask(self, method, path, body, key=None):
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            try:
                answer = requests.request(method, self.dice.choice(self.urls) + path, json=body, timeout=1,
                                          headers={"Idempotency-Key": key} if key else {})
                if answer.status_code < 500:
                    return answer
            except requests.RequestException:
                pass
            time.sleep(0.02)
        self.wrong.append("no answer for a minute")
        return None

    def run(self):
        while not self.stop.is_set() and not self.wrong:
            cart = {"lignes": [{"produit_id": self.produit, "quantite": 1}]}
            self.ask("PUT", f"/api/panier/{self.client}/{self.magasin}/lignes", cart)
            answer = self.ask("POST", "/api/checkout", {"client_id": self.client, "magasin_id": self.magasin}, os.urandom(8).hex())
            if answer is not None and answer.status_code == 202:
                self.orders.append(answer.json()["commande_id"])
            elif answer is not None:
                self.wrong.append(answer.text)
