"""The benchmark of the event store, briefly: each side must do the whole work, and there is no figure of a log that does not hold."""
import os
import sys
import uuid

import psycopg2
import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../bench"))
sys.dont_write_bytecode = True
from eventlog import DATABASE, Broken, EventStore  # noqa: E402
from eventlog_peers import COLUMNS, Copy, MessageDb  # noqa: E402
from stores import Stores  # noqa: E402

SECONDS = 0.5


@pytest.fixture(scope="module", name="stores")
def _stores():
    with Stores() as stores:
        yield stores


@pytest.fixture(scope="module", name="twin")
def _twin(stores):
    return Copy(stores, "jumeau")


@pytest.fixture(scope="module", name="store")
def _store(stores, twin):  # the twin first: it is made while nobody is in the store's database
    assert twin.next == 1
    with EventStore(stores) as store:
        yield store


def test_what_is_appended_is_there_and_read_back(store):
    for connections, batch in ((1, 1), (16, 1), (4, 100)):
        told = store.append(connections, batch, SECONDS, projections=SECONDS if batch > 1 else 0)
        assert told["ajouts"]["par_s"] > 0 and 0 < told["ajouts"]["p50_ms"] <= told["ajouts"]["p99_ms"]
    assert told["projections"]["demandes"] > 0
    assert store.export() > 0 and store.pages(SECONDS) > 0
    assert store.audit()["evenements"] == store.head()


def test_the_fill_reaches_what_was_asked(store):
    events = store.head() + 1000
    store.fill(events)
    assert store.head() >= events


def test_the_twin_gets_the_same_rows(stores, store, twin):
    for batch in (16, 100):
        rate, p99 = twin.run(300, batch)
        assert rate > 0 and p99 > 0
    rows = f"SELECT {COLUMNS} FROM evenements WHERE global_position <= 600 ORDER BY 1"
    assert stores.sql("jumeau", rows) == stores.sql(DATABASE, rows)


def test_message_db_checks_versions(stores):
    peer = MessageDb(stores)
    peer.fill(100)
    for clients in (1, 4):
        rate, p99 = peer.run(clients, 1)
        assert rate > 0 and p99 > 0
    assert stores.sql(peer.database, "SELECT count(*) FROM (SELECT 1 FROM messages GROUP BY stream_name "
                                     "HAVING max(position) + 1 <> count(*)) AS holes")[0][0] == 0
    write = "SELECT write_message(%s, 'stk-essai', 'StockRecu', '{}', '{}', %s)"
    stores.sql(peer.database, write, str(uuid.uuid4()), -1)
    with pytest.raises(psycopg2.Error, match="Wrong expected version"):
        stores.sql(peer.database, write, str(uuid.uuid4()), -1)


def test_no_figure_of_a_log_that_was_changed(stores, store):
    stores.sql(DATABASE, "UPDATE evenements SET enveloppe = enveloppe || 'x' WHERE global_position = 7")
    with pytest.raises(Broken, match="\"position\":7"):
        store.audit()
