"""Faults of the network between a running system and its stores, done in a gate (porte.py) that stands before one of them."""
import os
import time

import redis as redis_client
from nemesis.porte import Gardien
from systeme import wait_until

COUPER_POSTGRES = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


def devant_postgres(cible):
    cible.admin("SELECT 1")  # it is up, and so is its socket
    return os.path.join(cible.systeme.runtime["postgres"], ".s.PGSQL.5432")


def devant_redis(cible):
    cible.redis()
    return cible.systeme.runtime["redis"]


class Reseau:
    """A gate before one of the stores, for the time of a fault. Sessions that were there before are cut, so that all go through it;
    afterwards they stay in it, unharmed, until the next gate is needed."""

    def __init__(self, cible, de):
        self.cible = cible
        self.devant = de.choice([devant_postgres, devant_redis])

    def __enter__(self):
        cible = self.cible
        if cible.gardien:
            cible.gardien.fermer()
        cible.gardien = self.gardien = Gardien(self.devant(cible))
        if self.devant is devant_postgres:
            cible.admin(COUPER_POSTGRES)
        else:
            cible.redis().client_kill_filter(_type="normal")
        return self

    def faire(self, mode, nombre, duree):
        """The fault itself, from the first piece that it touches."""
        avant = self.gardien.ordonner(mode, nombre)
        wait_until(lambda: self.gardien.combien() > avant, f"{mode} has struck")
        time.sleep(duree)

    def __exit__(self, *_):
        self.gardien.rendre()


def reseau_lent(cible, de):
    """Late, in crumbs, or through a straw."""
    with Reseau(cible, de) as reseau:
        mode, nombre = de.choice([("lenteur", 0.05), ("lenteur", 0.3), ("miettes", 200), ("debit", 50_000)])
        reseau.faire(mode, nombre, de.uniform(0.5, 3))
    return f"{reseau.devant.__name__}, {mode} {nombre}"


def reseau_coupe(cible, de):
    """Every session is cut and none can be had, several times in a row."""
    with Reseau(cible, de) as reseau:
        for _ in range(de.randint(1, 3)):
            reseau.faire("coupe", 0, de.uniform(0.1, 1))
            reseau.gardien.ordonner("passe")
            time.sleep(de.uniform(0.05, 0.5))  # flapping: time enough for some to come back
    return reseau.devant.__name__


def reseau_a_sens_unique(cible, de):
    """What is sent one way is held: requests, or only their answers, so that a commit is done and nobody hears of it. At the end it
    arrives late, or never: the sessions are cut. Up to 6 s: long past what a partition is left to a silent owner."""
    with Reseau(cible, de) as reseau:
        sens, fin = de.choice(["sourd", "muet"]), de.choice(["passe", "coupe"])
        reseau.faire(sens, 0, de.uniform(0.5, 6))
        reseau.gardien.ordonner(fin)
    return f"{reseau.devant.__name__}, {sens}, puis {fin}"
