"""Events for the tests of the streams: orders that flow, and events posted as fast as they are taken."""

import http.client
import json
import multiprocessing
import os
import subprocess
import threading
import time
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
    """Posts events, from a process of its own, until it is left or told to stop: as fast as they are taken, or `par_s` a second
    in lists of `lot`. A list that is late does not make the next ones wait."""

    def __init__(self, systeme, fils=8, par_s=None, lot=1):
        context = multiprocessing.get_context("fork")
        self.pas = fils * lot / par_s if par_s else 0  # seconds between two lists of one thread
        self.lot = lot
        self.arret = context.Event()
        self.refus = context.Value("i", 0)
        self.process = context.Process(target=self._run, args=(urlsplit(systeme.url), fils))

    def _run(self, url, fils):
        threads = [threading.Thread(target=self._deposer, args=(url,)) for _ in range(fils)]
        for thread in threads:
            thread.start()

    def _deposer(self, url):
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
        un = evenement(f"stk-essai-{uuid.uuid4().hex}")
        body = json.dumps(un if self.lot == 1 else [un] * self.lot)
        prochain = time.monotonic()
        while not self.arret.wait(max(0, prochain - time.monotonic())):
            prochain += self.pas
            try:
                connection.request("POST", "/events/", body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return  # a test has killed the program
            if answer.status != 201:
                with self.refus.get_lock():
                    self.refus.value += 1

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.arret.set()
        self.process.join()


def rss_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS")) / 1024
