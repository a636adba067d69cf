"""A PostgreSQL and its synchronous standby, private, with what the services need of them: for a failover that is a real one. Who
was the primary is not trusted afterwards: its files are thrown away, and a copy of the new one takes its place."""
import contextlib
import os
import pwd
import shutil
import signal
import subprocess

import psycopg2
from nemesis.cible import signaler
from systeme import SERVICES, wait_until, with_children

PROGRAMMES = "/usr/lib/postgresql/15/bin"
# No vacuum of its own accord: a transaction that writes is then always somebody's.
REGLAGES = {"listen_addresses": "", "max_connections": 200, "wal_keep_size": "256MB", "autovacuum": "off"}


def autre_utilisateur():
    """PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    qui = pwd.getpwnam("postgres")
    return {"user": qui.pw_uid, "group": qui.pw_gid, "extra_groups": []}


def faire(programme, *mots):
    done = subprocess.run([f"{PROGRAMMES}/{programme}", *mots], capture_output=True, text=True, cwd="/", check=False, **autre_utilisateur())
    assert done.returncode == 0, done.stdout + done.stderr


class Serveur:
    """One of the two: reached by a unix socket in its folder, whatever its role."""

    def __init__(self, racine, nom):
        self.nom, self.dossier = nom, os.path.join(racine, nom)
        self.donnees = os.path.join(self.dossier, "pg")
        self.processus = None
        os.mkdir(self.dossier)
        qui = autre_utilisateur()
        if qui:
            os.chown(self.dossier, qui["user"], qui["group"])

    # ---- life ----
    def creer(self):
        faire("initdb", "-D", self.donnees, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-instructions", "--no-sync")
        self.demarrer()

    def copier(self, primaire):
        """Becomes its standby, and waits for none when it is promoted: nobody follows it yet."""
        shutil.rmtree(self.donnees, ignore_errors=True)
        ou = f"host={primaire.dossier} user=postgres application_name={self.nom}"
        faire("pg_basebackup", "-d", ou, "-D", self.donnees, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        with open(os.path.join(self.donnees, "postgresql.auto.conf"), "a", encoding="utf-8") as f:
            f.write("synchronous_standby_names = ''\n")
        self.demarrer()

    def demarrer(self):
        reglages = [mot for nom, valeur in REGLAGES.items() for mot in ("-c", f"{nom}={valeur}")]
        with open(os.path.join(self.dossier, "journal"), "a", encoding="utf-8") as journal:
            self.processus = subprocess.Popen([f"{PROGRAMMES}/postgres", "-D", self.donnees, "-k", self.dossier, *reglages], cwd="/",
                                              stdout=journal, stderr=journal, start_new_session=True, **autre_utilisateur())
        wait_until(self.repond, f"{self.nom} answers")

    def repond(self):
        with contextlib.suppress(psycopg2.OperationalError):
            return self.sql("SELECT 1")

    def tous(self):
        """The postmaster, which stands still from here on so that no child is missed, and its children."""
        signaler([self.processus.pid], signal.SIGSTOP)
        return with_children(self.processus.pid)

    def figer(self):
        signaler(self.tous(), signal.SIGSTOP)

    def reveiller(self):
        signaler(self.tous(), signal.SIGCONT)

    def tuer(self):
        if self.processus:
            signaler(self.tous(), signal.SIGKILL)
            self.processus.wait()
            self.processus = None

    def promouvoir(self):
        """Returns when it takes writes."""
        faire("pg_ctl", "promote", "-D", self.donnees, "--wait")

    # ---- what it says ----
    def sql(self, ordre, *valeurs, base="postgres"):
        with contextlib.closing(psycopg2.connect(host=self.dossier, user="postgres", dbname=base)) as c:
            c.autocommit = True
            with c.cursor() as curseur:
                curseur.execute(ordre, valeurs)
                return curseur.fetchall() if curseur.description else []

    def regler(self, nom, valeur):
        self.sql(f"ALTER SYSTEM SET {nom} = %s", valeur)
        self.sql("SELECT pg_reload_conf()")
        wait_until(lambda: self.sql(f"SHOW {nom}") == [(valeur,)], f"{nom} is {valeur}")

    def attendent(self):
        """The sessions whose COMMIT waits for the standby: pid, database."""
        return self.sql("SELECT pid, coalesce(datname, '') FROM pg_stat_activity WHERE wait_event = 'SyncRep'")

    def prochaine_transaction(self):
        """Moves with every transaction that writes, in any database."""
        return self.sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")[0][0]

    def couper_les_sessions(self):
        self.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'comptoir_%%'")


class Paire:
    def __init__(self, racine):
        self.primaire, self.secondaire = Serveur(racine, "a"), Serveur(racine, "b")
        self.hotes = f"{self.primaire.dossier},{self.secondaire.dossier}"
        self.primaire.creer()
        preparer(self.primaire)
        self.joindre()

    def joindre(self):
        """The secondary follows, and no commit ends without it."""
        self.secondaire.tuer()
        self.secondaire.copier(self.primaire)
        self.primaire.regler("synchronous_standby_names", self.secondaire.nom)
        etat = "SELECT application_name, sync_state FROM pg_stat_replication"
        wait_until(lambda: self.primaire.sql(etat) == [(self.secondaire.nom, "sync")], "the standby is synchronous")

    def basculer(self):
        self.secondaire.promouvoir()
        self.primaire, self.secondaire = self.secondaire, self.primaire

    def detruire(self):
        self.primaire.tuer()
        self.secondaire.tuer()


def preparer(serveur):
    """A role and a database for each service, as docs/howto/exploiter.md has them."""
    serveur.sql("CREATE ROLE comptoir_lecture NOLOGIN")
    serveur.sql("GRANT pg_read_all_data TO comptoir_lecture")
    for service in SERVICES:
        nom = "comptoir_" + service.replace("-", "_")
        serveur.sql(f"CREATE ROLE {nom} LOGIN IN ROLE comptoir_lecture")
        serveur.sql(f"CREATE DATABASE {nom} OWNER {nom}")
