"""GET /events/export: the log, whole, in the bytes it was stored in."""

import json

import pytest
from boutique import evenement, rejouer, tete

MARQUE = b'"evenement":'


@pytest.fixture(scope="module")
def exporte(systeme):
    """The lines of a whole export of what orders have made, and one posted event."""
    replay = rejouer(systeme)
    assert replay.wait(300) == 0
    systeme.made("/events/", evenement("stk-export"))
    systeme.wait_idle()
    answer = systeme.get("/events/export")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return answer.content.splitlines()


def test_le_journal_octet_pour_octet(systeme, exporte):
    stored = systeme.sql("event-store", "SELECT global_position, version, enregistre_le, stream, seq, enveloppe, hash "
                                        "FROM evenements ORDER BY global_position")
    assert len(exporte) == len(stored) == tete(systeme) > 1000
    for line, (position, version, at, stream, seq, enveloppe, digest) in zip(exporte, stored):
        head, _, tail = line.partition(MARQUE)
        assert tail[:-1] == bytes(enveloppe)
        said = json.loads(head.rstrip(b",") + b"}")
        assert (said["position"], said["version"], said.get("stream"), said.get("seq")) == (position, version, stream, seq)
        assert said["hash"] == bytes(digest).hex()
        assert said["enregistre_le"] == at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_de_la_a_la(systeme, exporte):
    assert systeme.get("/events/export", apres=10, jusque=20).content.splitlines() == exporte[10:20]
    assert systeme.get("/events/export", apres=tete(systeme)).content == b""
    assert systeme.get("/events/export", jusque=10**9, apres=len(exporte) - 1).content.splitlines() == exporte[-1:]


def test_filtre(systeme, exporte):
    wanted = [x for x in exporte if json.loads(x)["evenement"]["event_type"] in ("VenteConfirmee", "StockLibere")]
    assert systeme.get("/events/export", event_type="VenteConfirmee,StockLibere").content.splitlines() == wanted
    assert systeme.get("/events/export", source="personne").content == b""


def test_requetes_refusees(systeme):
    assert systeme.get("/events/export", jusque=-1).status_code == 422
