"""Each alert fires because its cause is there, and clears when it is gone. Rules run thirty times faster."""
import concurrent.futures
import contextlib
import http.server
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time

import pytest

from locks import locked, session
from observe import Load, Observe
from systeme import SERVICES, proven, service_pid, stopped, wait_until, with_children

FAST = "observer.acceleration=30"
CALM_SECONDS = int(os.environ.get("COMPTOIR_TEST_CALME_S", "8"))
QUEUE = 20  # commands that may wait: a handful makes an overload


@pytest.fixture(scope="module")
def systeme():
    with proven(Observe(FAST, "saga.delai_etape_ms=1000", f"worker.file_max={QUEUE}")) as s:
        s.magasin_id, s.produit_id, _, s.client_id, _ = s.shop()
        yield s


@pytest.fixture(autouse=True)
def calm(request):
    """Each test begins without alerts, whatever the one before caused."""
    s = request.getfixturevalue("systeme")
    wait_until(lambda: not s.firing() - SLOW_TO_FORGET, f"calm before the test, not {s.firing()}", 30)


SLOW_TO_FORGET = {"BudgetSagaBruleVite", "BudgetSagaBrule", "StreamPerdu", "ErreursInternes"}  # they look back


def pid_of(systeme, *file):
    with open(os.path.join(systeme.data_dir, *file), encoding="utf-8") as f:
        return int(f.readline())


def test_a_healthy_system_calls_nobody(systeme):
    """Orders, refusals and compensations; eight seconds at thirty times the speed are four minutes, 120 an hour."""
    seen = set()
    with Load(systeme):
        limit = time.monotonic() + CALM_SECONDS
        wait_until(lambda: seen.update(systeme.firing()) or time.monotonic() > limit, "the load has been", CALM_SECONDS + 10)
    assert seen == set()


def test_redis_away(systeme):
    with stopped(pid_of(systeme, "redis", "redis.pid")):
        systeme.wait_firing("RedisAbsent")
    systeme.wait_clear("RedisAbsent")


def test_postgresql_away(systeme):
    """It is killed as often as it is started again, until the alert fires: one death is over before that."""
    killed = set()

    def kill_and_look():
        with contextlib.suppress(OSError, ValueError):  # its file is not there while it starts
            pid = pid_of(systeme, "pg", "postmaster.pid")
            if pid not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
        return "PostgreSQLAbsent" in systeme.firing()
    wait_until(kill_and_look, "PostgreSQLAbsent fires", 60)
    systeme.wait_clear("PostgreSQLAbsent", 60)


def test_postgresql_stands_still(systeme):
    """It neither answers nor hangs up: sessions are open, and say nothing."""
    postmaster = pid_of(systeme, "pg", "postmaster.pid")
    with contextlib.ExitStack() as standing:
        standing.enter_context(stopped(postmaster))
        _, *sessions = with_children(postmaster)
        assert sessions
        for child in sessions:
            standing.enter_context(stopped(child))
        systeme.wait_firing("PostgreSQLAbsent")
    systeme.wait_clear("PostgreSQLAbsent", 60)
    wait_until(lambda: systeme.get("/pret").status_code == 200, "all services write again", 60)


def test_poison(systeme):
    systeme.redis().xadd("vente.evenements", {"evenement": "rien de lisible"}, id="999999999-0")
    systeme.wait_firing("LettresMortes")
    for service in SERVICES:  # whoever reads the stream has put the entry aside, its producer too
        systeme.sql(service, "UPDATE lettres_mortes SET etat = 'ecartee'")
    systeme.wait_clear("LettresMortes")


def test_a_stream_lost(systeme):
    systeme.redis().delete("commande.evenements", "stock.evenements")
    systeme.wait_firing("StreamPerdu")
    systeme.wait_clear("StreamPerdu")


def test_nobody_owns_a_partition(systeme):
    with session(systeme, "magasins") as ours:
        backends = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 7203916 AND granted AND database = " \
                   "(SELECT oid FROM pg_database WHERE datname = current_database())"
        owner = systeme.sql("magasins", backends)[0][0]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            waiting = pool.submit(ours.execute, "SELECT pg_advisory_lock(7203916)")
            wait_until(lambda: systeme.sql("magasins", "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"),
                       "we stand in the queue for the lock")
            systeme.sql("magasins", "SELECT pg_terminate_backend(%s)", owner)
            waiting.result(timeout=20)
        systeme.wait_firing("PartitionSansProprietaire")
    systeme.wait_clear("PartitionSansProprietaire")


def test_a_database_that_stands_still(systeme):
    """stock-service waits for a lock: orders are late, its lag grows, it does not move, its queue fills, it answers 503."""
    expected = ["CommandesEnRetard", "RetardCroissant", "ConsommateurArrete", "FilePleine", "ErreursInternes"]
    reception = {"magasin_id": systeme.magasin_id, "lignes": [{"produit_id": systeme.produit_id, "quantite": 1}]}
    with concurrent.futures.ThreadPoolExecutor(3 * QUEUE) as pool:
        with locked(systeme, "stock", "reservations"):
            seen = set()

            def order_and_look():
                systeme.order(systeme.client_id, systeme.magasin_id, systeme.produit_id)
                seen.update(systeme.firing())
                return seen.issuperset(expected[:3])
            wait_until(order_and_look, f"{expected[:3]} fire", 60)
            received = [pool.submit(systeme.post, "/api/stock/receptions", reception) for _ in range(2 * QUEUE)]
            systeme.wait_firing("FilePleine")

            def refused_and_look():  # a series that is new has no rate yet: refused more than once
                systeme.post("/api/stock/receptions", reception)
                return "ErreursInternes" in systeme.firing()
            wait_until(refused_and_look, "ErreursInternes fires", 20)
        assert {r.result().status_code for r in received} == {201, 503}
    for name in expected:
        systeme.wait_clear(name, 60)
    systeme.wait_firing("BudgetSagaBruleVite")
    systeme.wait_firing("BudgetSagaBrule")


class Taker(http.server.BaseHTTPRequestHandler):
    """A collector that takes all spans and looks at none."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_collector_away():
    """Orders end all the same; when it is back its spans arrive."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))  # and nobody listens
        port = place.getsockname()[1]
    s = Observe(FAST, f"traces.otlp_url=http://127.0.0.1:{port}", "traces.echantillon_pour_mille=1000")
    try:
        with Load(s):
            s.wait_firing("SpansPerdus")
            assert s.value("sum(saga_commande_succes_total)") > 0
            with http.server.ThreadingHTTPServer(("127.0.0.1", port), Taker) as back:
                threading.Thread(target=back.serve_forever, daemon=True).start()
                s.wait_clear("SpansPerdus", 60)
                assert s.value("comptoir_spans_envoyes_total") > 0
                back.shutdown()
        assert s.firing() <= SLOW_TO_FORGET
    finally:
        s.destroy()


@pytest.fixture(name="disk")
def _disk():
    """A file system of a gigabyte in memory, for the data of one system."""
    folder = tempfile.mkdtemp(prefix="comptoir-test-disque-")
    os.chmod(folder, 0o755)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g,mode=755", "tmpfs", folder], capture_output=True, text=True, check=False)
    if made.returncode:
        os.rmdir(folder)
        pytest.skip(f"no file system of one's own here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    os.rmdir(folder)


def fill(folder, free_share):
    """Leaves this share of the file system free."""
    ballast = os.path.join(folder, "ballast")
    with open(ballast, "ab") as f:
        f.truncate(0)
        space = os.statvfs(folder)
        os.posix_fallocate(f.fileno(), 0, int((space.f_bavail - free_share * space.f_blocks) * space.f_frsize))


def test_a_disk_that_fills(disk):
    """Filled to 15 % within minutes of its time, then to 7 %, then emptied."""
    data = os.path.join(disk, "donnees")
    os.mkdir(data)
    s = Observe(FAST, data_dir=data)
    try:
        wait_until(lambda: s.value("comptoir_disque_libre_bytes") > 0, "its disk is known")
        fill(disk, 0.15)
        s.wait_firing("DisqueBientotPlein", 90)
        assert "DisquePresquePlein" not in s.firing()
        fill(disk, 0.07)
        s.wait_firing("DisquePresquePlein")
        os.remove(os.path.join(disk, "ballast"))
        s.wait_clear("DisquePresquePlein")
        s.wait_clear("DisqueBientotPlein")
    finally:
        s.destroy()


def test_a_process_away():
    """One process per service; stock-service stands still."""
    s = Observe(FAST, separe=True)
    try:
        assert len(s.query("up")) in range(9)
        wait_until(lambda: s.value("up") == 8, "all targets are up")
        with stopped(service_pid(s, "stock")):
            s.wait_firing("ProcessusAbsent")
        s.wait_clear("ProcessusAbsent")
    finally:
        s.destroy()
