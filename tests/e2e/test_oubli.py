"""Who a client is, is written under his key alone; when the key is destroyed it is nowhere any more, and all else stands."""
import contextlib
import glob
import json
import os
import subprocess
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from systeme import BIN, SERVICES, Systeme, proven, wait_until

HOME = {"client.clients", "client.idempotence"}  # where a name may be in clear, while it may be at all
REBUILT = ["clients", "grand_livre", "paiements", "journal", "positions"]
COLUMNS = """
SELECT table_schema, table_name, column_name, data_type
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
  AND data_type IN ('text', 'bytea', 'json', 'jsonb', 'ARRAY')"""
SAMPLES = "SELECT coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '') FROM pg_stats"


@pytest.fixture(scope="module", params=[1, 3])
def s(request):
    """Also where clients are spread over partitions: their workers write the same tables while one of them erases."""
    with proven(Systeme("--port", "0", "--set", f"saga.partitions={request.param}")) as systeme:
        yield systeme


@contextlib.contextmanager
def others_live_on(s):
    """The balance of a client of each partition changes all the time: old rows of theirs die meanwhile."""
    clients, stop = [s.client(1.0) for _ in range(s.runtime["partitions"])], threading.Event()

    def live(client):
        while not stop.is_set():
            assert s.post(f"/api/clients/{client}/credits", {"montant": 0.01, "raison": "vie"}).status_code == 201
    with ThreadPoolExecutor(len(clients)) as pool:
        lives = [pool.submit(live, c) for c in clients]
        try:
            yield
        finally:
            stop.set()
    for life in lives:
        life.result()


class Personne:
    """A client with a name and a reference that nobody else has, who has lived a little."""

    def __init__(self, s, keys):
        self.s, self.keys = s, keys
        mark = uuid.uuid4().hex
        self.body = {"nom": "Zephyrine " + mark, "reference": "REF-" + mark, "solde": 100}
        self.key = mark if keys else None
        self.id = s.post("/api/clients", self.body, key=self.key).json()["client_id"]
        self.credit = {"montant": 12.5, "raison": "geste"}
        assert self.crediter().json()["nom"] == self.body["nom"]

    def crediter(self):
        return self.s.post(f"/api/clients/{self.id}/credits", self.credit, key=self.key)

    def shown(self):
        return self.s.get(f"/api/clients/{self.id}").json()

    def words(self):
        return self.body["nom"], self.body["reference"]


def admin(s, service):
    c = psycopg2.connect(host=s.runtime["postgres"], dbname="comptoir_" + service.replace("-", "_"), user="postgres")
    c.autocommit = True
    return c


def in_tables(s, word):
    """{"service.table"} that hold the word in any text, bytes or JSON; the planner's samples are a table too."""
    found = set()
    for service in SERVICES:
        with admin(s, service).cursor() as sql:
            sql.execute("ANALYZE")
            sql.execute(COLUMNS)
            for schema, table, column, kind in sql.fetchall():
                where = f'position(%s::bytea IN "{column}") > 0' if kind == "bytea" else f'position(%s IN "{column}"::text) > 0'
                sql.execute(f'SELECT 1 FROM "{schema}"."{table}" WHERE {where} LIMIT 1', (word.encode() if kind == "bytea" else word,))
                if sql.fetchone():
                    found.add(f"{service}.{table}")
            sql.execute(SAMPLES)
            found |= {f"{service}.pg_stats" for (text,) in sql.fetchall() if word in text}
            sql.connection.close()
    return found


def of_partition(s, stream, client):
    """The full name of the stream on which this client's events are."""
    partitions = s.runtime["partitions"]
    return stream if partitions == 1 else f"{stream}.{client % partitions}"


def all_events(s):
    after, pages = 0, ""
    while True:
        page = s.get("/events/", apres=after, limite=1000)
        pages += page.text
        if page.json()["curseur"] is None:
            return pages
        after = page.json()["elements"][-1]["position"]


def elsewhere(s, personne):
    """Whatever else can be read from outside, by name."""
    redis = s.redis()
    texts = {"streams": str([redis.xrange(key) for key in redis.keys() if redis.type(key) == "stream"]),
             "events": all_events(s), "export": s.get("/events/export").text, "metrics": s.get("/metrics").text,
             "projection": s.get(f"/events/projections/cli-{personne.id}").text,
             "journal": s.get(f"/internal/journal/{of_partition(s, 'client.evenements', personne.id)}", limite=1000).text}
    for path in glob.glob(os.path.join(s.data_dir, "logs", "*")):
        with open(path, encoding="utf-8", errors="replace") as f:
            texts[path] = f.read()
    assert f"cli-{personne.id}" in texts["streams"] and f"cli-{personne.id}" in texts["events"]
    return texts


def in_files(s, word):
    """Data files of any database that hold the word, once all is on disk."""
    with admin(s, "client").cursor() as sql:
        sql.execute("CHECKPOINT")
        sql.execute("SELECT pg_relation_filepath(oid) FROM pg_class WHERE oid IN ('clients'::regclass, 'idempotence'::regclass)")
        paths = [os.path.join(s.data_dir, "pg", path) for (path,) in sql.fetchall()]
        sql.connection.close()
    assert len([p for p in paths if os.path.getsize(p) > 0]) == 2
    done = subprocess.run(["grep", "-rlaF", word, os.path.join(s.data_dir, "pg", "base")], capture_output=True, text=True, check=False)
    return done.stdout.split()


def assert_nowhere(s, personne):
    s.wait_idle()
    wait_until(lambda: not s.sql("client", "SELECT 1 FROM a_effacer"), "the remains are gone from the files")
    for word in personne.words():
        assert in_tables(s, word) == set()
        assert [where for where, text in elsewhere(s, personne).items() if word in text] == []
        assert in_files(s, word) == []


def oublier(s, client_id, *more):
    return s.run("clients", "oublier", str(client_id), *more)


@pytest.mark.parametrize("keys", [False, True], ids=["sans_cle", "avec_cle"])
def test_nulle_part(s, keys):
    m, p = s.magasin(), s.produit(4.0)
    s.stocker(m, (p, 50))
    personne, temoin = Personne(s, keys), Personne(s, True)
    assert s.ended(s.commander(personne.id, m, (p, 2))) == "VenteConfirmee"
    for word in personne.words():
        assert in_tables(s, word) == (HOME if keys else {"client.clients"})
        assert [where for where, text in elsewhere(s, personne).items() if word in text] == []
        assert in_files(s, word) != []  # else the search below would prove nothing

    done = oublier(s, personne.id, "--json")
    assert done.returncode == 0, done.stderr
    nameless = {"client_id": personne.id, "reference": None, "nom": None, "solde": 104.5}
    assert json.loads(done.stdout) == nameless == personne.shown()
    assert_nowhere(s, personne)
    assert in_tables(s, temoin.body["nom"]) == HOME
    assert temoin.shown()["nom"] == temoin.body["nom"]

    audit = s.run("audit", "verify")
    assert audit.returncode == 0, audit.stdout
    s.verify()
    assert s.ended(s.commander(personne.id, m, (p, 1))) == "VenteConfirmee"  # nameless, he may still buy
    assert s.post("/api/clients", {**personne.body, "nom": "Un autre"}).status_code == 201  # the reference is free again


def test_les_cles_repondent_encore(s):
    """What was answered to a key is answered again, without the name; another body is refused as before."""
    personne = Personne(s, keys=True)
    assert oublier(s, personne.id).returncode == 0
    again = s.post("/api/clients", personne.body, key=personne.key)
    assert again.status_code == 201 and again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == {"client_id": personne.id, "reference": None, "nom": None, "solde": 100}
    assert personne.crediter().json() == {"client_id": personne.id, "reference": None, "nom": None, "solde": 112.5}
    assert s.post("/api/clients", {**personne.body, "solde": 1}, key=personne.key).status_code == 422
    assert personne.shown()["solde"] == 112.5


def test_deux_fois(s):
    personne = Personne(s, keys=False)
    for _ in range(2):
        done = oublier(s, personne.id)
        assert done.returncode == 0 and f"Client {personne.id} oublié" in done.stdout, done.stderr
    s.wait_idle()
    assert s.types(f"cli-{personne.id}") == ["ClientCree", "ClientCredite", "ClientOublie"]


def test_refus(s):
    unknown = oublier(s, 999999999)
    assert unknown.returncode == 1 and "n'existe pas" in unknown.stderr
    assert oublier(s, "zéro").returncode == 2
    nowhere = subprocess.run([BIN, "clients", "oublier", "1", "--data-dir", "/tmp/comptoir-nulle-part"], capture_output=True, check=False)
    assert nowhere.returncode == 3
    elsewhere_ = subprocess.run([BIN, "clients", "oublier", "999999999", "--url", s.url], capture_output=True, check=False)
    assert elsewhere_.returncode == 1


def old_snapshot(s):
    """A transaction that still sees every row as it is now."""
    c = psycopg2.connect(host=s.runtime["postgres"], dbname="comptoir_client", user="postgres")
    c.set_session(isolation_level="REPEATABLE READ")
    with c.cursor() as sql:
        sql.execute("SELECT 1 FROM migrations LIMIT 1")  # no lock on what is to be vacuumed
    return c


def vacuums(s):
    return s.sql("client", "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'clients'")[0][0]


def held_back(s, personne):
    """Forgets him while an old snapshot looks; returns the snapshot once VACUUM was seen to try twice."""
    c = old_snapshot(s)
    before = vacuums(s)
    assert oublier(s, personne.id).returncode == 0
    wait_until(lambda: vacuums(s) >= before + 2, "VACUUM was tried and tried again")
    assert s.sql("client", "SELECT client_id FROM a_effacer") == [(personne.id,)]
    return c


def test_un_vieux_cliche_retient_les_restes(s):
    personne = Personne(s, keys=True)
    wait_until(lambda: not s.sql("client", "SELECT 1 FROM a_effacer"), "nothing is left of the tests before")
    c = held_back(s, personne)
    assert in_files(s, personne.body["nom"]) != []
    c.close()
    assert_nowhere(s, personne)


def test_les_autres_vivent_pendant_l_effacement(s):
    """What they write meanwhile keeps nothing back; and nothing is left, whatever they write."""
    personne = Personne(s, keys=True)
    wait_until(lambda: not s.sql("client", "SELECT 1 FROM a_effacer"), "nothing is left of the tests before")
    with others_live_on(s):
        assert oublier(s, personne.id).returncode == 0
        wait_until(lambda: not s.sql("client", "SELECT 1 FROM a_effacer"), "the remains are gone, and nobody has paused", 20)
    assert_nowhere(s, personne)


def test_mort_subite_avant_l_effacement(s):
    """kill -9 between the forgetting and the vacuum: the next life does it."""
    personne = Personne(s, keys=True)
    wait_until(lambda: not s.sql("client", "SELECT 1 FROM a_effacer"), "nothing is left of the tests before")
    c = held_back(s, personne)
    s.kill()
    c.close()
    s.start()
    assert_nowhere(s, personne)


def rows(s):
    return {t: [r[0] for r in s.sql("client", f"SELECT t::text FROM {t} t ORDER BY t::text")] for t in REBUILT}


def test_reconstruit_sans_nom(s):
    """A rebuild opens what still has its key; who was forgotten stays so, whatever the events say."""
    personne, temoin = Personne(s, keys=True), Personne(s, keys=False)
    assert oublier(s, personne.id).returncode == 0
    s.wait_idle()
    before = rows(s)
    done = s.run("rebuild", "client", "--vider")
    assert done.returncode == 0, done.stderr
    assert rows(s) == before
    assert personne.shown() == {"client_id": personne.id, "reference": None, "nom": None, "solde": 112.5}
    assert temoin.shown() == {"client_id": temoin.id, "reference": temoin.body["reference"], "nom": temoin.body["nom"], "solde": 112.5}
    assert_nowhere(s, personne)


def test_une_cle_revenue_d_une_sauvegarde(s):
    """An old copy of cles_clients does not bring a name back for longer than a rebuild: ClientOublie destroys the key again."""
    personne = Personne(s, keys=False)
    key, = s.sql("client", "SELECT cle FROM cles_clients WHERE client_id = %s", personne.id)
    assert oublier(s, personne.id).returncode == 0
    s.wait_idle()
    s.sql("client", "INSERT INTO cles_clients VALUES (%s, %s)", personne.id, key[0])
    assert s.run("rebuild", "client", "--vider").returncode == 0
    assert s.sql("client", "SELECT 1 FROM cles_clients WHERE client_id = %s", personne.id) == []
    assert_nowhere(s, personne)
