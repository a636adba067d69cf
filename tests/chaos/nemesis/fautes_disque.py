"""Faults of the disk under a running system: no room left, and fsync that fails."""
import time

import psycopg2
import redis as redis_client
from nemesis.cible import demande
from nemesis.disque import disque_possible
from nemesis.injection import injecter, injection_possible
from systeme import wait_until

ESSAIS = 5  # of each store
ATTENTE = 3  # seconds until a store that writes asks for an fsync
BEAUCOUP = 100_000  # rows, for which PostgreSQL needs blocks that it does not have


def postgres_manque_de_place(cible):
    try:
        cible.superuser(f"CREATE TEMP TABLE plein AS SELECT generate_series(1, {BEAUCOUP})")
        return False
    except (psycopg2.errors.DiskFull, psycopg2.OperationalError):  # the second: it gave up altogether
        return True


def redis_refuse(cible):
    try:
        return cible.systeme.redis().info("persistence")["aof_last_write_status"] != "ok"
    except redis_client.RedisError:
        return True


@demande(disque_possible)
def disque_plein(cible, de):
    """Not a block is left, for whoever writes: PostgreSQL, Redis, the logs, the signed heads. It lasts until both stores have
    met it."""
    manques = {postgres_manque_de_place, redis_refuse}
    with cible.disque.plein() as remplir:
        def rencontre():
            remplir()
            manques.difference_update([m for m in manques if m(cible)])
            return not manques
        wait_until(rencontre, "both stores have met the full disk")
        time.sleep(de.uniform(0.2, 2))  # the fault itself


def fsync_postgres(cible):
    """PostgreSQL trusts no disk that once failed to write: it panics, and recovers from its log."""
    sessions = cible.admin("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname LIKE 'comptoir_%'")
    return [pid for pid, in sessions]


def fsync_redis(cible):
    """Redis asks for one fsync a second, in a thread of its own. After one that failed it refuses writes for ever."""
    return [cible.redis_pid()]


@demande(injection_possible)
def fsync_en_erreur(cible, de):
    """Of either store. Redis may ask for none: once its clock was set back it does not until the hour is reached again, or until it
    is started anew; then it is PostgreSQL's turn."""
    for victime in de.sample([fsync_postgres, fsync_redis], 2) * ESSAIS:
        if frapper_fsync(victime(cible)):
            return victime.__name__
    raise AssertionError("neither store asks for an fsync any more")


def frapper_fsync(pids):
    """Whether one has failed: processes may end, or have nothing to write."""
    with injecter(pids, "fsync,fdatasync", "EIO") as combien:
        limite = time.monotonic() + ATTENTE
        wait_until(lambda: combien() or time.monotonic() > limite, "an fsync has failed, or none is asked for")
        return combien() > 0
