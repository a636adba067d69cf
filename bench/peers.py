"""The peers: each sets itself up in private stores, runs for some seconds, checks its own books, gives orders per second."""
import io
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path



HERE = Path(__file__).resolve().parent
CONNECTIONS = (1, 2, 4, 8, 16, 32, 64)  # the monolith's best of these counts
BATCH = 256  # orders of one transaction of the floor; lots.sql has 200 of them
LOTS = 200
FLOOR_SERVICES = ("panier", "stock", "client", "ventes", "event-store")
EVENT_BYTES, PIPELINE = 500, 64
COPY_ROWS = 4096

class WrongBooks(Exception):
    """A peer that sells what it does not have is not faster, it is wrong."""

class Monolith:
    """One transaction per order, in one database; `kind` is function or statements. Closed loop, as pgbench is."""

    def __init__(self, stores, kind):
        self.stores, self.clients = stores, None
        self.database = "monolithe_" + kind
        stores.create(self.database, HERE / "monolith/schema.sql")
        self.script = stores.folder / f"{kind}.pgbench"
        self.script.write_text((HERE / "monolith/order.pgbench").read_text("utf-8")
                               + (HERE / f"monolith/{kind}.pgbench").read_text("utf-8"), "utf-8")

    def rate(self, clients, seconds):
        return self.stores.pgbench(self.database, self.script, clients, seconds=seconds)

    def choose(self, seconds, connections=CONNECTIONS):
        """Finds the number of connections that serves best; its rates by connections."""
        rates = {clients: self.rate(clients, seconds) for clients in connections}
        self.clients = max(rates, key=rates.get)
        return rates

    def run(self, seconds):
        rate = self.rate(self.clients, seconds)
        self.check()
        return rate

    def check(self):
        sold, lines, sales, paid, least, wrong = self.stores.sql(self.database, """
          SELECT (SELECT sum(1000000 - physique) FROM stock), (SELECT sum(quantite) FROM lignes),
                 (SELECT sum(total) FROM ventes WHERE statut = 'VenteConfirmee'),
                 (SELECT sum(CASE WHEN client_id <= 5000 THEN 1000000000 ELSE 1 END - solde) FROM clients),
                 (SELECT min(physique) FROM stock),
                 (SELECT count(*) FROM ventes v WHERE (SELECT count(*) FROM evenements e WHERE e.aggregate_id = v.commande_id)
                    <> CASE statut WHEN 'StockIndisponible' THEN 2 ELSE 4 END)""")[0]
        if sold != lines or sales != paid or least < 0 or wrong:
            raise WrongBooks(f"{self.database}: sold {sold}, lines {lines}, sales {sales}, paid {paid}, {wrong} event lists")

class Floor:
    """The rows of an order, written by one session per service in batches of 256, nothing else: no HTTP, no broker, no
    thinking. Materialised projections are left out, so it is a little less work than ours."""

    def __init__(self, stores):
        self.stores, self.done = stores, 0
        for service in FLOOR_SERVICES:
            database = self.database(service)
            stores.sql(database, (HERE / "floor/lots.sql").read_text("utf-8"))
            own = HERE / f"floor/{service}.sql"
            if own.exists():
                stores.sql(database, own.read_text("utf-8"))

    @staticmethod
    def database(service):
        return "comptoir_" + service.replace("-", "_")

    def run(self, lots):
        """Writes `lots` batches in each service's database, all services at once; orders/s of the slowest."""
        if self.done + lots > LOTS:
            raise SystemExit(f"bench: the floor has {LOTS} batches, {self.done} are written")
        begun = time.monotonic()
        with ThreadPoolExecutor(len(FLOOR_SERVICES)) as pool:
            list(pool.map(lambda s: self.stores.pgbench(self.database(s), HERE / f"floor/{s}.pgbench", 1, transactions=lots),
                          FLOOR_SERVICES))
        seconds = time.monotonic() - begun
        self.done += lots
        self.check()
        return lots * BATCH / seconds

    def check(self):
        orders = self.done * BATCH
        counts = {table: self.stores.sql(self.database(service), f"SELECT count(*) FROM {table}")[0][0]
                  for service, table in (("panier", "commandes"), ("stock", "reservations"), ("client", "paiements"),
                                         ("ventes", "ventes"))}
        events = self.stores.sql(self.database("event-store"), "SELECT count(*) FROM evenements WHERE stream <> 'banc'")[0][0]
        if set(counts.values()) != {orders} or events != 4 * orders:
            raise WrongBooks(f"floor: {orders} orders, rows {counts}, events {events}")

class Broker:
    """Redis alone (redis-benchmark, pipelined) and the event table alone (COPY); events per second."""

    def __init__(self, stores):
        self.stores, self.position = stores, 0

    def benchmark(self, count, *command):
        out = subprocess.run(["redis-benchmark", "-s", self.stores.redis_socket, "-P", str(PIPELINE), "-c", "4", "-n", str(count),
                              "-q", *command], capture_output=True, text=True, check=True).stdout
        return float(re.findall(r"([0-9.]+) requests per second", out)[-1])

    def xadd(self, count):
        return self.benchmark(count, "XADD", "banc", "*", "evenement", "x" * EVENT_BYTES)

    def xreadgroup(self, count):
        """Events per second, 100 a read, of a stream that holds at least `count`."""
        group = f"g{time.monotonic_ns()}"
        self.stores.redis().xgroup_create("banc", group, id="0", mkstream=True)
        return 100 * self.benchmark(count // 100, *f"XREADGROUP GROUP {group} c COUNT 100 NOACK STREAMS banc >".split())

    def copy(self, batches):
        """COPY of 4096 rows a transaction into event-store's own table."""
        texts = [self._rows() for _ in range(batches)]
        connection = self.stores.connect("comptoir_event_store")
        begun = time.monotonic()
        for text in texts:
            with connection, connection.cursor() as cursor:
                cursor.copy_expert("COPY evenements FROM STDIN", text)
        seconds = time.monotonic() - begun
        connection.close()
        return batches * COPY_ROWS / seconds

    def _rows(self):

        rows = []
        for _ in range(COPY_ROWS):
            self.position += 1
            n = self.position + 2_000_000  # beyond what the floor wrote
            rows.append(f"{n}\t1\tevt-{n:032x}\tcmd-{n:032x}\tCommandeCreee\tpanier-service\tcmd-{n:032x}\t2026-01-01\t2026-01-01\t"
                        f"banc\t{n}\t\\N\t{'x' * EVENT_BYTES}\t\\\\x{n:064x}\n")
        return io.StringIO("".join(rows))
