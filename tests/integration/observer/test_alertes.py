"""Each alert fires because its cause is there, and clears when it is gone. Rules run thirty times faster."""
import concurrent.futures
import os
import signal
import time

import pytest

from locks import locked, session
from observe import Load, Observe
from systeme import SERVICES, proven, service_pid, stopped, wait_until

FAST = "observer.acceleration=30"
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
    """Eight seconds at thirty times the speed are four minutes of orders, refusals and compensations."""
    seen = set()
    with Load(systeme):
        limit = time.monotonic() + 8
        wait_until(lambda: seen.update(systeme.firing()) or time.monotonic() > limit, "eight seconds of load")
    assert seen == set()


def test_redis_away(systeme):
    with stopped(pid_of(systeme, "redis", "redis.pid")):
        systeme.wait_firing("RedisAbsent")
    systeme.wait_clear("RedisAbsent")


def test_postgresql_away(systeme):
    os.kill(pid_of(systeme, "pg", "postmaster.pid"), signal.SIGKILL)
    systeme.wait_firing("PostgreSQLAbsent")
    systeme.wait_clear("PostgreSQLAbsent", 60)


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
