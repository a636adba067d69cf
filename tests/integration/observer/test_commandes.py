"""`comptoir commandes` and `comptoir commande ID`: a stranger finds what an order waits for, why, and what to do."""
import json

import pytest

from locks import locked
from observe import Observe
from systeme import proven, wait_until


@pytest.fixture(scope="module")
def systeme():
    with proven(Observe("saga.delai_etape_ms=500")) as s:
        s.magasin_id, s.produit_id, _, s.client_id, s.pauvre_id = s.shop()
        yield s


def story(systeme, commande):
    done = systeme.run("commande", commande)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_finished_order_tells_each_step_in_order(systeme):
    commande = systeme.order(systeme.pauvre_id, systeme.magasin_id, systeme.produit_id)
    systeme.ended(commande)
    wait_until(lambda: "Terminée en" in story(systeme, commande), "the story has its end")
    words = [line.split()[1:3] for line in story(systeme, commande).splitlines() if line.startswith("  ")]
    assert words == [["CommandeCreee", "panier-service"], ["StockReserve", "stock-service"],
                     ["PaiementRefuse", "client-service"], ["StockLibere", "stock-service"]]
    assert json.loads(systeme.run("commande", commande, "--json").stdout)["fin"]


def test_a_late_order_says_whom_it_waits_for_and_why(systeme):
    assert systeme.run("commandes", "--en-retard").stdout == "Aucune commande en retard.\n"
    with locked(systeme, "client", "clients"):
        commande = systeme.order(systeme.client_id, systeme.magasin_id, systeme.produit_id)
        late = wait_until(lambda: (r := systeme.run("commandes", "--en-retard")).returncode == 1 and r.stdout, "it is late")
        assert commande in late and "client a 1 événements de retard sur stock.evenements" in late
        assert "À faire : cherchez ce qui le retient" in late
        assert "Attend   : PaiementAccepte de client, depuis" in story(systeme, commande)
        wait_until(lambda: systeme.value('comptoir_sagas_en_retard{attend="PaiementAccepte",service="client"}') == 1,
                   "Prometheus has heard of it")
    systeme.ended(commande)
    assert systeme.run("commandes", "--en-retard").returncode == 0


def test_an_order_that_is_none_is_refused(systeme):
    done = systeme.run("commande", "cmd-00000000-0000-7000-8000-000000000000")
    assert done.returncode == 1 and "cmd-00000000" in done.stderr
