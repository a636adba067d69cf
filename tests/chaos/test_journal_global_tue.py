"""The event store killed while many append: what was acknowledged is there once, and what was in doubt is settled by
asking again. COMPTOIR_MORTS and COMPTOIR_DUREE_S make it longer."""
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
import uuid

import pytest
import requests
from instance import Instance
from systeme import PATIENCE, Systeme, wait_until

DEATHS = int(os.environ.get("COMPTOIR_MORTS", "4"))
SECONDS = float(os.environ.get("COMPTOIR_DUREE_S", "16"))
APPENDERS = 64
AGGREGATES = 40


def post(url, events):
    return requests.post(url + "/events/", json=events, timeout=10)


class Appender(threading.Thread):
    """Appends to aggregates it shares with others; asks again, with the same ids, until it has an answer."""

    def __init__(self, systeme, number, stop):
        super().__init__(daemon=True)
        self.systeme, self.random, self.stop = systeme, random.Random(number), stop
        self.places = {}  # event id -> (position, version) as acknowledged
        self.doubts = self.conflicts = 0
        self.limit = None  # set once the end is told
        self.wrong = []

    def run(self):
        while not self.stop.is_set():
            self.one()

    def one(self):
        aggregate = f"cmd-{self.random.randrange(AGGREGATES)}"
        events = [{"event_id": str(uuid.uuid4()), "event_type": "AnnulationDemandee", "aggregate_id": aggregate,
                   "source": "essai", "data": {"client_id": 1, "magasin_id": 1}} for _ in range(self.random.choice([1, 1, 3]))]
        if self.random.random() < 0.3:
            events[0]["expected_version"] = self.random.randrange(50)  # right by luck only
        in_doubt = False
        while self.may_go_on():
            try:
                answer = post(self.systeme.url, events)
            except requests.RequestException:
                in_doubt = True
                self.doubts += 1
                time.sleep(0.02)
                continue
            if answer.status_code in (200, 201):
                return self.acknowledge(events, answer)
            if answer.status_code == 409:  # an expectation that did not hold
                self.conflicts += 1
                return None
            in_doubt = in_doubt or answer.status_code == 502  # relayed to an owner that has gone meanwhile
            if answer.status_code not in (502, 503):
                self.wrong.append((answer.status_code, answer.text, in_doubt))
                return None
            time.sleep(0.02)

    def may_go_on(self):
        """What is in doubt is settled after the end too, but a store that stays away must not hold the test for ever."""
        if not self.stop.is_set():
            return True
        self.limit = self.limit or time.monotonic() + PATIENCE
        if time.monotonic() < self.limit:
            return True
        self.wrong.append("no answer")
        return False

    def acknowledge(self, events, answer):
        for event, place in zip(events, answer.json()["evenements"]):
            self.places[event["event_id"]] = (place["position"], place["version"])


@pytest.fixture
def store():
    s = Systeme()
    try:
        yield s
    finally:
        s.destroy()


def audit(store):
    done = store.run("audit", "verify", "--json")
    return done.returncode, json.loads(done.stdout)


def owns(url):
    return requests.get(url + "/internal/etat/event-store", timeout=10).json()["proprietaire"]


def kill_postgres(store):
    out = subprocess.run(["pgrep", "-f", f"postgres -D {re.escape(store.data_dir)}"], capture_output=True, text=True)
    for pid in out.stdout.split():
        os.kill(int(pid), signal.SIGKILL)


def test_killed_while_64_append(store):
    stop = threading.Event()
    appenders = [Appender(store, n, stop) for n in range(APPENDERS)]
    for a in appenders:
        a.start()
    try:
        for death in range(DEATHS):
            time.sleep(SECONDS / DEATHS)
            if death % 2:
                kill_postgres(store)
                wait_until(lambda: post(store.url, [{"event_type": "AnnulationDemandee", "aggregate_id": "cmd-vivant",
                           "source": "essai", "data": {}}]).status_code == 201, "PostgreSQL is back")
            else:
                store.kill()
                store.start()
    finally:
        stop.set()
        for a in appenders:
            a.join()
    places = {i: p for a in appenders for i, p in a.places.items()}
    assert not [w for a in appenders for w in a.wrong]
    rows = store.sql("event-store", "SELECT event_id, global_position, version, aggregate_id FROM evenements ORDER BY 2")
    assert [r[1] for r in rows] == list(range(1, len(rows) + 1))
    stored = {r[0]: (r[1], r[2]) for r in rows}
    assert len(stored) == len(rows)
    assert {i: stored.get(i) for i in places} == places
    versions = {}
    for _, _, version, aggregate in rows:
        assert version == versions.get(aggregate, 0) + 1
        versions[aggregate] = version
    code, report = audit(store)
    assert code == 0, report
    doubts, conflicts = sum(a.doubts for a in appenders), sum(a.conflicts for a in appenders)
    assert doubts > 0 and conflicts > 0, "nothing was put to the test"
    print(f"{len(places)} acknowledged, {len(rows)} stored, {doubts} in doubt, {conflicts} conflicts, {DEATHS} deaths")


def test_two_stores_one_writes(store):
    """A second store on the same database waits, and sends on what it is asked. The first, stopped for longer than any limit,
    wakes to find it has lost."""
    second = Instance(store, "event-store")
    second_url = second.url
    try:
        event = {"event_type": "AnnulationDemandee", "source": "essai", "data": {}}
        assert post(store.url, {**event, "aggregate_id": "cmd-1"}).json()["position"] == 1
        assert not owns(second_url)
        wait_until(lambda: post(second_url, {**event, "aggregate_id": "cmd-1"}).status_code == 201, "the second knows the first")

        stop = threading.Event()
        first = [Appender(store, n, stop) for n in range(8)]  # their requests hang while the writer is stopped
        for a in first:
            a.start()
        time.sleep(0.5)
        os.kill(store.runtime["pid"], signal.SIGSTOP)
        try:
            wait_until(lambda: owns(second_url), "the second store has taken over")
            for _ in range(50):
                assert post(second_url, {**event, "aggregate_id": "cmd-2"}).status_code == 201
        finally:
            os.kill(store.runtime["pid"], signal.SIGCONT)
        wait_until(lambda: not owns(store.url) and post(store.url, {**event, "aggregate_id": "cmd-1"}).status_code == 201,
                   "the first store knows that it has lost, and to whom")
        stop.set()
        second.stop()
        for a in first:
            a.join()
        rows = store.sql("event-store", "SELECT event_id, global_position, version FROM evenements ORDER BY 2")
        assert [r[1] for r in rows] == list(range(1, len(rows) + 1))
        stored = {r[0]: (r[1], r[2]) for r in rows}
        for a in first:
            assert not a.wrong
            assert {i: stored.get(i) for i in a.places} == a.places
        code, report = audit(store)
        assert code == 0, report
    finally:
        second.kill()
