"""A database that a newer version of the program has migrated: an older one does not write to it, says so and what to do, and
holds nobody else up; where it is the newest again, it goes on by itself."""
import pytest
from systeme import Systeme, proven, wait_until

NEWER = 99  # no version of the program has so many migrations


def end_sessions(s, service):
    """Whoever writes for the service takes its partition anew."""
    s.sql(service, "SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE locktype = 'advisory' AND granted AND l.pid <> pg_backend_pid()"
                   " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())")


def refus(s):
    return s.etat("stock").get("refus", "")


@pytest.mark.parametrize("room", ["stock", "journal"])
def test_un_programme_plus_ancien_que_la_base_n_ecrit_pas(room):
    with proven(Systeme()) as s:
        m, p, c = s.magasin(), s.produit(1.0), s.client(100.0)
        s.stocker(m, (p, 10))
        s.sql("stock", "INSERT INTO migrations(room, version) VALUES (%s, %s)", room, NEWER)
        end_sessions(s, "stock")
        wait_until(lambda: f"La base est au schéma {NEWER} de {room}" in refus(s) and "plus récent" in refus(s), "stock says what is newer")
        wait_until(lambda: s.get("/pret").status_code == 503, "the system says that it is not ready")
        assert f"stock n'écrit pas : La base est au schéma {NEWER}" in s.run("status").stdout
        assert s.post("/api/stock/receptions", {"magasin_id": m, "lignes": [{"produit_id": p, "quantite": 1}]}).status_code == 503
        assert s.stock(m, p) == (10, 0, 10)  # reads go on
        attend = s.passer(c, m, (p, 1))  # and so do the other services
        assert s.sql("stock", "SELECT count(*) FROM journal WHERE event_type = 'StockReserve'") == [(0,)]
        with open(s.data_dir + "/logs/comptoir.log", encoding="utf-8") as log:
            said = [line for line in log if "n'écrit pas" in line and "au schéma" in line]
        assert len(said) == 1, said  # once, however often it is tried
        s.sql("stock", "DELETE FROM migrations WHERE version = %s", NEWER)
        assert s.ended(attend) == "VenteConfirmee"
        assert not refus(s)


def test_un_programme_plus_ancien_que_la_base_ne_demarre_pas():
    s = Systeme()
    try:
        s.sql("stock", "INSERT INTO migrations(room, version) VALUES ('stock', %s)", NEWER)
        s.stop()
        with pytest.raises(AssertionError) as refused:
            s.start()
        assert f"stock n'écrit pas : La base est au schéma {NEWER} de stock" in str(refused.value)
        assert "Remettez en service le programme plus récent" in str(refused.value)
    finally:
        s.destroy()
