"""Each materialised projection shows what the services keep; a reader sees their own writes; who is late is told."""
import os
import signal
import subprocess
import time
from datetime import datetime, timedelta

import pytest

import journal
from systeme import Systeme, wait_until

DELAI_ETAPE = timedelta(seconds=30)  # saga.delai_etape_ms, as it is without a configuration


@pytest.fixture(scope="module")
def boutique(systeme):
    """Two stores, two products, rich and poor clients, orders of every end, all at rest."""
    magasins, produits = [systeme.magasin(), systeme.magasin()], [systeme.produit(5.0), systeme.produit(2.55)]
    clients = [systeme.client(400.0), systeme.client(1.0)]
    for m in magasins:
        systeme.stocker(m, *((p, 50) for p in produits))
    assert systeme.post("/api/stock/ajustements", {"magasin_id": magasins[0], "produit_id": produits[0], "delta": -3,
                                                   "raison": "casse"}).status_code == 201
    systeme.post(f"/api/clients/{clients[0]}/credits", {"montant": 20.5, "raison": "dépôt"})
    systeme.post(f"/api/clients/{clients[0]}/debits", {"montant": 0.25, "raison": "retrait"})
    commandes = [systeme.commander(c, m, *((p, n) for p in produits)) for m in magasins for c in clients for n in (1, 3, 700)]
    annulee = systeme.commander(clients[0], magasins[0], (produits[0], 1))
    systeme.post(f"/api/commandes/{annulee}/annulation")
    for commande in [*commandes, annulee]:
        systeme.ended(commande)
    journal.a_jour(systeme)
    return magasins, produits, clients


def test_commandes(systeme, boutique):
    gardees = {i: (e, mo, s, c, ma, t) for i, e, mo, s, c, ma, t in systeme.sql(
        "ventes", "SELECT commande_id, etat, motif, statut, client_id, magasin_id, total FROM commandes")}
    dites = journal.elements(systeme, "commandes")
    assert {d["commande_id"]: (d["etat"], d["motif"], d["statut"], d["client_id"], d["magasin_id"], journal.cents(d["total"]))
            for d in dites} == gardees
    assert [d["commande_id"] for d in dites] == sorted(gardees)
    un, jour = dites[0], dites[0]["creee_le"][:10]
    for filtre in ("client_id", "magasin_id", "etat"):
        attendues = [d for d in dites if d[filtre] == un[filtre]]
        assert journal.elements(systeme, "commandes", **{filtre: un[filtre]}) == attendues
    assert un in journal.elements(systeme, "commandes", du=jour, au=jour)
    assert journal.elements(systeme, "commandes", au="2020-01-01") == []


def test_les_pages_se_suivent(systeme, boutique):
    for chemin in ("commandes", "sagas", "stock", "soldes"):
        toutes, curseur = [], {}
        while True:
            page = systeme.get("/api/projections/" + chemin, limite=2, **curseur).json()
            assert len(page["elements"]) <= 2
            toutes += page["elements"]
            if page["curseur"] is None:
                break
            curseur = {"curseur": page["curseur"]}
        assert toutes == journal.elements(systeme, chemin)


def test_sagas(systeme, boutique):
    par_commande = {}
    for e in journal.evenements(systeme):
        if e["evenement"]["aggregate_id"].startswith("cmd-"):
            par_commande.setdefault(e["evenement"]["aggregate_id"], []).append(e)
    sagas = {s["commande_id"]: s for s in journal.elements(systeme, "sagas")}
    assert set(sagas) == set(par_commande)
    assert all(s["attente"] is None and s["fin"] for s in sagas.values())
    for commande, evenements in par_commande.items():
        etapes = systeme.get(f"/api/projections/sagas/{commande}").json()["etapes"]
        assert [(e["etape"], e["position"], e["le"]) for e in etapes] == [
            (e["evenement"]["event_type"], e["position"], e["evenement"]["timestamp"]) for e in evenements]
        reserve = [e["evenement"]["data"]["echeance"] for e in evenements if e["evenement"]["event_type"] == "StockReserve"]
        assert sagas[commande]["echeance"] == (reserve[0] if reserve else None)
    assert systeme.get("/api/projections/sagas/cmd-inconnue").status_code == 404


def test_ventes(systeme, boutique):
    par_magasin = {m: (n, int(t)) for m, n, t in systeme.sql("ventes", "SELECT magasin_id, count(*), sum(total) FROM ventes GROUP BY 1")}
    dites = journal.elements(systeme, "ventes", par="magasin")
    assert {d["magasin_id"]: (d["nombre"], journal.cents(d["total"])) for d in dites} == par_magasin
    par_produit = {p: (int(q), int(t)) for p, q, t in systeme.sql(
        "ventes", "SELECT p, sum(q), sum(s) FROM ventes, unnest(produit_ids, quantites, sous_totaux) l(p, q, s) GROUP BY 1")}
    dites = journal.elements(systeme, "ventes", par="produit")
    assert {d["produit_id"]: (d["quantite"], journal.cents(d["total"])) for d in dites} == par_produit
    par_jour = journal.elements(systeme, "ventes", par="jour")
    assert sum(d["nombre"] for d in par_jour) == sum(n for n, _ in par_magasin.values())
    jour = par_jour[0]["jour"]
    assert journal.elements(systeme, "ventes", par="jour", du=jour, au=jour) == par_jour[:1]


def test_stock_et_soldes(systeme, boutique):
    garde = systeme.sql("stock", "SELECT magasin_id, produit_id, physique, reserve, recu, ajuste, sorti FROM stock ORDER BY 1, 2")
    dit = journal.elements(systeme, "stock")
    assert [tuple(d[k] for k in ("magasin_id", "produit_id", "physique", "reserve", "recu", "ajuste", "sorti")) for d in dit] == garde
    soldes = systeme.sql("client", "SELECT client_id, solde FROM clients ORDER BY 1")
    assert [(d["client_id"], journal.cents(d["solde"])) for d in journal.elements(systeme, "soldes")] == soldes


def test_on_lit_ce_que_l_on_vient_d_ecrire(systeme, boutique):
    """From the moment an event has a position, a reader who names it sees what it did."""
    c = systeme.client(1.0)
    for montant in range(1, 30):
        assert systeme.post(f"/api/clients/{c}/credits", {"montant": montant, "raison": "essai"}).status_code == 201
        attendu = systeme.solde(c)

        def garde(attendu=attendu):
            evenements = list(journal.evenements(systeme, aggregate_id=f"cli-{c}"))
            return evenements and evenements[-1]["evenement"]["data"]["solde"] == attendu and evenements[-1]["position"]
        position = wait_until(garde, "the credit is in the log")
        lu = systeme.get("/api/projections/soldes", client_id=c, apres=position)
        assert lu.json()["elements"][0]["solde"] == attendu


def test_le_retard_se_mesure(systeme, boutique):
    def mesures():
        lignes = [l for l in systeme.get("/metrics").text.splitlines() if l.startswith("event_store_projection_retard{")]
        return len(lignes) == len(journal.NOMS) and all(float(l.split()[-1]) == 0 for l in lignes)
    journal.a_jour(systeme)
    wait_until(mesures, "every projection is measured, and has no event to see")


def test_une_position_a_venir_est_refusee_a_temps(systeme, boutique):
    debut = time.monotonic()
    answer = systeme.get("/api/projections/ventes", apres=10**9)
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 1
    assert 4 < time.monotonic() - debut < 15
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_qui_est_en_retard():
    """client-service stands still: the order waits for its payment, and the projection says for what and since when."""
    s = Systeme(separe=True)
    try:
        m, p, c = s.magasin(), s.produit(5.0), s.client(100.0)
        s.stocker(m, (p, 10))
        s.wait_idle()
        out = subprocess.run(["pgrep", "-P", str(s.runtime["pid"]), "-f", "services client"], capture_output=True, text=True)
        pid = int(out.stdout)
        os.kill(pid, signal.SIGSTOP)
        try:
            s.put(f"/api/panier/{c}/{m}/lignes", {"lignes": [{"produit_id": p, "quantite": 2}]})
            cmd = s.post("/api/checkout", {"client_id": c, "magasin_id": m}, key="retard").json()["commande_id"]

            def en_retard():
                return [x for x in journal.elements(s, "sagas", en_retard="true", retard_s=0)
                        if x["commande_id"] == cmd and x["attente"]["etape"] == "PaiementAccepte"]
            saga = wait_until(en_retard, "the order is told to wait for its payment")[0]
            reserve = [e for e in journal.evenements(s, aggregate_id=cmd) if e["evenement"]["event_type"] == "StockReserve"][0]
            depuis = reserve["evenement"]["timestamp"]
            limite = datetime.fromisoformat(depuis) + DELAI_ETAPE
            assert saga["attente"] == {"etape": "PaiementAccepte", "service": "client", "depuis": depuis,
                                       "limite": limite.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
            assert journal.elements(s, "sagas", en_retard="true", retard_s=86400) == []
        finally:
            os.kill(pid, signal.SIGCONT)
        assert s.ended(cmd, 60) == "VenteConfirmee"
        journal.a_jour(s)
        assert journal.elements(s, "sagas", en_retard="true", retard_s=0) == []
        s.verify()
    finally:
        s.destroy()
