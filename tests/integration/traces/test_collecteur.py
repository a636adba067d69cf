"""What is told and what is not: sampling, a collector that is deaf or away, and a system that has none."""
import re
import subprocess
import time
from collections import Counter

import pytest

from arbre import difference, events_of, is_whole, trace_of
from collecteur import Collecteur, reglages
from systeme import BIN, Systeme, proven, wait_until

ORDERS, PER_MILLE = 60, 500
SIX_SIGMA = 6 * (ORDERS * .25) ** .5
FILE_MAX = 64


@pytest.fixture
def collecteur():
    with Collecteur() as c:
        yield c


@pytest.fixture
def boutique(collecteur, request):
    with proven(Systeme("--port", "0", *reglages(collecteur, **getattr(request, "param", {})))) as s:
        s.m, s.p, s.c = s.magasin(), s.produit(1.0), s.client(1000.0)
        s.stocker(s.m, (s.p, 1000))
        s.wait_idle()
        yield s


def orders(systeme, n):
    """Places n orders and waits for their ends; (their ids, seconds)."""
    begun = time.monotonic()
    ids = [systeme.passer(systeme.c, systeme.m, (systeme.p, 1)) for _ in range(n)]
    for commande in ids:
        assert systeme.ended(commande) == "VenteConfirmee"
    return ids, time.monotonic() - begun


def counted(systeme, name):
    """{labels: value} of a counter."""
    return {m[1] or "": float(m[2]) for m in re.finditer(rf"^{name}(\{{.*\}})? (\S+)$", systeme.get("/metrics").text, re.M)}


def lost(systeme, reason):
    return counted(systeme, "comptoir_spans_perdus_total")[f'{{raison="{reason}"}}']


@pytest.mark.parametrize("boutique", [{"pour_mille": PER_MILLE}], indirect=True)
def test_half_of_the_traces_are_told_and_each_of_them_whole(boutique, collecteur):
    ids, _ = orders(boutique, ORDERS)
    events = {commande: events_of(boutique, commande) for commande in ids}
    kept = [c for c in ids if "traceparent" in events[c][0]]
    assert ORDERS / 2 - SIX_SIGMA < len(kept) < ORDERS / 2 + SIX_SIGMA
    for commande in ids:  # all of an order's events are in the trace, or none
        assert len({e.get("traceparent", "--").split("-")[1] for e in events[commande]}) == 1
    for commande in kept:
        trace = trace_of(boutique, commande)
        collecteur.wait_trace(trace, lambda seen, e=events[commande]: is_whole(seen, e),
                              lambda t=trace, e=events[commande]: difference(collecteur.of_trace(t), e))
    checkouts = Counter(s.trace for s in collecteur.seen() if s.name == "POST /api/checkout")
    assert checkouts == Counter(trace_of(boutique, c) for c in kept)
    wait_until(lambda: counted(boutique, "comptoir_spans_envoyes_total") == {"": len(collecteur.seen())}, "the count agrees")
    assert set(counted(boutique, "comptoir_spans_perdus_total").values()) == {0}


@pytest.mark.parametrize("boutique", [{"pour_mille": 0}], indirect=True)
def test_nothing_is_told_when_nothing_is_to_be_kept(boutique, collecteur):
    ids, _ = orders(boutique, 3)
    assert all("traceparent" not in e for c in ids for e in events_of(boutique, c))
    boutique.stop()
    assert collecteur.seen() == []
    boutique.start()


@pytest.mark.parametrize("boutique", [{"file_max": FILE_MAX}], indirect=True)
def test_a_deaf_collector_holds_up_nothing_and_what_it_misses_is_counted(boutique, collecteur):
    _, before = orders(boutique, 10)
    collecteur.hears.clear()
    _, while_deaf = orders(boutique, 10)
    assert while_deaf < 3 * before + 2, (before, while_deaf)
    wait_until(lambda: lost(boutique, "file_pleine") > 0, "the queue is full, and what does not fit is counted")
    wait_until(lambda: lost(boutique, "collecteur_absent") > 0, "what was tried in vain is counted")
    collecteur.hears.set()
    ids, _ = orders(boutique, 1)
    collecteur.wait_trace(trace_of(boutique, ids[0]), lambda seen: len(seen) > 1, lambda: "it is not told again")


def test_a_collector_that_is_away_holds_up_nothing(boutique, collecteur):
    collecteur.close()
    orders(boutique, 5)
    wait_until(lambda: lost(boutique, "collecteur_absent") > 0, "its spans are counted as lost")
    sent = sum(counted(boutique, "comptoir_spans_envoyes_total").values())
    assert sent == len(collecteur.seen())
    begun = time.monotonic()
    boutique.stop()  # the last words are for nobody: no wait for him
    assert time.monotonic() - begun < 10
    boutique.start()


def test_a_bad_address_is_refused_at_the_start():
    done = subprocess.run([BIN, "serve", "--set", "traces.otlp_url=collecteur:4318"], capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode != 0 and "`collecteur:4318` pour `traces.otlp_url`" in done.stderr, done.stderr
