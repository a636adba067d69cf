"""Events for the tests of the streams: orders that flow, and events posted as fast as they are taken."""

import http.client
import json
import os
import subprocess
import threading
import uuid
from urllib.parse import urlsplit

from systeme import BIN

SAMPLE = os.path.join(os.path.dirname(__file__), "../../../data/online-retail-sample.csv.xz")


def rejouer(systeme):
    """Real orders, from another process."""
    return subprocess.Popen([BIN, "replay", "online-retail", SAMPLE, "--json", "--url", systeme.url],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tete(systeme):
    return systeme.sql("event-store", "SELECT coalesce(max(global_position), 0) FROM evenements")[0][0]


def evenement(aggregate_id, source="essai"):
    return {"event_type": "StockRecu", "aggregate_id": aggregate_id, "source": source,
            "data": {"magasin_id": 1, "produit_id": 1, "quantite": 1, "physique": 1}}


class Depots:
    """Posts events from several threads until it is left."""

    def __init__(self, systeme, fils=8):
        self.url = urlsplit(systeme.url)
        self.arret = threading.Event()
        self.refus = []
        self.fils = [threading.Thread(target=self.deposer) for _ in range(fils)]

    def deposer(self):
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=60)
        body = json.dumps(evenement(f"stk-essai-{uuid.uuid4().hex}"))
        while not self.arret.is_set():
            connection.request("POST", "/events/", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 201:
                self.refus.append(answer.status)

    def __enter__(self):
        for fil in self.fils:
            fil.start()
        return self

    def __exit__(self, *_):
        self.arret.set()
        for fil in self.fils:
            fil.join()


def rss_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS")) / 1024
