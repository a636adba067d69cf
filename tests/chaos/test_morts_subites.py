"""kill -9 of the whole program and FLUSHALL on Redis, in the middle of a replay of real orders: nothing lost, nothing doubled,
and every order ends as it does when nothing fails."""
import json
import os
import random
import subprocess
import time

from systeme import BIN, Systeme, wait_until

SAMPLE = os.path.join(os.path.dirname(__file__), "../../data/online-retail-sample.csv.xz")
FACTORS = ["--stock-factor", "0.98", "--balance-factor", "0.9"]
KILLS = int(os.environ.get("COMPTOIR_TEST_KILLS", "20"))
FLUSHES = 10
ORDERS = 402
LAST_DEATH = ORDERS - 20  # orders placed; what is left must outlast the last look


def start_replay(systeme):
    return subprocess.Popen([BIN, "replay", "online-retail", SAMPLE, *FACTORS, "--sequential", "--json", "--url", systeme.url],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def placed(systeme):
    return systeme.etat("panier").get("journal", {}).get("commande.evenements", 0)


def ended(replay, systeme):
    out, err = replay.communicate(timeout=300)
    assert replay.returncode == 0, err[-3000:]
    summary = json.loads(out)
    assert summary["commandes"] == ORDERS
    endings = {k: summary[k] for k in ("VenteConfirmee", "PaiementRefuse", "StockIndisponible")}
    assert endings == {"VenteConfirmee": 91, "PaiementRefuse": 252, "StockIndisponible": 59}
    assert summary["sha256_statuts"] == "d6e1af1930b9c8b2729691711994785d7a23b67eba0369d276347374dee2f778"
    systeme.wait_idle()
    systeme.verify()


def restart(systeme, port):
    systeme.options = ["--port", port]
    wait_until(lambda: try_start(systeme), "the program starts again", 60)


def try_start(systeme):
    try:
        systeme.start()
        return True
    except AssertionError:
        return False


def test_vingt_morts_subites(fixed_port):
    seed = random.randrange(10**6)
    print("seed", seed)
    dice = random.Random(seed)
    s = Systeme("--port", fixed_port)
    try:
        replay = start_replay(s)
        for orders in sorted(dice.sample(range(1, LAST_DEATH), KILLS)):
            wait_until(lambda: placed(s) >= orders, f"{orders} orders are placed")
            time.sleep(dice.uniform(0, 0.02))  # the moment of death within an order, not a wait for anything
            assert replay.poll() is None, "the replay ended before the last death: too few orders"
            s.kill()
            restart(s, fixed_port)
        ended(replay, s)
    finally:
        s.destroy()


def test_flushall_au_milieu():
    s = Systeme()
    try:
        replay = start_replay(s)
        for _ in range(FLUSHES):
            before = placed(s)
            wait_until(lambda: placed(s) > before, "orders flow")
            assert replay.poll() is None
            s.redis().flushall()
        ended(replay, s)
    finally:
        s.destroy()
