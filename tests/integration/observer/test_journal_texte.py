"""The log: its level changes at run time, it says the specification's sentences, and it names no client."""
import json
import os
import uuid

import pytest

from observe import Observe
from systeme import wait_until

NAME = "Zéphyrine Quatrebarbes"


@pytest.fixture(scope="module")
def systeme():
    s = Observe("log.format=json")
    try:
        yield s
    finally:
        s.destroy()


def lines(systeme):
    with open(os.path.join(systeme.data_dir, "logs", "comptoir.log"), encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.startswith("{")]


def of_order(systeme, commande):
    return [line["message"] for line in lines(systeme) if line.get("agregat") == commande]


def test_the_level_changes_while_it_runs(systeme):
    magasin, produit, _, client, pauvre = systeme.shop()
    quiet = systeme.order(client, magasin, produit)
    systeme.ended(quiet)
    assert systeme.put("/internal/log", {"niveau": "debug"}).status_code == 204
    told = systeme.order(pauvre, magasin, produit)
    systeme.ended(told)
    assert systeme.put("/internal/log", {"niveau": "info"}).status_code == 204
    quiet_again = systeme.order(client, magasin, produit)
    systeme.ended(quiet_again)
    wait_until(lambda: len(of_order(systeme, told)) == 4, "four sentences")
    assert of_order(systeme, told) == [
        f"Commande {told} créée", f"Stock réservé pour commande {told}", f"Paiement refusé pour client {pauvre}, montant : 5.0",
        f"Stock libéré pour commande {told} suite à échec de paiement"]
    assert of_order(systeme, quiet) == of_order(systeme, quiet_again) == []


@pytest.mark.parametrize("body", [{}, {"niveau": "bruyant"}, {"niveau": 3}, []])
def test_another_level_is_refused(systeme, body):
    assert systeme.put("/internal/log", body).status_code == 422


def test_no_client_is_named(systeme):
    assert systeme.put("/internal/log", {"niveau": "debug"}).status_code == 204
    key = uuid.uuid4().hex
    made = systeme.post("/api/clients", {"nom": NAME, "solde": 10.0}, key=key)
    assert made.status_code == 201
    assert systeme.post("/api/clients", {"nom": NAME, "solde": -1.0}, key=uuid.uuid4().hex).status_code == 422
    client = made.json()["client_id"]
    wait_until(lambda: any(line.get("agregat") == f"cli-{client}" for line in lines(systeme)), "the event is told")
    text = "".join(json.dumps(line, ensure_ascii=False) for line in lines(systeme))
    assert NAME not in text and "Quatrebarbes" not in text and key not in text
