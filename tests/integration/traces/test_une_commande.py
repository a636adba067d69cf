"""One order's trace has all its spans, with the right parents and links, over all five services: in one process, apart, and
with services that died and came back in the middle."""
import os
import re
import signal

import pytest

from arbre import check, difference, events_of, is_whole, names, trace_of
from collecteur import Collecteur, reglages
from systeme import Systeme, dead, service_pid, wait_until

CALLER = "00f067aa0ba902b7"


@pytest.fixture(scope="module")
def collecteur():
    c = Collecteur()
    try:
        yield c
    finally:
        c.close()


def started(collecteur, separe):
    s = Systeme("--port", "0", "--set", "log.format=json", *reglages(collecteur), separe=separe)
    s.magasin_id, s.produit_id, s.client_id, s.pauvre_id = s.magasin(), s.produit(), s.client(), s.client(1.0)
    s.stocker(s.magasin_id, (s.produit_id, 100))
    s.wait_idle()
    return s


@pytest.fixture(scope="module", params=[False, True], ids=["ensemble", "separe"])
def systeme(request, collecteur):
    s = started(collecteur, request.param)
    try:
        yield s
        s.wait_idle()
        s.verify()
    finally:
        s.destroy()


def order(systeme, client=None, **headers):
    client = client or systeme.client_id
    lignes = {"lignes": [{"produit_id": systeme.produit_id, "quantite": 1}]}
    assert systeme.put(f"/api/panier/{client}/{systeme.magasin_id}/lignes", lignes).status_code == 200
    answer = systeme.http.post(systeme.url + "/api/checkout", json={"client_id": client, "magasin_id": systeme.magasin_id},
                               headers={"Idempotency-Key": os.urandom(8).hex(), **headers}, timeout=60)
    assert answer.status_code == 202, answer.text
    return answer.json()["commande_id"]


def whole(collecteur, systeme, commande):
    """The order's events and the spans of its trace, once all are there."""
    events = events_of(systeme, commande)
    trace = trace_of(systeme, commande)
    spans = collecteur.wait_trace(trace, lambda seen: is_whole(seen, events),
                                  lambda: difference(collecteur.of_trace(trace), events))
    batches = [link for s in spans for link in s.links]
    wait_until(lambda: set(batches) <= {(s.trace, s.id) for s in collecteur.seen()}, "the batches")
    return events, spans


@pytest.mark.parametrize("end", ["VenteConfirmee", "PaiementRefuse"])
def test_a_trace_is_whole(systeme, collecteur, end):
    commande = order(systeme, systeme.client_id if end == "VenteConfirmee" else systeme.pauvre_id)
    assert systeme.ended(commande) == end
    if end == "PaiementRefuse":  # its stock goes back after its end
        wait_until(lambda: "StockLibere" in systeme.types(commande), "the compensation")
        systeme.wait_idle()
    events, spans = whole(collecteur, systeme, commande)
    check(spans, collecteur.seen(), events)
    assert f"Trace    : {trace_of(systeme, commande)}" in systeme.run("commande", commande).stdout


def test_a_caller_s_trace_is_gone_on_with(systeme, collecteur):
    trace = os.urandom(16).hex()
    commande = order(systeme, traceparent=f"00-{trace}-{CALLER}-01", tracestate="autre=1")
    assert systeme.ended(commande) == "VenteConfirmee" and trace_of(systeme, commande) == trace
    events, spans = whole(collecteur, systeme, commande)
    check(spans, collecteur.seen(), events, caller=CALLER)


def test_a_caller_s_trace_that_is_not_kept_is_passed_on_and_not_told(systeme, collecteur):
    header = f"00-{os.urandom(16).hex()}-{CALLER}-00"
    commande = order(systeme, traceparent=header)
    told = order(systeme)
    for c in (commande, told):
        assert systeme.ended(c) == "VenteConfirmee"
    assert {e["traceparent"] for e in events_of(systeme, commande)} == {header}
    whole(collecteur, systeme, told)  # what came after it has arrived
    assert collecteur.of_trace(header.split("-")[1]) == []


@pytest.mark.parametrize("header", ["", "00-zz", f"00-{'0' * 32}-{CALLER}-01", f"ff-{'1' * 32}-{CALLER}-01", f"00-{'A' * 32}-{CALLER}-01"])
def test_a_header_that_is_none_is_ignored(systeme, header):
    commande = order(systeme, traceparent=header)
    assert systeme.ended(commande) == "VenteConfirmee"
    trace = trace_of(systeme, commande)
    assert re.fullmatch("[0-9a-f]{32}", trace) and trace not in header


def test_a_trace_is_whole_when_services_died_in_the_middle(collecteur):
    """ventes is dead when the order comes; stock dies when it has reserved and told; both come back."""
    s = started(collecteur, separe=True)
    try:
        os.kill(ventes := service_pid(s, "ventes"), signal.SIGSTOP)
        commande = order(s)
        wait_until(lambda: "PaiementAccepte" in s.types(commande), "payment while ventes stands still")
        trace = trace_of(s, commande)
        collecteur.wait_trace(trace, lambda seen: ("stock-service", "publier StockReserve") in names(seen), lambda: "what stock did is not told")
        os.kill(stock := service_pid(s, "stock"), signal.SIGKILL)
        os.kill(ventes, signal.SIGKILL)
        wait_until(lambda: dead(stock) and dead(ventes), "both are dead")
        assert s.ended(commande, 60) == "VenteConfirmee"
        events, spans = whole(collecteur, s, commande)
        check(spans, collecteur.seen(), events)
        s.verify()
    finally:
        s.destroy()
