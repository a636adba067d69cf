"""Two versions of the program at once, as in an upgrade of one service after the other: the next one (version_suivante.py) writes an
event that this one does not know, and migrates a database. First in the worst order, producers before consumers, then back, then
in the right one. Nothing promised is lost or doubled: what an old program does not know waits as a dead letter, key and all."""
import contextlib
import os
import shutil
import signal
import subprocess
import sys

import pytest
from instance import Instance
from nemesis.__main__ import tenir_parole
from nemesis.charge import Boutique, Charge
from systeme import BIN, FINS, Systeme, service_pid, stopped, wait_until

HERE = os.path.dirname(__file__)
BUILD_S = 480  # for the next version when ccache knows nothing of it
RATE = 40  # orders a second
MORE = 40  # orders that one stretch must see at least
READERS = ("stock", "ventes", "event-store")  # of CommandeCreee
RIGHT_ORDER = ("event-store", "ventes", "client", "magasins", "produits", "stock", "panier")  # who reads before who writes
NEWER = "schema_version: version plus récente que ce programme"
VERSION = "(convert_from(enveloppe, 'UTF8')::json ->> 'schema_version')::int"
SCHEMA = 1000  # of stock-service's database, of the next version
NEWER_SCHEMA = f"La base est au schéma {SCHEMA} de stock"


@pytest.fixture(scope="module")
def versions():
    """The paths of both programs: "ancienne" is the one under test."""
    made = subprocess.run([sys.executable, os.path.join(HERE, "version_suivante.py")], capture_output=True, text=True, timeout=BUILD_S)
    assert made.returncode == 0, made.stdout + made.stderr
    return {"ancienne": BIN, "suivante": made.stdout.strip()}


class Parc:
    """A system whose services run apart, each as a process of the version that was installed when it was last started."""

    def __init__(self, folder, versions):
        self.versions, self.path = versions, os.path.join(folder, "comptoir")
        self.install("ancienne")
        self.s = Systeme(separe=True, binary=self.path)

    def install(self, version):
        """As a package does: a new file takes the old one's name; what runs goes on with the old one."""
        shutil.copy(self.versions[version], self.path + ".new")
        os.replace(self.path + ".new", self.path)

    def runs_installed(self, service):
        """Of the file that is installed now."""
        with contextlib.suppress(AssertionError, OSError):  # between two processes
            return os.stat(f"/proc/{service_pid(self.s, service)}/exe").st_ino == os.stat(self.path).st_ino

    def change(self, version, *services):
        """One after the other, each stopped in good order and started again by its supervisor."""
        for service in services:
            self.install(version)
            os.kill(service_pid(self.s, service), signal.SIGTERM)
            wait_until(lambda service=service: self.runs_installed(service), f"{service} runs as {version}")

    def works(self, *services):
        for service in services:
            wait_until(lambda service=service: self.etat(service).get("proprietaire"), f"{service} writes")

    def etat(self, service):
        try:
            return self.s.etat(service)
        except ValueError:  # while it does not answer, the gateway says so in its own words
            return {}

    def letters(self, service):
        """Waiting: [(cle, event_type, causes)], in the order of parking."""
        return self.s.sql(service, "SELECT cle, event_type, array_to_string(causes, ' ') FROM lettres_mortes WHERE etat = 'en_attente' ORDER BY id")

    def replay(self, service):
        return self.s.run("lettres", "rejouer", "--service", service, "--auteur", "essai", "--note", "mise à jour finie")


@pytest.fixture
def parc(tmp_path, versions):
    parc = Parc(str(tmp_path), versions)
    try:
        yield parc
    finally:
        parc.s.destroy()


def more(charge, count=MORE):
    """Until so many more orders were promised."""
    so_far = len(charge.registre.commandes)
    wait_until(lambda: len(charge.registre.commandes) >= so_far + count, "orders are promised")


def confirmed(s, order):
    """Whoever else waits."""
    wait_until(lambda: s.get(f"/events/projections/{order}", attendre_ms=500).json().get("statut") == "VenteConfirmee", f"{order} is confirmed")


def ended(s, order):
    wait_until(lambda: s.get(f"/events/projections/{order}", attendre_ms=500).json().get("statut") in FINS, f"{order} has an end")


def told_newly(s):
    """An order whose CommandeCreee of the newer version stands in the log."""
    found = wait_until(lambda: s.sql("event-store", f"SELECT aggregate_id FROM evenements WHERE event_type = 'CommandeCreee' AND {VERSION} = 2 LIMIT 1"),
                       "the event store has a newer event")
    return found[0][0]


def schema_of_stock(s):
    return s.sql("stock", "SELECT max(version) FROM migrations WHERE room = 'stock'")[0][0]


def parked_with_their_keys(parc, service):
    """Every newer event waits with its reason and its key; nothing of such a key was applied after it."""
    letters = parc.letters(service)
    newer = [(cle, kind) for cle, kind, why in letters if NEWER in why]
    assert newer and all(cle.startswith("client:") and kind == "CommandeCreee" for cle, kind in newer), letters[:5]
    first = {}
    for cle, _, why in letters:
        first.setdefault(cle, why)
    assert all(NEWER in why for why in first.values()), [x for x in first.items() if NEWER not in x[1]][:5]
    return first.keys()


def test_une_mise_a_jour_service_par_service(parc):
    s = parc.s
    boutique = Boutique(s)
    fresh = s.client(100.0)  # a customer of whom no new event is told
    charge = Charge(boutique, "versions", par_seconde=RATE)
    try:
        more(charge)
        # The worst order: who writes the new event comes first. Who reads it is old.
        parc.change("suivante", "panier")
        more(charge)
        for service in READERS:
            wait_until(lambda service=service: any(NEWER in why for *_, why in parc.letters(service)), f"{service} has put new events aside")
        # Back with it: the old one goes on from the new one's journal, and other keys flow while letters wait.
        parc.change("ancienne", "panier")
        more(charge)
        magasin, produit = boutique.temoin[1:]
        order = s.passer(fresh, magasin, (produit, 1))
        charge.registre.promis(order, fresh, 100)
        confirmed(s, order)
        for service in READERS:
            assert f"client:{fresh}" not in parked_with_their_keys(parc, service)
            waiting = len(parc.letters(service))
            assert parc.replay(service).returncode == 1 and len(parc.letters(service)) >= waiting  # too early: nothing is half done
        # The right order, two versions at once all the while. Stock migrates its database ...
        parc.change("suivante", *RIGHT_ORDER[:6])
        parc.works("stock")
        assert schema_of_stock(s) == SCHEMA
        # ... and the old one must not write to that: it says so, and orders wait.
        parc.change("ancienne", "stock")
        wait_until(lambda: NEWER_SCHEMA in parc.etat("stock").get("refus", ""), "the old stock-service says that its database is newer")
        assert "Remettez en service le programme plus récent" in s.run("status").stdout
        more(charge)
        parc.change("suivante", "stock", "panier")
        parc.works(*RIGHT_ORDER)
        more(charge)
        # The event store goes back for a while: it does not make half an order of events that it does not know.
        order = told_newly(s)
        parc.change("ancienne", "event-store")
        parc.works("event-store")
        answer = s.get(f"/events/projections/{order}")
        assert answer.status_code == 503 and NEWER in answer.text, answer.text
        rebuilt = s.run("projections", "rebuild", "commandes")
        assert rebuilt.returncode == 1 and "restent en place" in rebuilt.stderr, rebuilt.stdout + rebuilt.stderr
        parc.change("suivante", "event-store")
        ended(s, order)
        # The letters' turn, under load.
        for service in READERS:
            done = parc.replay(service)
            assert done.returncode == 0, done.stdout + done.stderr
        more(charge)
    finally:
        charge.arreter()
    s.wait_idle(120)
    for words in (["retry", "commandes"], ["retry", "sagas"], ["rebuild", "commandes"]):
        done = s.run("projections", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    assert s.run("projections", "status").returncode == 0
    assert all(not parc.letters(service) for service in READERS)
    assert not tenir_parole(s, charge.registre)
    written = dict(s.sql("panier", f"SELECT {VERSION}, count(*) FROM journal WHERE event_type = 'CommandeCreee' GROUP BY 1"))
    print(len(charge.registre.commandes), "orders promised; CommandeCreee by version", written)
    assert set(written) == {1, 2}
    for words in (["verify"], ["audit", "verify"]):
        done = s.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_deux_versions_d_un_meme_service(parc):
    """Beside an old stock-service stands a new one: while the old one stands still the new one takes over, migrates and works; the old
    one that wakes stands by, sends on what it is asked, and does not write even when the new one is gone."""
    s = parc.s
    m, p, c = s.magasin(), s.produit(1.0), s.client(100.0)
    s.stocker(m, (p, 10))
    new = Instance(s, "stock", binary=parc.versions["suivante"])
    try:
        assert schema_of_stock(s) < SCHEMA  # who stands by changes nothing
        with stopped(service_pid(s, "stock")):
            wait_until(lambda: schema_of_stock(s) == SCHEMA, "the new one has taken over")
        wait_until(lambda: parc.etat("stock").get("proprietaire") is False, "the old one stands by")
        confirmed(s, s.passer(c, m, (p, 1)))
        wait_until(lambda: s.post("/api/stock/receptions", {"magasin_id": m, "lignes": [{"produit_id": p, "quantite": 1}]}).status_code == 201,
                   "the old one sends on what it is asked")
    finally:
        new.stop()
    wait_until(lambda: NEWER_SCHEMA in parc.etat("stock").get("refus", ""), "the old one does not write, and says why")
    waits = s.passer(c, m, (p, 1))
    parc.change("suivante", "stock")
    confirmed(s, waits)
    s.wait_idle()
    assert s.stock(m, p) == (9, 0, 9)
    s.verify()
