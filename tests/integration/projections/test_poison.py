"""An event that one projection cannot take parks its aggregate there, and the later events of it behind; all else flows. What
was posted is in none, readable or not."""
import json
import uuid

import journal
from systeme import Systeme


def deposer(systeme, event_type, aggregate_id, data):
    answer = systeme.post("/events/", {"event_type": event_type, "aggregate_id": aggregate_id, "source": "essai", "data": data})
    assert answer.status_code == 201, answer.text
    return answer.json()["position"]


def test_un_evenement_depose_illisible_n_ecarte_rien():
    s = Systeme()
    try:
        m, p, c = s.magasin(), s.produit(5.0), s.client(100.0)
        s.stocker(m, (p, 10))
        malade = f"cmd-{uuid.uuid4()}"
        ligne = {"produit_id": p, "quantite": 1, "prix_unitaire": 5.0, "sous_total": 5.0}
        bonne = {"client_id": c, "magasin_id": m, "produits": [ligne], "total": 5.0}
        deposer(s, "CommandeCreee", malade, {**bonne, "client_id": "pas un nombre"})
        deposer(s, "StockReserve", malade, {**bonne, "echeance": "2030-01-01T00:00:00.000Z"})
        deposer(s, "VenteConfirmee", malade, bonne)
        saine = s.commander(c, m, (p, 2))
        assert s.ended(saine) == "VenteConfirmee"
        journal.a_jour(s)

        assert {journal.etat(s, nom)["active"]["ecartes"] for nom in journal.NOMS} == {0}
        assert [x["commande_id"] for x in journal.elements(s, "commandes")] == [saine]
        assert s.get(f"/api/projections/sagas/{malade}").status_code == 404
        assert journal.elements(s, "ventes", par="magasin") == [{"magasin_id": m, "nombre": 1, "total": 10.0}]
        assert s.run("projections", "status").returncode == 0
        s.verify()
    finally:
        s.destroy()


def test_ce_qui_etait_ecarte_est_repris_quand_la_cause_est_guerie():
    s = Systeme()
    try:
        m, p, c, refuse = s.magasin(), s.produit(5.0), s.client(100.0), s.client(100.0)
        s.stocker(m, (p, 10))
        s.sql("event-store", f"ALTER TABLE projection_commandes_1.commandes ADD CONSTRAINT essai CHECK (client_id <> {refuse})")
        deux = [s.commander(refuse, m, (p, 1)) for _ in range(2)]
        saine = s.commander(c, m, (p, 2))
        for commande in (*deux, saine):
            assert s.ended(commande) == "VenteConfirmee"
        journal.a_jour(s)
        avant = journal.etat(s, "commandes")["active"]
        assert avant["ecartes"] == 2 * 4  # CommandeCreee, StockReserve, PaiementAccepte, VenteConfirmee

        encore = s.run("projections", "retry", "commandes")
        assert encore.returncode == 1 and "0 événements repris, 8 encore écartés" in encore.stdout
        assert [x["commande_id"] for x in journal.elements(s, "commandes")] == [saine]

        s.sql("event-store", "ALTER TABLE projection_commandes_1.commandes DROP CONSTRAINT essai")
        reprise = s.run("projections", "retry", "commandes", "--json")
        assert reprise.returncode == 0 and json.loads(reprise.stdout) == {"nom": "commandes", "repris": 8, "ecartes": 0}
        apres = journal.etat(s, "commandes")["active"]
        assert (apres["generation"], apres["ecartes"]) == (avant["generation"], 0)
        assert {x["commande_id"]: x["statut"] for x in journal.elements(s, "commandes")} == dict.fromkeys((*deux, saine), "VenteConfirmee")
        assert s.run("projections", "status").returncode == 0
        done = s.run("projections", "rebuild", "commandes")  # from the start, it gives the same rows
        assert done.returncode == 0 and "lignes identiques" in done.stdout, done.stderr
        s.wait_idle()
        s.verify()
    finally:
        s.destroy()
