"""`comptoir rebuild`: each service's database, filled again from the event store alone, is the one it was, row for row; also
where the clients are spread over partitions."""
import json
import os
import signal
import subprocess
import uuid

import psycopg2
import pytest
from systeme import BIN, Systeme, proven, wait_until

SAMPLE = os.path.join(os.path.dirname(__file__), "../../data/online-retail-sample.csv.xz")
FACTORS = ["--stock-factor", "0.98", "--balance-factor", "0.9"]
REBUILT = ["produits", "magasins", "client", "stock", "panier", "ventes"]
# What is not made of events, each with its reason in the room's README.
EXCEPTIONS = {"migrations", "idempotence", "lettres_mortes", "lettres_actes", "paniers", "cles_clients", "a_effacer"}
DELAI_MS = 3000
LOCK = 7203916  # of partition 0; each further one's has its number in the upper half


def of_partition(s, stream, client):
    """The full name of the stream on which this client's events are."""
    partitions = s.runtime["partitions"]
    return stream if partitions == 1 else f"{stream}.{client % partitions}"


def lock_of(s, client):
    return LOCK + (client % s.runtime["partitions"] << 32)


def tables(systeme, service):
    return sorted(r[0] for r in systeme.sql(service, "SELECT relname FROM pg_stat_user_tables WHERE relname <> ALL(%s)",
                                            list(EXCEPTIONS)))


def dump(systeme, service):
    """Every row of every table that events make, as text, in order."""
    return {t: [r[0] for r in systeme.sql(service, f'SELECT t::text FROM "{t}" t ORDER BY t::text')] for t in tables(systeme, service)}


def lose(systeme, service):
    """The service's database as one that is new: nothing but its schema."""
    everything = tables(systeme, service) + ["idempotence", "lettres_mortes", "lettres_actes"] + (["paniers"] if service == "panier" else [])
    systeme.sql(service, "TRUNCATE " + ", ".join(everything))


def rebuild(systeme, service, *options):
    done = systeme.run("rebuild", service, "--json", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["a_consommer"] == []
    return outcome


def itself_again(systeme, service):
    """True when its workers have the database back: new sessions have the locks, and say so. An idle worker learns late that
    its old one is gone, so what it says alone may be of yesterday."""
    held = systeme.sql(service, "SELECT classid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s AND database = "
                                "(SELECT oid FROM pg_database WHERE datname = current_database())", LOCK)
    told = systeme.etat(service)["partitions"]
    return len(held) == len(told) and all(p["tenue"] for p in told)


def same(systeme, service, before):
    after = dump(systeme, service)
    assert after.keys() == before.keys()
    for table, rows in before.items():
        assert after[table] == rows, f"{service}.{table}: {set(rows) ^ set(after[table])}"


def live_a_little(s):
    """Something of everything that changes a table."""
    m, p, q, c = s.magasin(), s.produit(4.0), s.produit(2.5), s.client(1000.0)
    pauvre, sans_rien = s.client(1.0), s.client(0)
    s.stocker(m, (p, 500), (q, 5))
    s.made("/api/stock/ajustements", {"magasin_id": m, "produit_id": p, "delta": -2, "raison": "casse"})
    autre = s.magasin()
    s.wait_idle()
    for delta in (3, -3):  # a row of zeros is a row
        s.made("/api/stock/ajustements", {"magasin_id": autre, "produit_id": q, "delta": delta, "raison": "erreur"})
    s.made(f"/api/clients/{c}/credits", {"montant": 12.34, "raison": "geste"})
    s.made(f"/api/clients/{c}/debits", {"montant": 2.34, "raison": "frais"})
    assert s.put(f"/api/produits/{p}/prix", {"prix": 4.5}).status_code == 200
    assert s.put(f"/api/produits/{q}", {"nom": "Autre nom"}).status_code == 200
    assert s.put(f"/api/magasins/{autre}", {"nom": "Annexe " + uuid.uuid4().hex[:6]}).status_code == 200
    retire = s.produit()
    assert s.http.delete(s.url + f"/api/produits/{retire}").status_code == 200
    fins = [s.ended(s.commander(c, m, (p, 2), (q, 1))), s.ended(s.commander(pauvre, m, (p, 1))),
            s.ended(s.commander(sans_rien, m, (q, 500)))]
    assert fins == ["VenteConfirmee", "PaiementRefuse", "StockIndisponible"]
    return m, p, c


def cancel(s, m, p, c):
    """Cancellations at once and a moment later: some win, some lose."""
    for i in range(30):
        cmd = s.commander(c, m, (p, 1))
        if i % 2:
            s.get(f"/events/projections/{cmd}", attendre_ms=i % 5)
        assert s.post(f"/api/commandes/{cmd}/annulation").status_code == 202
        assert s.ended(cmd) in ("VenteConfirmee", "VenteRejetee")


def refund(s, m, p, c):
    """A store that closes between the payment and the verdict: what was paid goes back."""
    def once():
        cmd = s.commander(c, m, (p, 1))
        assert s.post(f"/api/magasins/{m}/fermeture").status_code == 200
        s.ended(cmd)
        assert s.post(f"/api/magasins/{m}/ouverture").status_code == 200
        s.wait_idle()
        return "PaiementRembourse" in s.types(cmd)
    wait_until(once, "one order was paid, then rejected by a closed store", 60)


def expire(s, m, p, c):
    """A payment that is not heard in time: client-service stands by while its lock is held."""
    with psycopg2.connect(host=s.runtime["postgres"], dbname="comptoir_client", user="comptoir_client") as lock, lock.cursor() as cur:
        lock_id = lock_of(s, c)
        cur.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s AND classid = %s "
                    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", [LOCK, lock_id >> 32])
        cur.execute("SELECT pg_advisory_lock(%s)", [lock_id])
        panier = s.put(f"/api/panier/{c}/{m}/lignes", {"lignes": [{"produit_id": p, "quantite": 1}]})
        assert panier.status_code == 200
        cmd = s.post("/api/checkout", {"client_id": c, "magasin_id": m}, key=uuid.uuid4().hex).json()["commande_id"]
        wait_until(lambda: "VenteRejetee" in s.types(cmd), "the reservation has expired", DELAI_MS / 1000 + 20)
    lock.close()
    s.wait_idle()
    assert "ReservationExpiree" in s.types(cmd)


@pytest.fixture(scope="module", params=[1, 3])
def vecu(request):
    """A system at rest that has been through all of it."""
    with proven(Systeme("--port", "0", "--set", f"stock.delai_reservation_ms={DELAI_MS}", "--set", f"saga.partitions={request.param}")) as s:
        done = s.run("replay", "online-retail", SAMPLE, *FACTORS)
        assert done.returncode == 0, done.stderr[-3000:]
        s.wait_idle()
        m, p, c = live_a_little(s)
        cancel(s, m, p, c)
        refund(s, m, p, c)
        expire(s, m, p, c)
        s.wait_idle()
        s.verify()
        yield s


def order_goes_through(s):
    m, p, c = s.magasin(), s.produit(3.0), s.client(50.0)
    s.stocker(m, (p, 5))
    assert s.ended(s.commander(c, m, (p, 2))) == "VenteConfirmee"


@pytest.mark.parametrize("service", REBUILT)
def test_pendant_que_le_reste_tourne(vecu, service):
    before = dump(vecu, service)
    empty = [table for table, rows in before.items() if not rows]
    assert empty == (["positions"] if service in ("produits", "magasins") else []), f"nothing is proven of {empty}"
    kept = vecu.sql(service, "SELECT count(*) FROM idempotence")
    rebuild(vecu, service, "--vider")
    same(vecu, service, before)
    assert vecu.sql(service, "SELECT count(*) FROM idempotence") == kept
    wait_until(lambda: itself_again(vecu, service), f"{service} is itself again")
    vecu.verify()
    order_goes_through(vecu)


@pytest.mark.parametrize("service", REBUILT)
def test_base_perdue(vecu, service):
    """The database is lost, the system at rest: its PostgreSQL is started for the time it takes."""
    before = dump(vecu, service)
    lose(vecu, service)
    vecu.stop()
    try:
        rebuild(vecu, service)
    finally:
        vecu.start()
    same(vecu, service, before)
    vecu.wait_idle()
    vecu.verify()
    order_goes_through(vecu)


def emptied(systeme, table):
    """True while a rebuild holds the table: emptied, and not yet full."""
    return systeme.sql("stock", "SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND mode = 'AccessExclusiveLock' AND granted", table)


def test_mort_subite_au_milieu(vecu):
    """kill -9 while it fills: what was there is still there, and it can be run again."""
    before = dump(vecu, "stock")
    with subprocess.Popen([BIN, "rebuild", "stock", "--vider", "--data-dir", vecu.data_dir], stdout=subprocess.DEVNULL) as run:
        wait_until(lambda: emptied(vecu, "stock"), "the tables are emptied")
        run.send_signal(signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
    same(vecu, "stock", before)
    rebuild(vecu, "stock", "--vider")
    same(vecu, "stock", before)
    vecu.verify()


@pytest.mark.parametrize("partitions", [1, 3])
def test_pendant_que_les_commandes_passent(partitions):
    """Every service is rebuilt while orders flow: each ends as it does when nobody touches anything."""
    s = Systeme("--port", "0", "--set", f"saga.partitions={partitions}")
    try:
        with subprocess.Popen([BIN, "replay", "online-retail", SAMPLE, *FACTORS, "--sequential", "--json", "--url", s.url],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as replay:
            for service in REBUILT:
                orders = s.sql("panier", "SELECT count(*) FROM commandes")[0][0]
                wait_until(lambda n=orders: s.sql("panier", "SELECT count(*) FROM commandes")[0][0] > n, "orders flow")
                done = s.run("rebuild", service, "--vider")
                assert done.returncode == 0, done.stderr
            assert replay.poll() is None, "the replay ended before the last rebuild: too few orders"
            out, err = replay.communicate(timeout=300)
        assert replay.returncode == 0, err[-3000:]
        assert json.loads(out)["sha256_statuts"] == "d6e1af1930b9c8b2729691711994785d7a23b67eba0369d276347374dee2f778"
        s.wait_idle()
        s.verify()
        for service in REBUILT:
            before = dump(s, service)
            rebuild(s, service, "--vider")
            same(s, service, before)
    finally:
        s.destroy()


def test_refus(vecu):
    """Nothing is lost by mistake: a database that is not empty, an event store that lacks what others have seen."""
    before = dump(vecu, "ventes")
    done = vecu.run("rebuild", "ventes")
    assert done.returncode == 1 and "--vider" in done.stderr, done.stderr
    assert vecu.run("rebuild", "event-store").returncode == 2
    nowhere = subprocess.run([BIN, "rebuild", "stock", "--data-dir", "/tmp/comptoir-nulle-part"], capture_output=True, text=True, check=False)
    assert nowhere.returncode == 3, nowhere.stderr
    stream = of_partition(vecu, "vente.evenements", 1)
    head = vecu.sql("stock", "SELECT seq FROM positions WHERE stream = %s", stream)[0][0]
    vecu.sql("stock", "UPDATE positions SET seq = seq + 1 WHERE stream = %s", stream)
    try:
        done = vecu.run("rebuild", "ventes", "--vider")
        assert done.returncode == 1 and f"{stream} jusqu'à {head + 1}" in done.stderr, done.stderr
    finally:
        vecu.sql("stock", "UPDATE positions SET seq = seq - 1 WHERE stream = %s", stream)
    same(vecu, "ventes", before)
