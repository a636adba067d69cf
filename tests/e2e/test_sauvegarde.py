"""A backup taken under load, restored into an empty folder: what was acknowledged before it began is there, what was on
its way ends, the invariants hold, and orders go on."""
import json
import os
import shutil
import subprocess
import tempfile
import threading

import pytest
from systeme import BIN, Systeme, wait_until

BEFORE = 30  # orders acknowledged before the backup begins
CLIENTS = 8


@pytest.fixture
def place():
    folder = tempfile.mkdtemp(prefix="comptoir-test-")
    os.chmod(folder, 0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def comptoir(*words):
    return subprocess.run([BIN, *words], capture_output=True, text=True, timeout=300)


class Load:
    """Clients that order without end; `placed` grows with every order that was acknowledged."""

    def __init__(self, systeme):
        self.systeme, self.stop, self.placed, self.wrong = systeme, threading.Event(), [], []
        self.magasin, self.produit = systeme.magasin(), systeme.produit(2.0)
        clients = [systeme.client(1e6) for _ in range(CLIENTS)]
        systeme.stocker(self.magasin, (self.produit, 100_000))
        self.threads = [threading.Thread(target=self.run, args=(c,), daemon=True) for c in clients]
        for t in self.threads:
            t.start()

    def run(self, client):
        try:
            while not self.stop.is_set():
                self.placed.append(self.order(client))
        except Exception as e:  # pylint: disable=broad-except
            self.wrong.append(e)

    def order(self, client):
        body = {"lignes": [{"produit_id": self.produit, "quantite": 1}]}
        assert self.systeme.put(f"/api/panier/{client}/{self.magasin}/lignes", body).status_code == 200
        answer = self.systeme.post("/api/checkout", {"client_id": client, "magasin_id": self.magasin}, key=os.urandom(8).hex())
        assert answer.status_code == 202, answer.text
        return answer.json()["commande_id"]

    def end(self):
        self.stop.set()
        for t in self.threads:
            t.join(60)
        assert not self.wrong


def restored_system(data_dir):
    s = Systeme.__new__(Systeme)
    s.data_dir, s.options, s.local = data_dir, ["--port", "0"], threading.local()
    s.start()
    return s


def test_taken_under_load_and_restored(place):
    saved, data = os.path.join(place, "copie"), os.path.join(place, "donnees")
    systeme = Systeme()
    try:
        load = Load(systeme)
        wait_until(lambda: len(load.placed) >= BEFORE, "orders flow")
        before = list(load.placed)
        taken = comptoir("sauvegarde", saved, "--data-dir", systeme.data_dir, "--json")
        assert taken.returncode == 0, taken.stderr
        during = len(load.placed)
        load.end()
        assert during > len(before), "the copy was not taken under load"
        systeme.wait_idle()
        systeme.verify()
    finally:
        systeme.destroy()
    manifest = json.loads(taken.stdout)
    assert manifest["journaux"]["commande.evenements"] >= len(before) and manifest["octets"] > 0
    assert os.stat(saved).st_mode & 0o077 == 0, "it holds customers' data"

    done = comptoir("restauration", saved, "--data-dir", data, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["ok"] and report["manques"] == [] and report["sauvegarde"] == manifest
    again = restored_system(data)
    try:
        audit = again.run("audit", "verify")
        assert audit.returncode == 0, audit.stdout
        for commande in before:
            assert again.ended(commande) == "VenteConfirmee"
        assert again.ended(again.commander(again.client(10.0), load.magasin, (load.produit, 1))) == "VenteConfirmee"
        again.verify()
    finally:
        again.destroy()


def test_refused_and_damaged(place):
    saved, data = os.path.join(place, "copie"), os.path.join(place, "donnees")
    systeme = Systeme()
    try:
        assert comptoir("sauvegarde", saved, "--data-dir", systeme.data_dir).returncode == 0
        twice = comptoir("sauvegarde", saved, "--data-dir", systeme.data_dir)
        assert twice.returncode == 1 and "existe déjà" in twice.stderr
        over = comptoir("restauration", saved, "--data-dir", systeme.data_dir)
        assert over.returncode == 1 and "déjà utilisé" in over.stderr
    finally:
        systeme.stop()
    try:
        full = comptoir("restauration", saved, "--data-dir", systeme.data_dir)
        assert full.returncode == 1 and "contient déjà des bases" in full.stderr
    finally:
        systeme.destroy()
    assert comptoir("sauvegarde", os.path.join(place, "b"), "--data-dir", data).returncode == 3
    nothing = comptoir("restauration", place, "--data-dir", data)
    assert nothing.returncode == 1 and "sauvegarde.json manque" in nothing.stderr

    archive = os.path.join(saved, "base.tar.gz")
    shutil.copy(archive, archive + ".bonne")
    with open(archive, "r+b") as f:
        f.truncate(os.path.getsize(archive) * 3 // 4)
    damaged = comptoir("restauration", saved, "--data-dir", data)
    assert damaged.returncode == 1 and "tar a échoué" in damaged.stderr
    assert not os.path.exists(os.path.join(data, "pg"))
    os.replace(archive + ".bonne", archive)
    sums = os.path.join(saved, "backup_manifest")
    with open(sums, encoding="utf-8") as f:
        text = f.read()
    with open(sums, "w", encoding="utf-8") as f:
        f.write(text.replace('"Checksum": "', '"Checksum": "0', 1))
    damaged = comptoir("restauration", saved, "--data-dir", data)
    assert damaged.returncode == 1 and "pg_verifybackup a échoué" in damaged.stderr
    with open(sums, "w", encoding="utf-8") as f:
        f.write(text)
    assert comptoir("restauration", saved, "--data-dir", data).returncode == 0, "what failed left nothing in the way"
