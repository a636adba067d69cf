"""The event store's log: what an append promises, how it is read, and that nobody changes it unseen."""
import json
import os
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from systeme import Systeme, wait_until

PARTITION = 1000  # the smallest that the program takes: the tests cross several


@pytest.fixture(scope="module")
def store():
    os.environ["COMPTOIR_EVENT_STORE_PARTITION"] = str(PARTITION)
    os.environ["COMPTOIR_EVENT_STORE_SIGNATURE_MS"] = "50"
    s = Systeme()
    try:
        yield s
    finally:
        s.destroy()
        del os.environ["COMPTOIR_EVENT_STORE_PARTITION"], os.environ["COMPTOIR_EVENT_STORE_SIGNATURE_MS"]


def event(aggregate, **more):
    return {"event_type": "AnnulationDemandee", "aggregate_id": aggregate, "source": "essai",
            "data": {"client_id": 1, "magasin_id": 1}, **more}


def new_aggregate():
    return "cmd-" + str(uuid.uuid4())


def posted(store, body, status=201):
    answer = store.post("/events/", body)
    assert answer.status_code == status, answer.text
    return answer.json()


def audit(store, *words):
    done = store.run("audit", "verify", "--json", *words)
    return done.returncode, json.loads(done.stdout)


def superuser(store, *statements):
    c = psycopg2.connect(host=store.runtime["postgres"], dbname="comptoir_event_store", user="postgres")
    with c, c.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    c.close()


# ---- append ----
def test_expected_version(store):
    a = new_aggregate()
    refused = posted(store, event(a, expected_version="existe"), 409)
    assert refused["version_courante"] == 0 and refused["erreurs"][0]["champ"] == "expected_version"
    assert posted(store, event(a, expected_version="aucune"))["version"] == 1
    assert posted(store, event(a, expected_version="aucune"), 409)["version_courante"] == 1
    assert posted(store, event(a, expected_version=1))["version"] == 2
    assert posted(store, event(a, expected_version="indifferent"))["version"] == 3
    assert posted(store, event(a, expected_version="existe"))["version"] == 4
    assert posted(store, event(a, expected_version=-1), 422)["erreurs"][0]["champ"] == "expected_version"
    assert posted(store, event(a, expected_version="peut-etre"), 422)["erreurs"][0]["champ"] == "expected_version"


def test_several_aggregates_all_or_none(store):
    a, b = new_aggregate(), new_aggregate()
    posted(store, event(b))
    refused = posted(store, [event(a), event(b, expected_version=5)], 409)
    assert refused["erreurs"][0]["champ"] == "[1].expected_version" and refused["version_courante"] == 1
    assert store.get("/events/", aggregate_id=a).json()["elements"] == []
    both = posted(store, [event(a, expected_version=0), event(b, expected_version=1), event(a, expected_version=1)])
    assert [e["version"] for e in both["evenements"]] == [1, 2, 2]
    positions = [e["position"] for e in both["evenements"]]
    assert positions == list(range(positions[0], positions[0] + 3))
    twins = [event(a, event_id="jumeau"), event(a, event_id="jumeau")]
    assert posted(store, twins, 422)["erreurs"][0]["champ"] == "[1].event_id"
    assert posted(store, [], 422) and posted(store, [event(a)] * 1001, 422)


def test_the_same_ids_again(store):
    a = new_aggregate()
    ids = [str(uuid.uuid4()) for _ in range(3)]
    first = posted(store, [event(a, event_id=i, expected_version=n) for n, i in enumerate(ids)])
    again = posted(store, [event(a, event_id=i, expected_version=n) for n, i in enumerate(ids)], 200)
    assert again == first
    assert posted(store, event(a, event_id=ids[1]), 200) == first["evenements"][1]
    posted(store, event(a, event_id=ids[0], correlation_id="autre"), 409)
    posted(store, [event(a, event_id=str(uuid.uuid4())), event(a, event_id=ids[2])], 409)
    assert len(store.get("/events/", aggregate_id=a).json()["elements"]) == 3


def test_one_expected_version_has_one_winner(store):
    a = new_aggregate()
    posted(store, event(a))
    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(lambda _: store.post("/events/", event(a, expected_version=1)).status_code, range(40)))
    assert sorted(codes) == [201] + [409] * 39
    with ThreadPoolExecutor(20) as pool:  # without expectation none is refused and none is lost
        codes = list(pool.map(lambda _: store.post("/events/", event(a)).status_code, range(40)))
    assert codes == [201] * 40
    versions = [e["version"] for e in store.get("/events/", aggregate_id=a).json()["elements"]]
    assert versions == list(range(1, 43))


# ---- reading ----
def test_reading_forward_backward_by_time_and_id(store):
    a = new_aggregate()
    places = [posted(store, event(a)) for _ in range(7)]
    elements = store.get("/events/", aggregate_id=a).json()["elements"]
    back = store.get("/events/", aggregate_id=a, ordre="decroissant").json()["elements"]
    assert back == elements[::-1]
    pages, cursor = [], None
    while True:
        query = {"ordre": "decroissant", "limite": 3, **({"curseur": cursor} if cursor else {})}
        page = store.get("/events/", aggregate_id=a, **query).json()
        pages += page["elements"]
        cursor = page["curseur"]
        if cursor is None:
            break
    assert pages == back
    middle = places[3]
    between = store.get("/events/", apres=middle["position"] - 2, avant=middle["position"] + 1).json()["elements"]
    assert [e["position"] for e in between] == [middle["position"] - 1, middle["position"]]
    one = store.get("/events/" + middle["event_id"])
    assert one.status_code == 200 and one.json() == elements[3]
    assert store.get("/events/" + str(uuid.uuid4())).status_code == 404
    (at,), = store.sql("event-store", "SELECT to_char(enregistre_le, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM evenements "
                       "WHERE global_position = %s", middle["position"])
    (first,), = store.sql("event-store", "SELECT min(global_position) FROM evenements WHERE enregistre_le = %s", at)
    (last,), = store.sql("event-store", "SELECT max(global_position) FROM evenements")
    since = store.get("/events/", du=at, limite=1000).json()["elements"]
    assert [e["position"] for e in since] == list(range(first, last + 1))
    before = store.get("/events/", au=at, ordre="decroissant", limite=1).json()["elements"]
    assert [e["position"] for e in before] == [first - 1]
    assert store.get("/events/", ordre="au-hasard").status_code == 422
    assert store.get("/events/", du="hier").status_code == 422


# ---- the table ----
def test_partitions_are_made_ahead(store):
    while store.sql("event-store", "SELECT position FROM tete")[0][0] < 2 * PARTITION + 1:
        posted(store, [event(new_aggregate()) for _ in range(250)])
    (head,), = store.sql("event-store", "SELECT position FROM tete")
    ranges = store.sql("event-store", "SELECT debut, fin FROM partitions ORDER BY debut")
    assert [debut for debut, _ in ranges] == [1] + [fin for _, fin in ranges][:-1]
    assert ranges[-1][1] - head > PARTITION // 2
    (count, top), = store.sql("event-store", "SELECT count(*), max(global_position) FROM evenements")
    assert count == top == head
    code, report = audit(store)
    assert code == 0 and report["evenements"] == head, report


def test_the_role_may_only_add(store):
    for statement in ("UPDATE evenements SET version = 9", "DELETE FROM evenements", "TRUNCATE evenements",
                      "DELETE FROM evenements_1"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            store.sql("event-store", statement)


def test_an_old_snapshot_hides_and_delays_nothing(store):
    c = psycopg2.connect(host=store.runtime["postgres"], dbname="comptoir_event_store", user="postgres")
    c.set_session(isolation_level="REPEATABLE READ")
    with c.cursor() as cursor:
        cursor.execute("SELECT txid_current(), count(*) FROM evenements")  # holds an xid and a snapshot
        for _ in range(50):
            place = posted(store, event(new_aggregate()))
            seen = store.get("/events/", apres=place["position"] - 1).json()["elements"]
            assert [e["position"] for e in seen] == [place["position"]]
    c.rollback()
    c.close()


# ---- trust ----
TAMPERINGS = {
    "a byte changed": ("UPDATE evenements SET enveloppe = set_byte(enveloppe, 9, get_byte(enveloppe, 9) # 1) "
                       "WHERE global_position = 120", 120),
    "a column changed": ("UPDATE evenements SET source = 'client-service' WHERE global_position = 121", 121),
    "a row removed": ("DELETE FROM evenements WHERE global_position = 122", 122),
    "two rows swapped": ("UPDATE evenements e SET enveloppe = (SELECT f.enveloppe FROM evenements f WHERE "
                         "f.global_position = 247 - e.global_position) WHERE global_position IN (123, 124)", 123),
    "the time of record set back": ("UPDATE evenements SET enregistre_le = '2020-01-01' WHERE global_position = 125", 125),
}


def signed(store):
    """Waits until the log's end is signed; its position."""
    (head,), = store.sql("event-store", "SELECT position FROM tete")
    path = os.path.join(store.runtime["audit"], "tetes.ndjson")

    def last():
        with open(path, encoding="utf-8") as f:
            return json.loads(f.readlines()[-1])["position"] == head
    posted(store, event(new_aggregate()))
    head += 1
    wait_until(lambda: os.path.exists(path) and last(), "the head is signed")
    return head


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(store, name):
    """A superuser changes the log; the audit names the place. A copy of the table puts it right again."""
    statement, position = TAMPERINGS[name]
    superuser(store, "CREATE TABLE sauf AS SELECT * FROM evenements WHERE global_position BETWEEN 100 AND 130", statement)
    try:
        code, report = audit(store)
        assert code == 1 and report["anomalie"]["position"] == position, report
    finally:
        superuser(store, "DELETE FROM evenements WHERE global_position BETWEEN 100 AND 130",
                  "INSERT INTO evenements SELECT * FROM sauf", "DROP TABLE sauf")
    assert audit(store)[0] == 0


def test_a_cut_tail_is_found(store):
    head = signed(store)
    superuser(store, f"CREATE TABLE sauf AS SELECT * FROM evenements WHERE global_position > {head - 5}",
              "CREATE TABLE sauf_tete AS SELECT * FROM tete",
              f"DELETE FROM evenements WHERE global_position > {head - 5}")
    try:
        code, report = audit(store)  # the head still says where the log ended
        assert code == 1 and report["anomalie"]["position"] == head - 4, report
        superuser(store, "UPDATE tete SET (position, hash, enregistre_le) = "
                  "(SELECT global_position, hash, enregistre_le FROM evenements ORDER BY global_position DESC LIMIT 1)")
        code, report = audit(store)  # now only the signed heads know
        assert code == 1 and report["anomalie"]["position"] == head - 4, report
        assert "fin du journal" in report["anomalie"]["raison"]
    finally:
        superuser(store, "INSERT INTO evenements SELECT * FROM sauf", "DELETE FROM tete",
                  "INSERT INTO tete SELECT * FROM sauf_tete", "DROP TABLE sauf, sauf_tete")
    assert audit(store)[0] == 0


REWRITE = """
CREATE FUNCTION pg_temp.instant(t timestamptz) RETURNS bytea LANGUAGE sql AS
  $$ SELECT int8send((extract(epoch FROM t) * 1000000)::bigint) $$;
CREATE FUNCTION pg_temp.champ(b bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT int4send(octet_length(b)) || b $$;
CREATE FUNCTION pg_temp.champ(t text) RETURNS bytea LANGUAGE sql AS
  $$ SELECT pg_temp.champ(convert_to(coalesce(t, ''), 'UTF8')) $$;
UPDATE evenements SET source = 'faussaire' WHERE global_position = 40;
DO $$
DECLARE e evenements; h bytea := decode(repeat('00', 32), 'hex');
BEGIN
  FOR e IN SELECT * FROM evenements ORDER BY global_position LOOP
    h := sha256(h || int8send(e.global_position) || int8send(e.version) || pg_temp.instant(e.enregistre_le)
      || pg_temp.instant(e.horodatage) || int8send(coalesce(e.seq, 0)) || pg_temp.champ(e.event_id)
      || pg_temp.champ(e.aggregate_id) || pg_temp.champ(e.event_type) || pg_temp.champ(e.source)
      || pg_temp.champ(e.correlation_id) || pg_temp.champ(e.stream) || pg_temp.champ(e.empreinte)
      || pg_temp.champ(e.enveloppe));
    UPDATE evenements SET hash = h WHERE global_position = e.global_position;
  END LOOP;
  UPDATE tete SET hash = h;
END $$;
"""


def test_a_chain_computed_anew_is_found(store):
    """The last test: the whole log is forged, consistently. Only the heads signed outside the database tell."""
    signed(store)
    assert audit(store)[0] == 0
    heads = [json.loads(line)["position"] for line in open(os.path.join(store.runtime["audit"], "tetes.ndjson"), encoding="utf-8")]
    superuser(store, REWRITE)
    code, report = audit(store)
    assert code == 1 and "refaite" in report["anomalie"]["raison"], report
    assert report["anomalie"]["position"] == min(p for p in heads if p >= 40)
