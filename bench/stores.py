"""A private PostgreSQL and Redis exactly as `comptoir up` makes and configures them, without the services."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import redis

ROOT = Path(__file__).resolve().parent.parent
BIN = os.environ.get("COMPTOIR_BIN", str(ROOT / "build/release/comptoir"))
PG_BIN = Path("/usr/lib/postgresql/15/bin")
PATIENCE = 60  # seconds for a server to answer
VACUUM_PATIENCE = 600  # seconds
SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "wal_compression", "shared_buffers")


def wait_until(answers, what, patience=PATIENCE):
    limit = time.monotonic() + patience
    while True:
        try:
            if answers():
                return
        except (psycopg2.OperationalError, redis.RedisError):
            pass
        if time.monotonic() > limit:
            raise SystemExit(f"bench: {what}: not within {patience} s")
        time.sleep(0.05)


def settle(connect, patience=VACUUM_PATIENCE):
    """What a fill left to do is done before anything is measured; False when vacuum still runs. `connect(database)`: a session."""
    with closing(connect("postgres")) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CHECKPOINT")
        limit = time.monotonic() + patience
        while time.monotonic() < limit:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'")
            if cursor.fetchone()[0] == 0:
                return True
            time.sleep(1)
    return False


class Stores:
    """`comptoir up` runs once, so that the databases, their schemas and the settings are the product's own; then its
    services are stopped and the two servers are started again alone. A context manager: nothing is left behind."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="comptoir-bench-"))
        self.folder.chmod(0o755)
        self.children = []
        try:
            self._make()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.send_signal(signal.SIGINT)  # PostgreSQL: at once, sessions or not
        for child in self.children:
            child.wait(timeout=PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self):
        for verb in (["up", "--detach", "--port", "0"], ["down"]):
            subprocess.run([BIN, *verb, "--data-dir", self.folder], check=True, capture_output=True)

    def _start(self):
        settings = (self.folder / "pg/postgresql.conf").read_text(encoding="utf-8")
        self.pg = Path(re.search(r"unix_socket_directories = '(.*)'", settings)[1])
        self.redis_socket = str(self.pg / "redis.sock")
        owner = (self.folder / "pg").stat()
        if not self.pg.is_dir():
            self.pg.mkdir()
            os.chown(self.pg, owner.st_uid, owner.st_gid)
        self.postmaster = self._child(owner, PG_BIN / "postgres", "-D", self.folder / "pg").pid
        self._child(owner, "redis-server", self.folder / "redis/redis.conf")
        wait_until(lambda: self.connect("postgres").close() is None, "PostgreSQL")
        wait_until(lambda: self.redis().ping(), "Redis")

    def _child(self, owner, *command):
        who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        self.children.append(subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL,
                                              stderr=subprocess.DEVNULL, cwd="/", **who))
        return self.children[-1]

    def connect(self, database):
        return psycopg2.connect(host=str(self.pg), dbname=database, user="postgres")

    def redis(self):
        return redis.Redis(unix_socket_path=self.redis_socket)

    def sql(self, database, statement, *args):
        with closing(self.connect(database)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement, args or None)
            return cursor.fetchall() if cursor.description else []

    def create(self, database, *files):
        """A new database in place of any of that name, filled by SQL files."""
        connection = self.connect("postgres")
        connection.autocommit = True
        connection.cursor().execute(f"DROP DATABASE IF EXISTS {database}")
        connection.cursor().execute(f"CREATE DATABASE {database}")
        connection.close()
        for file in files:
            self.sql(database, Path(file).read_text(encoding="utf-8"))

    def durability(self):
        with closing(self.connect("postgres")) as connection, connection.cursor() as cursor:
            told = {}
            for name in SETTINGS:
                cursor.execute(f"SHOW {name}")
                told[name] = cursor.fetchone()[0]
        config = self.redis().config_get("append*")
        return told | {name: config[name] for name in ("appendonly", "appendfsync")}

    def pgbench(self, database, script, clients, seconds=None, transactions=None):
        """Transactions per second of a script; raises when a client was cut off."""
        length = ["-T", str(seconds)] if seconds else ["-t", str(transactions)]
        done = subprocess.run(
            [PG_BIN / "pgbench", "-n", "-M", "prepared", "-h", self.pg, "-U", "postgres", "-c", str(clients),
             "-j", str(min(clients, 2)), "-f", script, *length, database], capture_output=True, text=True, check=False)
        rate = re.search(r"tps = ([0-9.]+) \(without", done.stdout)
        if done.returncode == 0 and re.search(r"actually processed: 0\b", done.stdout):
            return 0.0
        if done.returncode != 0 or not rate:
            raise SystemExit(f"pgbench {script}: {done.stdout}{done.stderr}")
        return float(rate[1])
