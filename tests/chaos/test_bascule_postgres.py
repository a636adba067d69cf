"""PostgreSQL fails over to its synchronous standby under load, and the program goes on by itself: nothing that a client was told
is missing, nothing is there twice, every order ends. The old primary comes back as it was, and is even let commit alone: the
program, made to choose between the two again and again, writes nothing there.

COMPTOIR_TEST_BASCULES=25 is the long form; each way of failing over comes before any comes again."""
import contextlib
import os
import random
import re
import signal
import statistics
import subprocess
import tempfile
import threading
import time
import uuid

import pytest
import requests
from nemesis.__main__ import canari, tenir_parole
from nemesis.charge import Boutique, Charge, Registre
from nemesis.fautes_bascule import joindre, second_redis
from nemesis.paire import Paire, Serveur
from systeme import BIN, SERVICES, Systeme, wait_until

BASCULES = int(os.environ.get("COMPTOIR_TEST_BASCULES", "3"))
LIMITE = 30.0  # seconds from the promotion until an order that was placed then has ended
AVANT = (0.5, 2.0)  # seconds of orders before the primary fails
SANS_PRIMAIRE = (0.0, 2.0)  # seconds until somebody promotes the standby
CHOIX = 3  # times that the program must choose between the two
COMMANDES = 20  # promised in a round at least, or it says nothing


class SurPaire(Systeme):
    """All services in one process, on stores that are not theirs."""

    def __init__(self, paire, redis):
        self.paire, self.socket_redis = paire, redis
        super().__init__()

    def start(self):
        self.config, self.journal = (os.path.join(self.data_dir, nom) for nom in ("comptoir.toml", "journal"))
        with open(self.config, "w", encoding="utf-8") as f:
            f.write(f'[postgres]\nhost = "{self.paire.hotes}"\n[redis]\nsocket = "{self.socket_redis}"\n'
                    f'[event_store]\ndossier_audit = "{self.data_dir}/audit"\nsignature_ms = 100\n')
        with open(self.journal, "w", encoding="utf-8") as f:
            self.processus = subprocess.Popen([BIN, "serve", "--config", self.config, "--port", "0"], stdout=f, stderr=f,
                                              env={**os.environ, "COMPTOIR_LOG_FORMAT": "json"})
        self.runtime = {"postgres": self.paire.primaire.dossier, "pid": self.processus.pid, "partitions": 1}
        self.url = wait_until(self.ecoute, "the program listens")
        wait_until(lambda: self.get("/pret").status_code == 200, "every service is ready")

    def ecoute(self):
        with open(self.journal, encoding="utf-8") as f:
            adresse = re.search(r"http://127\.0\.0\.1:\d+", f.read())
        return adresse and adresse.group()

    def stop(self):
        self.processus.send_signal(signal.SIGCONT)
        self.processus.terminate()
        self.processus.wait(60)

    def run(self, *words, timeout=600):
        return subprocess.run([BIN, *words, "--config", self.config], capture_output=True, text=True, timeout=timeout)

    def sql(self, service, statement, *args):
        self.runtime["postgres"] = self.paire.primaire.dossier
        return super().sql(service, statement, *args)


@pytest.fixture(scope="module")
def systeme():
    with contextlib.ExitStack() as reste:
        racine = reste.enter_context(tempfile.TemporaryDirectory(prefix="comptoir-paire-"))
        os.chmod(racine, 0o755)
        paire = Paire(racine)
        reste.callback(paire.detruire)
        socket_redis = os.path.join(racine, "redis.sock")
        reste.enter_context(second_redis(socket_redis))
        joindre(socket_redis)
        s = SurPaire(paire, socket_redis)
        reste.callback(s.destroy)
        yield s


# ---- what happens to the primary, and how it comes back. All take the system and the primary. ----

def rien(_, __):
    """The network between the two is gone, or somebody was too quick: the primary is well, and does not know."""


def figer(_, primaire):
    primaire.figer()


def reveiller(_, primaire):
    primaire.reveiller()


def tuer(_, primaire):
    primaire.tuer()


def relancer(_, primaire):
    primaire.demarrer()


def ne_plus_ecrire(_, primaire):
    """As an operator would before an orderly change of roles."""
    primaire.regler("default_transaction_read_only", "on")


def ecrire_encore(_, primaire):
    primaire.regler("default_transaction_read_only", "off")


def endormir(systeme, primaire):
    """The program too: its sessions are there still when both wake, in the middle of whatever they did."""
    os.kill(systeme.processus.pid, signal.SIGSTOP)
    primaire.figer()


def eveiller(systeme, primaire):
    primaire.reveiller()
    os.kill(systeme.processus.pid, signal.SIGCONT)


# Before the promotion, right after it, and once the program has found the new one.
FAUTES = {"figé": (figer, rien, reveiller), "tué": (tuer, rien, relancer), "isolé": (rien, rien, rien),
          "en lecture seule": (ne_plus_ecrire, rien, ecrire_encore), "endormi": (endormir, eveiller, rien)}


def quitte(ancien):
    """Waits until no session of the program is left there that was there already: what was sent on it is done."""
    maintenant = ancien.sql("SELECT clock_timestamp()")[0][0]
    d_avant = "SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'comptoir_%%' AND backend_start < %s"
    wait_until(lambda: ancien.sql(d_avant, maintenant) == [(0,)], "the program has left the old primary")


def deux_verites(paire, ancien, charge):
    """The old primary is there again, and the program has to choose."""
    seul = threading.Thread(target=ancien.sql, args=("SELECT pg_logical_emit_message(true, 'essai', '')",))
    seul.start()
    wait_until(lambda: "postgres" in [base for _, base in ancien.attendent()], "the old primary cannot commit alone")
    ancien.regler("synchronous_standby_names", "")  # now it can
    seul.join()
    quitte(ancien)
    transactions = ancien.prochaine_transaction()
    try:
        for _ in range(CHOIX):
            paire.primaire.couper_les_sessions()
            canari(charge, *charge.boutique.temoin)
    finally:
        assert ancien.prochaine_transaction() == transactions, "the program has written to the old primary"


def basculer_sous_charge(systeme, boutique, registre, faute, de):
    """Seconds until an order that is placed after the promotion has ended: from the fault, from the promotion."""
    frapper, relever, ramener = FAUTES[faute]
    ancien = systeme.paire.primaire
    charge = Charge(boutique, de.random(), registre=registre)
    try:
        time.sleep(de.uniform(*AVANT))  # the moment of the fault, not a wait for anything
        debut = time.monotonic()
        frapper(systeme, ancien)
        time.sleep(de.uniform(*SANS_PRIMAIRE))  # the fault itself
        systeme.paire.basculer()
        promu = time.monotonic()
        relever(systeme, ancien)
        canari(charge, *boutique.temoin)
        fini = time.monotonic()
        ramener(systeme, ancien)
        deux_verites(systeme.paire, ancien, charge)
        return fini - debut, fini - promu
    finally:
        charge.arreter()


def tout_tient(systeme, registre):
    """With both primaries there."""
    systeme.wait_idle()
    assert not tenir_parole(systeme, registre)
    systeme.verify()
    audit = systeme.run("audit", "verify")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert not [s for s in SERVICES if systeme.etat(s)["lettres_mortes"]]


def resumer(durees):
    return f"{statistics.median(durees):.2f} s, au plus {max(durees):.2f}"


def test_la_plateforme_suit_le_secondaire_promu(systeme):
    graine = random.randrange(10**6)
    print("graine", graine)
    de, registre, boutique = random.Random(graine), Registre(), Boutique(systeme)
    depuis_la_faute, depuis_la_promotion = [], []
    fautes = [nom for _ in range(0, BASCULES, len(FAUTES)) for nom in de.sample(list(FAUTES), len(FAUTES))][:BASCULES]
    for faute in fautes:
        promises = len(registre.commandes)
        duree, reprise = basculer_sous_charge(systeme, boutique, registre, faute, de)
        depuis_la_faute.append(duree)
        depuis_la_promotion.append(reprise)
        tout_tient(systeme, registre)
        print(f"primaire {faute} : reprise {reprise:.2f} s après la promotion, {duree:.2f} après la faute ; "
              f"{len(registre.commandes)} commandes promises", flush=True)
        assert len(registre.commandes) >= promises + COMMANDES, "too few orders to say anything"
        systeme.paire.joindre()
    print(f"{BASCULES} bascules ; reprise après la promotion : médiane {resumer(depuis_la_promotion)} ; "
          f"après la faute : médiane {resumer(depuis_la_faute)}")
    assert systeme.processus.poll() is None, "it was to survive"
    assert max(depuis_la_promotion) < LIMITE


def test_au_repos_elle_quitte_un_primaire_depasse(systeme):
    """Nobody orders, no session is opened, and the old primary is well: only who looks out hears of the new one."""
    ancien = systeme.paire.primaire
    systeme.wait_idle()
    systeme.paire.basculer()
    quitte(ancien)
    systeme.magasin()
    systeme.paire.joindre()


def test_un_commit_qui_n_a_pas_attendu_n_est_pas_promis(systeme):
    """Somebody cancels a COMMIT that waits for the standby: PostgreSQL has it here, and says that it is good. Told to a client, a
    failover would lose it; so nobody is told before the standby has it, whoever asks again."""
    paire, cle, recues = systeme.paire, uuid.uuid4().hex, []
    magasin = {"nom": "Magasin " + cle}

    def demander():
        while not recues or recues[-1] >= 500:
            with contextlib.suppress(requests.RequestException):
                recues.append(systeme.post("/api/magasins", magasin, key=cle).status_code)

    def promises():
        return [statut for statut in recues if statut < 500]
    paire.secondaire.figer()
    client = threading.Thread(target=demander)
    client.start()

    def attendent():
        return [pid for pid, base in paire.primaire.attendent() if base == "comptoir_magasins"]
    try:
        pid, = wait_until(attendent, "a commit waits for the standby")
        paire.primaire.sql("SELECT pg_cancel_backend(%s)", pid)
        wait_until(lambda: promises() or (pid not in attendent() and attendent()), "the next session waits for it in its turn")
        assert paire.primaire.sql("SELECT count(*) FROM magasins WHERE nom = %s", magasin["nom"], base="comptoir_magasins") == [(1,)]
        assert not promises(), "promised, and the standby has it not"
    finally:
        paire.secondaire.reveiller()
    client.join()
    assert recues[-1] == 201
    assert systeme.sql("magasins", "SELECT count(*) FROM magasins WHERE nom = %s", magasin["nom"]) == [(1,)]
