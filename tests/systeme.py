"""A running Comptoir for black-box tests: the real program, its own PostgreSQL and Redis, a free port, a temporary folder."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid

import psycopg2
import redis
import requests

BIN = os.environ.get("COMPTOIR_BIN", os.path.join(os.path.dirname(__file__), "../build/release/comptoir"))
SERVICES = ["produits", "magasins", "client", "stock", "panier", "ventes", "event-store"]
PATIENCE = 60  # seconds that any wait may take before the test fails


def wait_until(condition, what, patience=PATIENCE):
    """Polls until `condition()` is true; its last value. Fails with `what` after `patience` seconds."""
    limit = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < limit, f"after {patience} s still not: {what}"
        time.sleep(0.01)


def dead(pid):
    """Gone, or a zombie that waits for its parent, its last thread gone too: its files are closed."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return fields[0] == "Z" and int(fields[17]) <= 1
    except (FileNotFoundError, ProcessLookupError):
        return True


def with_children(pid):
    """The process, and its children as they are now."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [pid, *map(int, found)]


def service_pid(systeme, service):
    """The process that serves `service` where the services run apart."""
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, IndexError):
            with open(f"/proc/{entry}/cmdline", encoding="utf-8", errors="replace") as f:
                words = f.read().split("\0")
            with open(f"/proc/{entry}/stat", encoding="utf-8") as f:
                parent = int(f.read().rsplit(")", 1)[1].split()[1])
            if parent == systeme.runtime["pid"] and words[1:4] == ["serve", "--services", service]:
                found.append(int(entry))
    assert len(found) == 1, found
    return found[0]


@contextlib.contextmanager
def stopped(pid):
    """The process stands still meanwhile."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def proven(systeme):
    """The system for as long as tests want it: at their end it comes to rest, is verified, and is gone."""
    try:
        yield systeme
        systeme.wait_idle()
        systeme.verify()
    finally:
        systeme.destroy()


class Systeme:
    """`data_dir`: one that is there already; else a new one. `binary`: another program than the one under test."""

    def __init__(self, *options, separe=False, data_dir=None, binary=BIN):
        self.binary = binary
        self.data_dir = data_dir or tempfile.mkdtemp(prefix="comptoir-test-")
        os.chmod(self.data_dir, 0o755)
        self.options = [*(options or ["--port", "0"]), *(["--separe"] if separe else [])]
        self.local = threading.local()
        self.start()

    # ---- life ----
    def start(self):
        done = subprocess.run([self.binary, "up", "--detach", "--data-dir", self.data_dir, *self.options],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        with open(os.path.join(self.data_dir, "systeme.json"), encoding="utf-8") as f:
            self.runtime = json.load(f)
        self.url = self.runtime["url"]

    def kill(self):
        """kill -9 of the whole program; its PostgreSQL and Redis are left to their fate. Returns when it is dead: until
        then it holds its folder, and a start would rightly be refused."""
        pid = self.runtime["pid"]
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: dead(pid), f"process {pid} is dead")

    def stop(self):
        subprocess.run([self.binary, "down", "--data-dir", self.data_dir], capture_output=True, timeout=60, check=False)

    def destroy(self):
        self.stop()
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def run(self, *words, timeout=600):
        return subprocess.run([self.binary, *words, "--data-dir", self.data_dir], capture_output=True, text=True, timeout=timeout)

    # ---- HTTP ----
    @property
    def http(self):
        if not hasattr(self.local, "session"):
            self.local.session = requests.Session()
        return self.local.session

    def at(self, path):
        """The URL of a path. What is internal, a gateway does not publish: the service itself is asked."""
        words = path.split("/")
        service = words[3] if words[1] == "internal" and len(words) > 3 else None
        return self.runtime.get("services", {}).get(service, self.url) + path

    def get(self, path, **query):
        return self.http.get(self.at(path), params=query, timeout=60)

    def post(self, path, body=None, key=None, **more):
        headers = {"Idempotency-Key": key} if key else {}
        return self.http.post(self.at(path), json=body, headers=headers, timeout=60, **more)

    def put(self, path, body):
        return self.http.put(self.at(path), json=body, timeout=60)

    def made(self, path, body):
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def etat(self, service):
        return self.get(f"/internal/etat/{service}").json()

    # ---- the stores behind ----
    def redis(self):
        return redis.Redis(unix_socket_path=self.runtime["redis"], decode_responses=True)

    def sql(self, service, statement, *args):
        name = "comptoir_" + service.replace("-", "_")
        with psycopg2.connect(host=self.runtime["postgres"], dbname=name, user=name) as c, c.cursor() as cursor:
            cursor.execute(statement, args)
            return cursor.fetchall() if cursor.description else []

    # ---- waiting ----
    def idle(self):
        """True when every consumer has applied all that any producer has journalled."""
        try:
            etats = [self.etat(s) for s in SERVICES]
        except (requests.RequestException, ValueError):
            return False
        heads = {k: v for e in etats for k, v in e.get("journal", {}).items()}
        return all(e.get("positions", {}).get(s, -1) >= heads.get(s, 0) for e in etats for s in e.get("positions", {})) \
            and len(heads) == 2 + 5 * self.runtime["partitions"]

    def wait_idle(self, patience=PATIENCE):
        wait_until(self.idle, "every consumer has caught up", patience)

    def ended(self, commande_id, patience=20):
        """The order's `statut` once it has ended completely, compensations included."""
        def look():
            answer = self.get(f"/events/projections/{commande_id}", attendre_ms=5000)
            return answer.status_code == 200 and answer.json().get("statut") in FINS and answer.json()["statut"]
        statut = wait_until(look, f"{commande_id} has ended", patience)
        self.wait_idle()
        return statut

    def verify(self):
        done = self.run("verify")
        assert done.returncode == 0, done.stdout + done.stderr

    # ---- a small shop ----
    def magasin(self, **more):
        return self.made("/api/magasins", {"nom": "Magasin " + uuid.uuid4().hex[:8], **more})["magasin_id"]

    def produit(self, prix=5.0):
        code = uuid.uuid4().hex[:10]
        return self.made("/api/produits", {"code": code, "nom": "Produit " + code, "prix": prix})["produit_id"]

    def client(self, solde=100.0):
        return self.made("/api/clients", {"nom": "Client " + uuid.uuid4().hex[:6], "solde": solde})["client_id"]

    def stocker(self, magasin_id, *lignes):
        self.wait_idle()
        self.made("/api/stock/receptions",
                  {"magasin_id": magasin_id, "lignes": [{"produit_id": p, "quantite": q} for p, q in lignes]})

    def passer(self, client_id, magasin_id, *lignes, key=None):
        """Places an order without waiting for anything; its id."""
        panier = self.put(f"/api/panier/{client_id}/{magasin_id}/lignes",
                          {"lignes": [{"produit_id": p, "quantite": q} for p, q in lignes]})
        assert panier.status_code == 200, panier.text
        answer = self.post("/api/checkout", {"client_id": client_id, "magasin_id": magasin_id}, key=key or uuid.uuid4().hex)
        assert answer.status_code == 202, answer.text
        return answer.json()["commande_id"]

    def commander(self, client_id, magasin_id, *lignes, key=None):
        self.wait_idle()
        return self.passer(client_id, magasin_id, *lignes, key=key)

    def stock(self, magasin_id, produit_id):
        s = self.get(f"/api/stock/{magasin_id}/{produit_id}").json()
        return s["physique"], s["reserve"], s["disponible"]

    def solde(self, client_id):
        return self.get(f"/api/clients/{client_id}").json()["solde"]

    def types(self, commande_id):
        events = self.get("/events/", aggregate_id=commande_id, limite=100).json()["elements"]
        return [e["evenement"]["event_type"] for e in events]


FINS = {"VenteConfirmee", "VenteRejetee", "PaiementRefuse", "StockIndisponible"}
