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
import requests
from instance import Instance
from nemesis.__main__ import tenir_parole
from nemesis.charge import Boutique, Charge
from systeme import BIN, FINS, Systeme, service_pid, stopped, wait_until

HERE = os.path.dirname(__file__)
BUILD_S = 480  # for the next version when ccache knows nothing of it
RATE = 40  # orders a second
MORE = 40  # orders that one stretch must see at least
READERS = ("stock", "ventes", "event-store")  # of CommandeCreee
RIGHT_ORDER = ("event-store", "ventes", "client", "stock", "magasins", "produits", "panier")  # who reads before who writes
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
        except (ValueError, requests.ConnectionError):  # between two processes
            return {}

    def letters(self, service):
        """Waiting: [(cle, event_type, causes)], in the order of parking."""
        return self.s.sql(service, "SELECT cle, event_type, array_to_string(causes, ' ') FROM lettres_mortes "
                                   "WHERE etat = 'en_attente' ORDER BY id")

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


def done(ran):
    assert ran.returncode == 0, ran.stdout + ran.stderr


def comes_to(s, order, *ends):
    """Whoever else waits."""
    wait_until(lambda: s.get(f"/events/projections/{order}", attendre_ms=500).json().get("statut") in ends, f"{order} is one of {ends}")


def told_newly(s):
    """The first order whose CommandeCreee of the newer version stands in the log."""
    query = f"SELECT aggregate_id FROM evenements WHERE event_type = 'CommandeCreee' AND {VERSION} = 2 ORDER BY global_position LIMIT 1"
    return wait_until(lambda: s.sql("event-store", query), "the event store has a newer event")[0][0]


def schema_of_stock(s):
    return s.sql("stock", "SELECT max(version) FROM migrations WHERE room = 'stock'")[0][0]


def stock_refuses(parc):
    wait_until(lambda: NEWER_SCHEMA in parc.etat("stock").get("refus", ""), "the old stock-service says that its database is newer")


def parked_with_their_keys(parc, service):
    """The keys that wait. Every newer event does, with its reason and its key, and nothing of such a key passed before it."""
    letters = parc.letters(service)
    newer = [(cle, kind) for cle, kind, why in letters if NEWER in why]
    assert newer and all(cle.startswith("client:") and kind == "CommandeCreee" for cle, kind in newer), letters[:5]
    first = {}
    for cle, _, why in letters:
        first.setdefault(cle, why)
    assert all(NEWER in why for why in first.values()), [x for x in first.items() if NEWER not in x[1]][:5]
    return first.keys()


# ---- the steps of the upgrade, each under load ----
def writers_first_and_back(parc, charge, fresh):
    """The worst order: readers are old when the new event comes. Then the old writer goes on from the new one's journal, and orders
    of `fresh`, of whom no new event was told, flow while letters wait. To replay those is too early, and does nothing by halves."""
    parc.change("suivante", "panier")
    more(charge)
    for service in READERS:
        wait_until(lambda service=service: any(NEWER in why for *_, why in parc.letters(service)), f"{service} has put new events aside")
    parc.change("ancienne", "panier")
    more(charge)
    _, magasin, produit = charge.boutique.temoin
    order = parc.s.passer(fresh, magasin, (produit, 1))
    charge.registre.promis(order, fresh, 100)
    comes_to(parc.s, order, "VenteConfirmee")
    for service in READERS:
        assert f"client:{fresh}" not in parked_with_their_keys(parc, service)
        waiting = len(parc.letters(service))
        assert parc.replay(service).returncode == 1 and len(parc.letters(service)) >= waiting


def readers_first_and_stock_back(parc, charge):
    """The right order. The new stock-service migrates its database; the old one does not write to that, and orders wait."""
    parc.change("suivante", *RIGHT_ORDER[:-1])
    parc.works("stock")
    assert schema_of_stock(parc.s) == SCHEMA
    parc.change("ancienne", "stock")
    stock_refuses(parc)
    assert "Remettez en service le programme plus récent" in parc.s.run("status").stdout
    more(charge)
    parc.change("suivante", "stock", "panier")
    parc.works(*RIGHT_ORDER)
    more(charge)


def event_store_back(parc):
    """For a while: it makes no half order of events that it does not know. The order that was asked for."""
    order = told_newly(parc.s)
    parc.change("ancienne", "event-store")
    parc.works("event-store")
    answer = parc.s.get(f"/events/projections/{order}")
    assert answer.status_code == 503 and NEWER in answer.text, answer.text
    rebuilt = parc.s.run("projections", "rebuild", "commandes")
    assert rebuilt.returncode == 1 and "restent en place" in rebuilt.stderr, rebuilt.stdout + rebuilt.stderr
    parc.change("suivante", "event-store")
    return order


def put_right(parc, charge, order):
    """What was put aside comes to its end."""
    for service in READERS:
        done(parc.replay(service))
    comes_to(parc.s, order, *FINS)
    more(charge)


def all_is_well(parc, registre):
    s = parc.s
    s.wait_idle(120)
    for words in (["retry", "commandes"], ["retry", "sagas"], ["rebuild", "commandes"], ["status"]):
        done(s.run("projections", *words))
    s.stop()  # `up` itself is upgraded last
    s.start()
    s.wait_idle()
    assert all(not parc.letters(service) for service in READERS)
    assert not tenir_parole(s, registre)
    done(s.run("verify"))
    done(s.run("audit", "verify"))
    return dict(s.sql("panier", f"SELECT {VERSION}, count(*) FROM journal WHERE event_type = 'CommandeCreee' GROUP BY 1"))


def test_une_mise_a_jour_service_par_service(parc):
    boutique = Boutique(parc.s)
    fresh = parc.s.client(100.0)
    charge = Charge(boutique, "versions", par_seconde=RATE)
    try:
        more(charge)
        writers_first_and_back(parc, charge, fresh)
        readers_first_and_stock_back(parc, charge)
        put_right(parc, charge, event_store_back(parc))
    finally:
        charge.arreter()
    written = all_is_well(parc, charge.registre)
    print(len(charge.registre.commandes), "orders promised; CommandeCreee by version", written)
    assert set(written) == {1, 2}


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
        comes_to(s, s.passer(c, m, (p, 1)), "VenteConfirmee")
        wait_until(lambda: s.post("/api/stock/receptions", {"magasin_id": m, "lignes": [{"produit_id": p, "quantite": 1}]}).status_code == 201,
                   "the old one sends on what it is asked")
    finally:
        new.stop()
    stock_refuses(parc)
    waits = s.passer(c, m, (p, 1))
    parc.change("suivante", "stock")
    comes_to(s, waits, "VenteConfirmee")
    s.wait_idle()
    assert s.stock(m, p) == (9, 0, 9)
    s.verify()
