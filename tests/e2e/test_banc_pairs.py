"""The peers of the benchmark, briefly: each must do the whole work, and notice when its books do not balance."""
import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../bench"))
sys.dont_write_bytecode = True
from peers import Broker, Floor, Monolith, WrongBooks  # noqa: E402
from specified import DATABASE, Specified  # noqa: E402
from stores import Stores  # noqa: E402


@pytest.fixture(scope="module", name="stores")
def _stores():
    with Stores() as stores:
        yield stores


def test_the_peers_are_as_durable_as_we_are(stores):
    told = stores.durability()
    assert (told["fsync"], told["synchronous_commit"], told["full_page_writes"]) == ("on", "on", "on")
    assert (told["appendonly"], told["appendfsync"]) == ("yes", "everysec")


@pytest.mark.parametrize("kind", ["function", "statements"])
def test_the_monolith_ends_orders_in_all_three_ways_and_counts_right(stores, kind):
    monolith = Monolith(stores, kind)
    monolith.clients = 8
    assert monolith.run(2) > 0
    shares = dict(stores.sql(monolith.database, "SELECT statut, count(*)::float / sum(count(*)) OVER () FROM ventes GROUP BY 1"))
    assert set(shares) == {"VenteConfirmee", "PaiementRefuse", "StockIndisponible"} and shares["VenteConfirmee"] > 0.8
    stores.sql(monolith.database, "UPDATE stock SET physique = physique - 1 WHERE produit_id = 1 AND magasin_id = 1")
    with pytest.raises(WrongBooks):
        monolith.check()


@pytest.mark.parametrize("kind", ["function", "statements"])
def test_the_monolith_never_sells_what_it_has_not(stores, kind):
    monolith = Monolith(stores, kind)
    stores.sql(monolith.database, "UPDATE stock SET physique = 5")
    monolith.rate(16, 2)
    sold = stores.sql(monolith.database, """
      SELECT s.physique, (SELECT coalesce(sum(quantite), 0) FROM lignes l JOIN ventes v USING (commande_id)
                          WHERE l.produit_id = s.produit_id AND v.magasin_id = s.magasin_id) FROM stock s""")
    assert all(left >= 0 and left + taken == 5 for left, taken in sold)
    assert min(left for left, _ in sold) <= 1, "nothing ran out: nothing was tried"


def test_the_floor_writes_every_row_of_an_order(stores):
    floor = Floor(stores)
    assert floor.run(2) > 0
    stores.sql(floor.database("ventes"), "DELETE FROM ventes WHERE commande_id = (SELECT min(commande_id) FROM ventes)")
    with pytest.raises(WrongBooks):
        floor.check()


def test_broker_and_log_alone(stores):
    broker = Broker(stores)
    assert broker.xadd(10_000) > 0
    assert broker.xreadgroup(10_000) > 0
    assert broker.copy(1) > 0
    assert stores.redis().xlen("banc") >= 10_000


def test_the_specified_stack_ends_orders_and_counts_right(stores):
    with Specified(stores) as stack:
        assert stack.run(40) > 0
        ends = stores.sql(DATABASE, "SELECT count(DISTINCT aggregate_id), count(*) FROM evenements WHERE event_type IN "
                          "('VenteConfirmee', 'PaiementRefuse', 'StockIndisponible')")[0]
        assert ends[0] == ends[1] == stack.placed
        order = stores.sql(DATABASE, "SELECT min(commande_id) FROM ventes")[0][0]
        status, projection = stack.ask("event_store", "GET", f"/events/projections/{order}")
        assert status == 200 and projection["statut"] == "VenteConfirmee"
