"""Redis fails over to a replica that missed the tail, and back. The first one is alive meanwhile, and some go on writing to it."""
import contextlib
import os
import socket
import subprocess
import tempfile
import time

import redis as redis_client
from systeme import wait_until

SANS_ATTENTE = ("repl-diskless-sync-delay", 0)  # by default a replica waits 5 s for others to come


def port_libre():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def joindre(chemin):
    """The Redis behind a socket, once it answers."""
    r = redis_client.Redis(unix_socket_path=chemin, decode_responses=True)

    def repond():
        with contextlib.suppress(redis_client.RedisError):
            return r.ping()
    wait_until(repond, f"Redis answers at {chemin}")
    return r


@contextlib.contextmanager
def second_redis(chemin):
    """A Redis of its own beside the system's; yields its port."""
    port = port_libre()
    with tempfile.TemporaryDirectory(prefix="comptoir-redis-") as dossier:
        serveur = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--unixsocket", chemin, "--save", "",
                                    "--dir", dossier], stdout=subprocess.DEVNULL)
        try:
            yield port
        finally:
            serveur.kill()
            serveur.wait()


def suivre(replique, port):
    """Until it has all of the other's data."""
    replique.replicaof("127.0.0.1", port)
    wait_until(lambda: replique.info("replication").get("master_link_status") == "up", "the replica follows")


def fins(r):
    """The top entry of each stream."""
    return {s: r.xinfo_stream(s)["last-generated-id"] for s in r.scan_iter("*.evenements*")}


def devancer(ancien, nouveau):
    """The one is told more than the other, which does not follow any more."""
    nouveau.replicaof("NO", "ONE")
    wait_until(lambda: fins(ancien) != fins(nouveau), "a tail is missed")


def basculer(chemin, ancien_chemin, nouveau_chemin, duree):
    """Who connects reaches the other one; who is connected stays with the old one for `duree` more."""
    os.rename(chemin, ancien_chemin)
    os.rename(nouveau_chemin, chemin)
    time.sleep(duree)
    joindre(ancien_chemin).client_kill_filter(_type="normal")


def redis_bascule(cible, de):
    premier = cible.redis()
    chemin = cible.systeme.runtime["redis"]
    a_cote, attente = chemin + ".second", chemin + ".premier"
    port = port_libre()
    premier.config_set(*SANS_ATTENTE)
    premier.config_set("port", port)
    with second_redis(a_cote) as second_port:
        second = joindre(a_cote)
        second.config_set(*SANS_ATTENTE)
        suivre(second, port)
        devancer(premier, second)
        basculer(chemin, attente, a_cote, de.uniform(0, 1))
        time.sleep(de.uniform(0.3, 1.5))  # the second one serves
        premier, second = joindre(attente), joindre(chemin)
        suivre(premier, second_port)
        devancer(second, premier)
        basculer(chemin, a_cote, attente, de.uniform(0, 1))
    joindre(chemin).config_set("port", 0)
