"""`comptoir bench` on a private system: what it says of itself, and when it refuses to say a figure."""
import json
import os
import signal
import subprocess

from systeme import BIN, FINS, wait_until

RATE, SECONDS = 50, 3


def bench(*options):
    done = subprocess.run([BIN, "bench", "--rate", str(RATE), "--seconds", str(SECONDS), "--warmup", "1", "--json", *options],
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    return done, json.loads(done.stdout)


def test_every_order_ends_and_the_books_balance(tmp_path):
    page = tmp_path / "page.html"
    done, told = bench("--page", str(page))
    measure = told["mesure"]
    assert measure["commandes"] == RATE * SECONDS
    assert measure["echecs"] == measure["sans_verdict"] == 0
    assert sum(measure["verdicts"].values()) == RATE * SECONDS and set(measure["verdicts"]) <= FINS
    assert sum(s["terminees"] for s in measure["par_seconde"]) == RATE * (SECONDS + 1)
    assert measure["par_seconde"][-1]["en_cours"] == 0
    assert told["verifie"] is True
    assert told["durabilite"]["fsync"] == told["durabilite"]["synchronous_commit"] == "on"
    assert told["durabilite"]["appendfsync"] == "everysec"
    late = measure["retard_du_generateur_ms"]["p99"] > 1
    assert (done.returncode == 1) == late == (measure["nul_parce_que"] != "")
    for name in ("panier_ms", "reponse_ms", "verdict_ms"):
        assert 0 < measure[name]["p50"] <= measure[name]["p99"] <= measure[name]["max"], name
    assert measure["reponse_ms"]["p50"] < measure["verdict_ms"]["p50"]
    cost = told["cout_par_commande"]
    assert cost["wal_octets"] > 1000 and cost["commits"] > 0 and cost["operations_redis"] > 4 and cost["cpu_ms_comptoir"] > 0
    assert {"comptoir", "postgres", "redis-server"} <= set(told["memoire_pss_kio"])
    text = page.read_text("utf-8")
    assert text.count("<svg") == 3 and "http" not in text  # self-contained


def test_one_hot_product_is_never_oversold():
    _, told = bench("--hot-product", "--seed", "3")
    assert told["produit_chaud"] is True and told["verifie"] is True
    assert told["mesure"]["echecs"] == told["mesure"]["sans_verdict"] == 0


def test_the_orders_of_a_real_file_and_the_end_of_it():
    sample = os.path.join(os.path.dirname(__file__), "../../data/online-retail-sample.csv.xz")
    _, told = bench("--file", sample)
    assert sum(told["mesure"]["verdicts"].values()) == RATE * SECONDS
    done = subprocess.run([BIN, "bench", "--file", sample, "--rate", "5000", "--seconds", "60"],
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1 and "--seconds" in done.stderr and done.stdout == ""


def test_a_system_that_runs_is_measured_again_and_again_and_goes_on(systeme):
    for _ in range(2):
        done, told = bench("--data-dir", systeme.data_dir, "--max-lag", "100")
        assert done.returncode == 0 and told["verifie"] is False, "nobody has verified it yet"
        assert sum(told["mesure"]["verdicts"].values()) == RATE * SECONDS, "orders of its own, whatever came before"
    assert systeme.sql("ventes", "SELECT count(*) FROM commandes")[0][0] == 2 * RATE * (SECONDS + 1)


def test_a_store_that_starts_again_makes_the_measure_void(systeme):
    """Its counters begin anew: what an order cost would be too little, or less than nothing."""
    before = systeme.redis().info("server")
    with subprocess.Popen([BIN, "bench", "--rate", str(RATE), "--seconds", str(SECONDS), "--json", "--max-lag", "100", "--data-dir",
                           systeme.data_dir], stdout=subprocess.PIPE, text=True) as run:
        orders = systeme.sql("panier", "SELECT count(*) FROM commandes")[0][0]
        wait_until(lambda: systeme.sql("panier", "SELECT count(*) FROM commandes")[0][0] > orders + RATE, "orders flow")
        os.kill(before["process_id"], signal.SIGKILL)
        told = json.loads(run.communicate(timeout=120)[0])
    assert run.returncode == 1 and "redémarré" in told["mesure"]["nul_parce_que"], told["mesure"]["nul_parce_que"]


def test_where_nothing_runs_there_is_nothing_to_measure(tmp_path):
    done = subprocess.run([BIN, "bench", "--data-dir", str(tmp_path)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3 and "comptoir up" in done.stderr and done.stdout == ""
