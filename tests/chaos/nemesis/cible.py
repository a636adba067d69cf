"""The processes and stores of one running system, for faults to reach, whatever an earlier fault left of them."""
import contextlib
import os
import signal
import time

import psycopg2
import redis as redis_client
from systeme import service_pid, wait_until, with_children


class Cible:
    """The processes and stores of one system. What is not there just now, because an earlier fault took it, is waited for."""

    def __init__(self, systeme, disque=None, horloge=None):
        self.systeme = systeme
        self.disque = disque  # what the system's files are on, when it is one of ours
        self.horloge = horloge  # what it goes by, when it is one of ours
        self.ancienne = None  # a copy of Redis' files
        self.gardien = None  # the gate before a store
        self.seconde = None  # another instance of all services, where there are partitions to share

    def fermer(self):
        """Takes away what faults have put up."""
        if self.seconde:
            self.seconde.kill()
        if self.gardien:
            self.gardien.fermer()

    def service(self, nom):
        def trouve():
            with contextlib.suppress(AssertionError):
                return service_pid(self.systeme, nom)
        return wait_until(trouve, f"{nom} runs")

    def postgres(self):
        """The postmaster and its children."""
        with open(os.path.join(self.systeme.data_dir, "pg/postmaster.pid"), encoding="utf-8") as f:
            return with_children(int(f.readline()))

    def redis(self):
        def repond():
            with contextlib.suppress(redis_client.RedisError):
                client = self.systeme.redis()
                client.ping()
                return client
        return wait_until(repond, "Redis answers")

    def redis_pid(self):
        return self.redis().info("server")["process_id"]

    def streams(self):
        """None is there for an instant when Redis has come back empty."""
        return wait_until(lambda: sorted(self.redis().scan_iter("*.evenements*")), "there are streams")

    def superuser(self, ordre):
        """The rows of one statement. Raises psycopg2.Error."""
        with contextlib.closing(psycopg2.connect(host=self.systeme.runtime["postgres"], user="postgres", dbname="postgres")) as c:
            c.autocommit = True
            with c.cursor() as cursor:
                cursor.execute(ordre)
                return cursor.fetchall() if cursor.description else []

    def admin(self, ordre):
        def fait():
            with contextlib.suppress(psycopg2.Error):
                return [self.superuser(ordre)]
        return wait_until(fait, "PostgreSQL obeys")[0]


def signaler(pids, numero):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, numero)


def figer(pids, duree):
    signaler(pids, signal.SIGSTOP)
    try:
        time.sleep(duree)  # the fault itself
    finally:
        signaler(pids, signal.SIGCONT)


def demande(possible):
    """For a fault that not every machine can do: `possible()` is why not, or nothing."""
    def marquer(faute):
        faute.demande = possible
        return faute
    return marquer


def trier(fautes):
    """The faults that this machine can do, and why it cannot do the others."""
    raisons = {f.__name__: f.demande() for f in fautes if hasattr(f, "demande")}
    return [f for f in fautes if not raisons.get(f.__name__)], {nom: raison for nom, raison in raisons.items() if raison}
