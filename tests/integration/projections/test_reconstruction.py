"""Rebuilding: beside the old one, while orders flow, through a kill -9; compared, swapped, and put back."""
import json
import threading

import psycopg2
import pytest

import journal
from systeme import Systeme, wait_until

TABLES = {"commandes": ["commandes"], "sagas": ["sagas"], "ventes": ["par_jour", "par_produit"],
          "stock": ["stock"], "soldes": ["soldes"]}


def generation(systeme, nom, role="active"):
    return journal.etat(systeme, nom)[role]["generation"]


def reconstruire(systeme, nom, *options):
    return systeme.run("projections", "rebuild", nom, "--json", *options)


def boutique(systeme):
    m, p, c = systeme.magasin(), systeme.produit(5.0), systeme.client(1_000_000.0)
    systeme.stocker(m, (p, 100_000))
    return m, p, c


def test_pendant_que_les_commandes_passent(systeme):
    """Each projection is rebuilt under traffic; put back, the old one comes to the very same rows."""
    m, p, c = boutique(systeme)
    fini = threading.Event()
    passees = []

    def commander():
        while not fini.is_set():
            systeme.put(f"/api/panier/{c}/{m}/lignes", {"lignes": [{"produit_id": p, "quantite": 1}]})
            passees.append(systeme.post("/api/checkout", {"client_id": c, "magasin_id": m}, key=f"t{len(passees)}").json())
    trafic = threading.Thread(target=commander)
    trafic.start()
    try:
        wait_until(lambda: len(passees) > 20, "orders flow")
        for nom in journal.NOMS:
            avant = generation(systeme, nom)
            done = reconstruire(systeme, nom)
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)["generation"] > avant
    finally:
        fini.set()
        trafic.join()
    systeme.ended(passees[-1]["commande_id"])
    journal.a_jour(systeme)
    for nom in journal.NOMS:
        neuve = generation(systeme, nom)
        rows = journal.condense(systeme, nom, neuve, *TABLES[nom])
        done = systeme.run("projections", "rollback", nom)
        assert done.returncode == 0, done.stderr
        assert generation(systeme, nom) < neuve
        journal.a_jour(systeme)
        assert journal.condense(systeme, nom, generation(systeme, nom), *TABLES[nom]) == rows


def test_les_commandes_du_programme(systeme):
    table = systeme.run("projections", "list")
    assert table.returncode == 0 and all(nom in table.stdout for nom in journal.NOMS)
    etats = json.loads(systeme.run("projections", "status", "--json").stdout)
    assert [p["nom"] for p in etats["projections"]] == list(journal.NOMS)
    assert systeme.run("projections", "rebuild", "inconnue").returncode == 1
    assert systeme.run("projections", "status").returncode == 0


def test_des_lignes_fausses_ne_passent_pas_inapercues(systeme):
    """Somebody wrote in the old rows: the rebuilt ones differ, nothing is swapped until a person says so."""
    boutique(systeme)
    systeme.wait_idle()
    journal.a_jour(systeme)
    fausse = generation(systeme, "soldes")
    systeme.sql("event-store", f"UPDATE projection_soldes_{fausse}.soldes SET verse = verse + 1")
    assert systeme.run("verify").returncode == 1
    done = reconstruire(systeme, "soldes")
    assert done.returncode == 1 and "soldes" in done.stderr
    assert generation(systeme, "soldes") == fausse
    assert systeme.run("projections", "status").returncode == 1
    done = reconstruire(systeme, "soldes", "--accepte-difference")
    assert done.returncode == 0, done.stderr
    assert generation(systeme, "soldes") > fausse


def suspendre(systeme, nom):
    """A session that holds the construction in the middle of its load, and the position where it stands."""
    name = "comptoir_event_store"
    session = psycopg2.connect(host=systeme.runtime["postgres"], dbname=name, user=name)
    fin = journal.tete(systeme)
    while True:
        with session.cursor() as cursor:
            cursor.execute("SELECT position FROM projections WHERE nom = %s AND role = 'construction' FOR UPDATE", (nom,))
            position = cursor.fetchone()[0]
        if 0 < position < fin:
            return session, position
        assert position < fin, "the load ended before it could be held"
        session.rollback()


@pytest.fixture(scope="module")
def long():
    """A log of tens of thousands of events; not verified, as most are copies that no service knows."""
    s = Systeme()
    try:
        m, p, c = boutique(s)
        modele = s.commander(c, m, (p, 2))
        s.ended(modele)
        journal.allonger(s, modele, 15_000)
        journal.a_jour(s)
        yield s
    finally:
        s.destroy()


def test_kill_9_au_milieu(long):
    ancienne = generation(long, "commandes")
    neuve = long.post("/api/projections/commandes/reconstruction").json()["generation"]
    session, position = suspendre(long, "commandes")
    long.sql("event-store", "CREATE TABLE vidage ()")  # this commit waits for the disk, and all before it with it
    long.kill()
    session.close()
    long.start()
    reprise = journal.etat(long, "commandes")
    batiment = next(b for b in (reprise["construction"], reprise["active"]) if b and b["generation"] == neuve)
    assert batiment["position"] >= position
    done = reconstruire(long, "commandes")
    assert done.returncode == 0, done.stderr
    journal.a_jour(long)
    assert generation(long, "commandes") in (neuve, json.loads(done.stdout)["generation"])
    vues = [journal.condense(long, "commandes", g, "commandes") for g in (generation(long, "commandes"), generation(long, "commandes", "precedente"))]
    assert vues[0] == vues[1] and vues[0][0][0][0] > 15_000
    assert ancienne < neuve
