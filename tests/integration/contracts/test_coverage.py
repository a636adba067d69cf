"""After test_contracts.py, which pytest runs first: the events it caused, and what it, or the documents, left out."""

import pytest

from documents import CONTRACTS, Documents, read_json
from sources import registered_routes
from systeme import SERVICES

RACES = {"ReservationExpiree", "VenteRejetee", "PaiementRembourse"}  # no test can make these happen at will
NOWHERE = {"produit_id": 999999999, "magasin_id": 999999999, "client_id": 999999999, "stream": "produit.evenements",
           "commande_id": "cmd-00000000-0000-7000-8000-000000000000", "service": "stock", "name": "produits.openapi.yaml",
           "aggregate_id": "cmd-00000000-0000-7000-8000-000000000000", "nom": "inconnue",
           "event_id": "00000000-0000-7000-8000-000000000000", "id": 999999999}
DOCUMENTS = Documents(CONTRACTS)


def stored_events(api):
    """Every event of GET /events/ that a service made."""
    after = 0
    while True:
        page = api.call("GET", "/events/", 200, query={"apres": after, "limite": 1000})
        stored = [element["evenement"] for element in page["elements"]]
        yield from (event for event in stored if event["source"].endswith("-service"))
        if page["curseur"] is None:
            return
        after = page["elements"][-1]["position"]


def test_events_are_as_their_schemas_say(api):
    api.settle()
    breaches, types = [], set()
    for event in stored_events(api):
        types.add((event["event_type"], event["schema_version"]))
        found = DOCUMENTS.event_breach(event)
        if found:
            breaches.append(f"{event['event_type']}: {found}")
    assert not breaches
    assert types <= DOCUMENTS.written()
    assert {name for name, _ in types} >= {name for name, _ in DOCUMENTS.written()} - RACES


def test_journals_are_as_the_schemas_say(api):
    heads = {stream: seq for state in api.states().values() for stream, seq in state["journal"].items()}
    assert set(heads) == {schema["x-stream"] for schema in DOCUMENTS.events.values()}
    for stream, head in heads.items():
        seen = 0
        while seen < head:
            after = {"apres": seen, "limite": 1000}
            page = api.call("GET", "/internal/journal/{stream}", 200, stream=stream, query=after)
            for entry in page["evenements"]:
                event = read_json(entry["evenement"])
                found = DOCUMENTS.event_breach(event)
                assert not found, f"{stream} {entry['seq']}: {found}: {event}"
                schema = DOCUMENTS.events[event["event_type"], event["schema_version"]]
                assert (schema["x-stream"], schema["x-source"]) == (stream, event["source"])
                assert entry["seq"] == seen + 1
                seen = entry["seq"]


def test_no_event_was_parked(api):
    waiting = [letter for name in SERVICES for letter in
               api.call("GET", "/internal/lettres/{service}", 200, query={"etat": "en_attente"}, service=name)["elements"]]
    assert [letter for letter in waiting if letter["seq"] > 0] == []  # others are no events: test_dead_letters put one in


@pytest.mark.parametrize("operation", DOCUMENTS.operations.values(), ids=str)
def test_a_documented_path_is_routed(api, operation):
    body = {} if operation.body_schema() else None
    answer = api.send(operation.verb, operation.path.format(**NOWHERE), json=body)
    assert answer.status_code != 405
    assert "aucune ressource à ce chemin" not in answer.content.decode("utf-8")  # the router's own 404
    api.check_answer(operation, answer)


def test_every_operation_was_exercised(api):
    assert sorted(set(DOCUMENTS.operations) - api.succeeded) == []


def test_no_route_is_undocumented():
    documented = {name.rstrip("/") for name in DOCUMENTS.operations}
    registered = registered_routes(CONTRACTS.parent / "services")
    assert {name: where for name, where in registered.items() if name.rstrip("/") not in documented} == {}


def test_examples_are_valid():
    for operation in DOCUMENTS.operations.values():
        bodies = [operation.node.get("requestBody", {}), *operation.node["responses"].values()]
        for media in (media for body in bodies for media in body.get("content", {}).values() if "example" in media):
            Documents.check(media["example"], media["schema"], operation)
    for name, schema in DOCUMENTS.events.items():
        for example in schema["examples"]:
            Documents.check(example, schema, name)
    assert DOCUMENTS.event_breach(DOCUMENTS.envelope["examples"][0]) is None
