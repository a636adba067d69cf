"""One order's trace has all its spans, with the right parents and links, over all five services: in one process, apart, and
with services that died and came back in the middle."""
import contextlib
import json
import os
import re
import signal

import pytest

from arbre import check, difference, events_of, is_whole, names, trace_of
from collecteur import Collecteur, reglages
from systeme import SERVICES, Systeme, dead, proven, service_pid, wait_until

CALLER = "00f067aa0ba902b7"


@pytest.fixture(scope="module")
def collecteur():
    with Collecteur() as c:
        yield c


def started(collecteur, separe):
    s = Systeme("--port", "0", "--set", "log.format=json", *reglages(collecteur), separe=separe)
    s.magasin_id, s.produit_id, s.client_id, s.pauvre_id = s.magasin(), s.produit(), s.client(), s.client(1.0)
    s.stocker(s.magasin_id, (s.produit_id, 100))
    s.wait_idle()
    return s


@pytest.fixture(scope="module", params=[False, True], ids=["ensemble", "separe"])
def systeme(request, collecteur):
    with proven(started(collecteur, request.param)) as s:
        yield s


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


def log_lines(systeme):
    folder = os.path.join(systeme.data_dir, "logs")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            yield from (json.loads(line) for line in f if line.startswith('{"time"'))


def test_the_log_names_the_trace(systeme):
    for service in SERVICES:  # where they run apart, the gateway finds each
        assert systeme.put(f"/internal/log/{service}", {"niveau": "debug"}).status_code == 204
    commande = order(systeme)
    assert systeme.ended(commande) == "VenteConfirmee"
    for service in SERVICES:
        assert systeme.put(f"/internal/log/{service}", {"niveau": "info"}).status_code == 204
    told = [line for line in log_lines(systeme) if line.get("saga") == commande]
    assert {line["trace"] for line in told} == {trace_of(systeme, commande)}
    assert {line["service"] for line in told} == {"panier-service", "stock-service", "client-service", "ventes-service"}
    assert sorted(line["evenement"] for line in told) == sorted(systeme.types(commande))
    assert all(line["level"] == "debug" and line["cle"] == f"client:{systeme.client_id}" and line["agregat"] == commande for line in told)


@contextlib.contextmanager
def broken_stock(systeme, client):
    """stock-service cannot reserve for this client meanwhile."""
    systeme.sql("stock", f"""CREATE OR REPLACE FUNCTION refuser() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.client_id = {client} THEN RAISE EXCEPTION 'panne'; END IF; RETURN NEW; END $$""")
    systeme.sql("stock", "CREATE TRIGGER panne BEFORE INSERT ON reservations FOR EACH ROW EXECUTE FUNCTION refuser()")
    try:
        yield
    finally:
        systeme.sql("stock", "DROP TRIGGER panne ON reservations")


def test_what_is_put_aside_is_told_and_so_is_its_replay(systeme, collecteur):
    client = systeme.client()
    systeme.wait_idle()
    with broken_stock(systeme, client):
        commande = order(systeme, client)
        wait_until(lambda: systeme.etat("stock")["lettres_mortes"] == 1, "it is put aside")
        aside = "  CommandeCreee .*\n +stock l'a mis de côté à [0-9:.]{12}, 1 échec, attend encore : .*panne"
        wait_until(lambda: re.search(aside, systeme.run("commande", commande).stdout), "its story says so")  # once the log has it
        event, = events_of(systeme, commande)
        trace, parent = event["traceparent"].split("-")[1:3]
        aside = [s for s in collecteur.wait_trace(trace, lambda seen: any(s.error for s in seen), lambda: "no span has failed") if s.error]
        assert [(s.service, s.name, s.parent) for s in aside] == [("stock-service", "mettre de côté CommandeCreee", parent)]
        assert "panne" in aside[0].error
    assert systeme.run("lettres", "rejouer", "--auteur", "essai", "--note", "réparé").returncode == 0
    assert systeme.ended(commande) == "VenteConfirmee"
    events = events_of(systeme, commande)
    spans = collecteur.wait_trace(trace, lambda seen: is_whole([s for s in seen if not s.error], events),
                                  lambda: difference(collecteur.of_trace(trace), events))
    check([s for s in spans if not s.error], collecteur.seen(), events)
    assert re.search("stock l'a mis de côté à [0-9:.]{12}, 1 échec, rejoué à [0-9:.]{12} : ", systeme.run("commande", commande).stdout)


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
