"""The trace of one order against the order's own events: every span that there must be, with its parent and its links."""
from collections import Counter

# Who applies what, as ARCHITECTURE.md has the saga; event-store applies all.
APPLIED_BY = {
    "CommandeCreee": {"stock-service", "ventes-service"},
    "StockReserve": {"client-service", "ventes-service"},
    "PaiementAccepte": {"ventes-service"},
    "PaiementRefuse": {"stock-service", "ventes-service"},
    "StockLibere": set(),
    "VenteConfirmee": {"stock-service"},
}
FIVE = {"panier-service", "stock-service", "client-service", "ventes-service", "event-store"}


def events_of(systeme, commande):
    found = systeme.get("/events/", aggregate_id=commande, limite=100).json()["elements"]
    return [e["evenement"] for e in found]


def trace_of(systeme, commande):
    """The order's trace, as its first event carries it."""
    return events_of(systeme, commande)[0]["traceparent"].split("-")[1]


def expected(events):
    """(service, name) of every span of the order, sorted."""
    out = [("panier-service", "POST /api/checkout"), ("panier-service", "appliquer la requête")]
    for e in events:
        out.append((e["source"], f"publier {e['event_type']}"))
        out += [(s, f"appliquer {e['event_type']}") for s in {"event-store", *APPLIED_BY[e["event_type"]]}]
    return sorted(out)


def names(spans):
    return sorted((s.service, s.name) for s in spans)


def is_whole(spans, events):
    return names(spans) == expected(events)


def difference(spans, events):
    """What is missing, what is too much."""
    there, due = Counter(names(spans)), Counter(expected(events))
    return {"missing": sorted((due - there).elements()), "too much": sorted((there - due).elements())}


def check(spans, every_span, events, caller=None):
    """Parents and links of an order's spans; `caller`: the span id that the client had, when it gave one."""
    assert names(spans) == expected(events)
    assert {s.service for s in spans} == FIVE
    by_id = {s.id: s for s in spans}
    assert len(by_id) == len(spans)
    request, = (s for s in spans if s.kind == "server")
    assert request.parent == caller and request.attributes["http.response.status_code"] == 202
    applied_request, = (s for s in spans if s.name == "appliquer la requête")
    assert applied_request.parent == request.id
    for e in events:
        check_event(e, spans, by_id, applied_request)
    for s in spans:
        assert s.error is None
        if s.name.startswith("appliquer"):
            check_batch(s, every_span)


def check_event(event, spans, by_id, applied_request):
    """The span that made the event is the application of its cause, where it was made; who publishes and applies it descends from that."""
    maker = by_id[event["traceparent"].split("-")[2]]
    if "causation" in event:
        assert maker.name.startswith("appliquer") and maker.attributes["comptoir.evenement_id"] == event["causation"]["event_id"]
    else:
        assert maker is applied_request
    assert maker.service == event["source"]
    about = [s for s in spans if s.attributes.get("comptoir.evenement_id") == event["event_id"]]
    assert len(about) == 2 + len(APPLIED_BY[event["event_type"]])
    for s in about:
        assert s.parent == maker.id and s.start >= maker.start, (s, maker)
        assert s.kind == ("producer" if s.name.startswith("publier") else "consumer")
        assert s.attributes["comptoir.cle"] == event["cle"] and s.attributes["messaging.message.id"].endswith("-0")


def check_batch(applied, every_span):
    """An application is linked with the batch that did it, which is in a trace of its own, and the batch with it."""
    (trace, span), = applied.links
    batch, = (s for s in every_span if (s.trace, s.id) == (trace, span))
    assert (batch.name, batch.service, batch.parent) == ("lot", applied.service, None) and trace != applied.trace
    assert (applied.trace, applied.id) in batch.links
    assert 1 <= len(batch.links) <= batch.attributes["comptoir.lot.entrees"]
    assert batch.start <= applied.start and applied.end <= batch.end
