"""What the event store is held against: a bare COPY of the same rows, and one stored function per event."""
import io
import re
import subprocess
import time
import uuid
from contextlib import closing
from pathlib import Path

from eventlog import DATABASE, Broken
from stores import PG_BIN

HERE = Path(__file__).resolve().parent
VERSIONS = 50  # events of a stream, as `comptoir bench journal` makes them
DATA_BYTES = 256
THREADS = 2
COLUMNS = ("global_position, version, event_id, aggregate_id, event_type, source, correlation_id, horodatage, enregistre_le, "
           "stream, seq, empreinte, enveloppe, hash")


def quantile(values, q):
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


class Copy:
    """A twin of the event store's database, empty or full as it was when the twin was made: the same table, indexes and
    partitions. What the store appended meanwhile is written to the twin by COPY, from memory, one transaction a batch."""

    def __init__(self, stores, name):
        """The store must be stopped: a database is copied only when nobody is in it."""
        self.stores, self.database = stores, name
        with closing(stores.connect("postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} STRATEGY file_copy")
        self.next = stores.sql(name, "SELECT position FROM tete")[0][0] + 1

    def _batches(self, events, batch):
        with closing(self.stores.connect(DATABASE)) as connection, connection.cursor() as cursor:
            for first in range(self.next, self.next + events, batch):
                out = io.BytesIO()
                cursor.copy_expert(f"COPY (SELECT {COLUMNS} FROM evenements WHERE global_position >= {first} AND global_position < "
                                   f"{min(first + batch, self.next + events)} ORDER BY 1) TO STDOUT (FORMAT binary)", out)
                out.seek(0)
                yield out

    def run(self, events, batch):
        """(rows per second, p99 of a transaction in ms) of the next `events` rows, in transactions of `batch`."""
        batches = list(self._batches(events, batch))
        took = []
        with closing(self.stores.connect(self.database)) as connection:
            begun = time.monotonic()
            for rows in batches:
                at = time.monotonic()
                with connection, connection.cursor() as cursor:
                    cursor.copy_expert(f"COPY evenements ({COLUMNS}) FROM STDIN (FORMAT binary)", rows)
                took.append(time.monotonic() - at)
            seconds = time.monotonic() - begun
        self.next += events
        if self.stores.sql(self.database, "SELECT max(global_position) FROM evenements")[0][0] != self.next - 1:
            raise Broken("the twin has not all rows")
        return events / seconds, 1e3 * quantile(took, 0.99)


class MessageDb:
    """One call of a plpgsql function per event, by pgbench; see message_db/schema.sql."""

    def __init__(self, stores):
        self.stores, self.database = stores, "message_db"
        stores.create(self.database, HERE / "message_db/schema.sql", HERE / "message_db/indexes.sql")

    def fill(self, events):
        """Its indexes are made afterwards, as anyone who loads much would."""
        self.stores.sql(self.database, "DROP INDEX messages_id, messages_stream, messages_category")
        self.stores.sql(self.database, """
          INSERT INTO messages (stream_name, position, type, data, metadata)
          SELECT 'stk-' || lpad((n / %s)::text, 9, '0'), n %% %s, 'StockRecu', jsonb_build_object('magasin_id', 1, 'remarque',
                 repeat('x', %s)), '{"correlationStreamName":"stk-1"}' FROM generate_series(0, %s) AS n""",
                        VERSIONS, VERSIONS, DATA_BYTES - 60, events - 1)
        self.stores.sql(self.database, (HERE / "message_db/indexes.sql").read_text("utf-8") + "; ANALYZE messages")

    def run(self, clients, seconds):
        """(events per second, p99 in ms)."""
        before = self._count()
        log = self.stores.folder / f"pgbench-{uuid.uuid4().hex}"
        variables = {"left": 0, "stream": 0, "version": -1, "versions": VERSIONS, "run": uuid.uuid4().hex,
                     "remark": "x" * (DATA_BYTES - 75)}
        done = subprocess.run(
            [PG_BIN / "pgbench", "-n", "-M", "prepared", "-h", self.stores.pg, "-U", "postgres", "-c", str(clients), "-j",
             str(min(clients, THREADS)), "-T", str(seconds), "--log", f"--log-prefix={log}", "-f", HERE / "message_db/write.pgbench",
             *(f"-D{name}={value}" for name, value in variables.items()), self.database], capture_output=True, text=True, check=False)
        rate = re.search(r"tps = ([0-9.]+) \(without", done.stdout)
        took = []
        for file in log.parent.glob(log.name + "*"):
            took += [int(line.split()[2]) for line in file.read_text("ascii").splitlines()]
            file.unlink()
        if done.returncode != 0 or not rate or len(took) != self._count() - before:
            raise Broken(f"message_db: {done.stdout[-500:]}{done.stderr[-500:]}")
        return float(rate[1]), quantile(took, 0.99) / 1e3

    def _count(self):
        return self.stores.sql(self.database, "SELECT coalesce(max(global_position), 0) FROM messages")[0][0]
