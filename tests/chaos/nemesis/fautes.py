"""What can break, and how: each fault is done for real to a process or a store of a running system, and is over when it returns,
with a word on how it was done where there is more than one way."""
import contextlib
import os
import shutil
import signal
import time

import redis as redis_client
from nemesis.cible import figer, signaler
from nemesis.fautes_bascule import redis_bascule
from nemesis.fautes_disque import disque_plein, fsync_en_erreur
from nemesis.fautes_horloge import horloge_saute
from nemesis.fautes_reseau import reseau_a_sens_unique, reseau_coupe, reseau_lent
from systeme import SERVICES, dead, wait_until

GARDEES = 20  # entries of a stream that a trim leaves
RETRAITS = 50  # entries that are taken from its end


def service_tue(cible, de):
    os.kill(cible.service(de.choice(SERVICES)), signal.SIGKILL)


def service_fige(cible, de):
    """Up to 8 s: past the 1.2 s after which a partition is taken from who holds it."""
    figer([cible.service(de.choice(SERVICES))], de.uniform(0.2, 8))


def arrets_en_cascade(cible, de):
    """A rolling restart at load: each service is told to stop, and the next one when it is back."""
    for nom in de.sample(SERVICES, len(SERVICES)):
        ancien = cible.service(nom)
        os.kill(ancien, signal.SIGTERM)
        wait_until(lambda: dead(ancien) and cible.service(nom) != ancien, f"{nom} has started again")


def redis_tue(cible, _):
    os.kill(cible.redis_pid(), signal.SIGKILL)


def redis_fige(cible, de):
    figer([cible.redis_pid()], de.uniform(0.2, 4))


def redis_vide(cible, _):
    cible.redis().flushall()


def redis_coupe(cible, _):
    cible.redis().client_kill_filter(_type="normal")


def redis_plein(cible, de):
    """Refuses every write for a while, as a full memory does."""
    r = cible.redis()
    r.config_set("maxmemory-policy", "noeviction")
    r.config_set("maxmemory", 1_000_000)
    try:
        time.sleep(de.uniform(0.5, 3))  # the fault itself
    finally:
        cible.redis().config_set("maxmemory", 0)


def redis_ancien(cible, _):
    """Dies, and comes back with the files of some time ago. Its supervisor stands still while they are exchanged."""
    chemin = os.path.join(cible.systeme.data_dir, "redis")
    chef = cible.systeme.runtime["pid"]
    vieux = cible.ancienne
    if vieux:
        pid = cible.redis_pid()
        os.kill(chef, signal.SIGSTOP)
        try:
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: dead(pid), "Redis is dead")
            for nom in os.listdir(vieux):
                remplacer(os.path.join(vieux, nom), os.path.join(chemin, nom))
        finally:
            os.kill(chef, signal.SIGCONT)
    cible.redis()
    cible.ancienne = os.path.join(cible.systeme.data_dir, "redis-ancien")
    wait_until(lambda: copier(chemin, cible.ancienne), "a copy of Redis' files")


def copier(source, destination):
    """False when Redis was rewriting its files meanwhile: one went away, or the manifest names one that was not there yet."""
    shutil.rmtree(destination, ignore_errors=True)
    try:
        shutil.copytree(source, destination, ignore=shutil.ignore_patterns("temp-*", "*.pid", "*.conf"))
        journal = os.path.join(destination, "appendonlydir")
        with open(os.path.join(journal, "appendonly.aof.manifest"), encoding="utf-8") as manifeste:
            return all(os.path.exists(os.path.join(journal, ligne.split()[1])) for ligne in manifeste)
    except (shutil.Error, FileNotFoundError):
        return False


def remplacer(source, destination):
    proprietaire = os.stat(destination if os.path.exists(destination) else os.path.dirname(destination))
    if os.path.isdir(source):
        shutil.rmtree(destination, ignore_errors=True)
        shutil.copytree(source, destination)
    else:
        shutil.copy2(source, destination)
    for racine, dossiers, fichiers in os.walk(destination):
        for nom in [racine, *(os.path.join(racine, n) for n in dossiers + fichiers)]:
            os.chown(nom, proprietaire.st_uid, proprietaire.st_gid)
    os.chown(destination, proprietaire.st_uid, proprietaire.st_gid)


def stream_perdu(cible, de):
    cible.redis().delete(de.choice(cible.streams()))


def groupe_perdu(cible, de):
    r, stream = cible.redis(), de.choice(cible.streams())
    for groupe in r.xinfo_groups(stream):
        r.xgroup_destroy(stream, groupe["name"])


def queue_perdue(cible, de):
    """The last entries go, and the stream's idea of its last number with them, as after a failover to a replica that missed them."""
    r, stream = cible.redis(), de.choice(cible.streams())
    fin = [numero for numero, _ in r.xrevrange(stream, count=RETRAITS)]
    if fin:
        r.xdel(stream, *fin)
        avant = int(fin[-1].split("-")[0]) - 1
        with contextlib.suppress(redis_client.RedisError):
            r.execute_command("XSETID", stream, f"{max(avant, 0)}-0")


def stream_rogne(cible, de):
    cible.redis().xtrim(de.choice(cible.streams()), maxlen=GARDEES, approximate=False)


def doublons(cible, de):
    """The last entries again, under numbers that are nobody's: foreign entries, with true events in them."""
    r, stream = cible.redis(), de.choice(cible.streams())
    for numero, champs in reversed(r.xrevrange(stream, count=5)):
        with contextlib.suppress(redis_client.RedisError):
            r.xadd(stream, champs, id=numero.split("-")[0] + "-7")


def poison(cible, de):
    r, stream = cible.redis(), de.choice(cible.streams())
    for n, champs in enumerate([{"evenement": "pas du JSON"}, {"autre": "champ"}, {"evenement": '{"event_id":1}'}]):
        with contextlib.suppress(redis_client.RedisError):
            r.xadd(stream, champs, id=f"{10**15 + n}-0")


def postgres_tue(cible, _):
    signaler(cible.postgres(), signal.SIGKILL)


def postgres_fige(cible, de):
    figer(cible.postgres(), de.uniform(0.2, 4))


def postgres_relance(cible, _):
    """An orderly restart under load: sessions are cut, transactions rolled back."""
    signaler(cible.postgres()[:1], signal.SIGINT)


def sessions_coupees(cible, _):
    cible.admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")


FAUTES = [service_tue, service_fige, arrets_en_cascade, redis_tue, redis_fige, redis_vide, redis_coupe, redis_plein, redis_ancien,
          stream_perdu, groupe_perdu, queue_perdue, stream_rogne, doublons, poison, postgres_tue, postgres_fige, postgres_relance,
          sessions_coupees, disque_plein, fsync_en_erreur, reseau_lent, reseau_coupe, reseau_a_sens_unique,
          horloge_saute, redis_bascule]

# Said in the table, so that nobody thinks they were tried.
NON_FAITES = {
    "coupure de courant": "arrête tout : test_coupure_de_courant.py la fait",
    "bascule vers un second PostgreSQL": "la plateforme embarquée n'en a qu'un : test_bascule_postgres.py la fait",
}
