"""A service whose database was lost, or restored from an old copy: it must not tell other events under numbers that were given
already. It says so, lets its partition go, and works again once it is rebuilt from the event store."""
import contextlib
import os
import subprocess

import psycopg2
import pytest
from systeme import proven, Systeme, wait_until

PG_BIN = "/usr/lib/postgresql/15/bin"


def admin(systeme, base, ordre):
    with contextlib.closing(psycopg2.connect(host=systeme.runtime["postgres"], user="postgres", dbname=base)) as c:
        c.autocommit = True
        with c.cursor() as cursor:
            cursor.execute(ordre)


def outil(systeme, nom, *mots, **plus):
    return subprocess.run([os.path.join(PG_BIN, nom), "-h", systeme.runtime["postgres"], "-U", "postgres", *mots], check=True, **plus)


def perdre(systeme):
    admin(systeme, "comptoir_stock", "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION comptoir_stock")


def vendre(systeme, client, magasin, produit, fois):
    for _ in range(fois):
        assert systeme.ended(systeme.passer(client, magasin, (produit, 1))) == "VenteConfirmee"


def refus(systeme):
    return systeme.etat("stock").get("refus", "")


@pytest.mark.parametrize("separe", [False, True])
def test_une_base_perdue_n_ecrit_plus_avant_sa_reconstruction(separe):
    with proven(Systeme(separe=separe)) as s:
        m, p, c = s.magasin(), s.produit(1.0), s.client(100.0)
        s.stocker(m, (p, 10))
        vendre(s, c, m, p, 2)
        perdre(s)
        wait_until(lambda: "comptoir rebuild stock" in refus(s), "stock says that it has forgotten what it told")
        wait_until(lambda: s.get("/pret").status_code == 503, "the system says that it is not ready")
        assert s.post("/api/stock/receptions", {"magasin_id": m, "lignes": [{"produit_id": p, "quantite": 1}]}).status_code == 503
        assert "stock n'écrit pas : La base s'arrête à 0" in s.run("status").stdout
        attend = s.passer(c, m, (p, 1))
        assert s.sql("stock", "SELECT count(*) FROM journal") == [(0,)]
        fait = s.run("rebuild", "stock")
        assert fait.returncode == 0, fait.stdout + fait.stderr
        assert s.ended(attend, 60) == "VenteConfirmee"
        assert s.stock(m, p) == (7, 0, 7)
        assert not refus(s)


def test_une_vieille_copie_n_ecrit_pas(tmp_path):
    with proven(Systeme()) as s:
        m, p, c = s.magasin(), s.produit(1.0), s.client(100.0)
        s.stocker(m, (p, 10))
        vendre(s, c, m, p, 1)
        copie = str(tmp_path / "stock.dump")
        outil(s, "pg_dump", "-Fc", "-f", copie, "comptoir_stock")
        vendre(s, c, m, p, 2)
        avant = s.etat("stock")["journal"]["stock.evenements"]
        perdre(s)
        wait_until(lambda: refus(s), "stock has lost its database")
        outil(s, "pg_restore", "--clean", "--if-exists", "--single-transaction", "-d", "comptoir_stock", copie)
        wait_until(lambda: f"l'event-store en connaît {avant}" in refus(s) and "comptoir rebuild stock --vider" in refus(s),
                   "stock says that its database is an old copy")
        fait = s.run("rebuild", "stock", "--vider")
        assert fait.returncode == 0, fait.stdout + fait.stderr
        vendre(s, c, m, p, 1)
        assert s.stock(m, p) == (6, 0, 6)
