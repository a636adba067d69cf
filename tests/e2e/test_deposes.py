"""What comes by POST /events/ is its author's word: it can hide, delay, imitate or change nothing that services tell."""
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
import requests
from systeme import Systeme, wait_until

BOUCLES, EVENEMENTS, COURSES = 4, 1000, 10
PRODUITS = [{"produit_id": 1, "quantite": 2, "sous_total": 10.0}, {"produit_id": 5, "quantite": 1, "sous_total": 5.0}]
EXEMPLE = {"client_id": 42, "produits": PRODUITS, "total": 15.0}  # section 11 of the specification


@pytest.fixture(scope="module")
def s():
    systeme = Systeme()
    try:
        yield systeme
    finally:
        systeme.destroy()


@pytest.fixture(scope="module")
def boutique(s):
    magasin, produit, client = s.magasin(), s.produit(5.0), s.client(100_000.0)
    s.stocker(magasin, (produit, 5_000))
    s.wait_idle()
    return client, magasin, produit


def depot(event_type, aggregate_id, data, **more):
    return {"event_type": event_type, "aggregate_id": aggregate_id, "source": "panier-service", "data": data, **more}


def deposer(s, *evenement, statut=201, **more):
    answer = s.post("/events/", depot(*evenement, **more))
    assert answer.status_code == statut, answer.text
    return answer.json()


def projections_a_jour(s):
    def look():
        vue = s.get("/api/projections").json()
        return all(p["active"]["position"] == vue["tete"] for p in vue["projections"])
    wait_until(look, "the projections have seen every event")


def projete(s):
    """Every row of what the projections show."""
    projections_a_jour(s)
    chemins = ("commandes", "sagas", "ventes?par=jour", "stock", "soldes")
    return [s.get(f"/api/projections/{c}{'&' if '?' in c else '?'}limite=1000").json()["elements"] for c in chemins]


def test_la_course_aux_identifiants_n_est_jamais_gagnee(s, boutique):
    """4 loops of 1,000 events keep the event store busy; each order's first event is posted under its id, with other content,
    as soon as its journal shows it."""
    client, magasin, produit = boutique
    fini = threading.Event()

    def inonder(boucle):
        with requests.Session() as http:
            while not fini.is_set():
                lot = [depot("AnnulationDemandee", f"cmd-{uuid.uuid4()}", {"client_id": boucle}) for _ in range(EVENEMENTS)]
                assert http.post(s.url + "/events/", json=lot, timeout=60).status_code == 201

    def devancer(vus):
        page = wait_until(lambda: s.get("/internal/journal/commande.evenements", apres=vus).json()["evenements"], "the order is told")
        vrai = json.loads(page[0]["evenement"])
        faux = depot("VenteRejetee", f"cmd-{uuid.uuid4()}", {"motif": "magasin_ferme"}, event_id=vrai["event_id"])
        assert s.post("/events/", faux).status_code in (201, 409)
        return page[0]["seq"], vrai

    vus = s.sql("panier", "SELECT coalesce(max(seq), 0) FROM journal WHERE stream = 'commande.evenements'")[0][0]
    vrais = []
    with ThreadPoolExecutor(BOUCLES) as pool:
        boucles = [pool.submit(inonder, b) for b in range(BOUCLES)]
        try:
            for _ in range(COURSES):
                s.passer(client, magasin, (produit, 1))
                vus, vrai = devancer(vus)
                vrais.append(vrai)
        finally:
            fini.set()
        for b in boucles:
            b.result()
    s.wait_idle()
    assert [s.get(f"/events/{vrai['event_id']}").json()["evenement"] for vrai in vrais] == vrais
    assert {s.ended(vrai["aggregate_id"]) for vrai in vrais} == {"VenteConfirmee"}
    s.verify()


def test_l_identifiant_depose_d_abord_ne_retient_pas_le_vrai(s, boutique):
    """No race at all: with the event store held still, the forged one is certainly stored first."""
    client, magasin, produit = boutique
    c = psycopg2.connect(host=s.runtime["postgres"], dbname="comptoir_event_store", user="postgres")
    with c, c.cursor() as cursor:
        cursor.execute("LOCK TABLE evenements IN SHARE ROW EXCLUSIVE MODE")
        commande = s.passer(client, magasin, (produit, 1))
        vrai = json.loads(s.sql("panier", "SELECT convert_from(enveloppe, 'UTF8') FROM journal WHERE aggregate_id = %s AND "
                                          "event_type = 'CommandeCreee'", commande)[0][0])
        with ThreadPoolExecutor(1) as pool:
            faux = pool.submit(s.post, "/events/", depot("VenteConfirmee", commande, EXEMPLE, event_id=vrai["event_id"]))
            c.commit()
            statut = faux.result().status_code
    c.close()
    assert statut in (201, 409)
    assert s.ended(commande) == "VenteConfirmee"
    assert s.get(f"/events/{vrai['event_id']}").json()["evenement"] == vrai
    assert s.get(f"/events/{vrai['event_id']}").json()["origine"] == "service"
    assert s.types(commande)[0] == "CommandeCreee" and len(s.types(commande)) == 4
    s.verify()


def test_l_agregat_d_un_service_est_refuse(s, boutique):
    client, magasin, produit = boutique
    commande = s.commander(client, magasin, (produit, 1))
    assert s.ended(commande) == "VenteConfirmee"
    for agregat in (commande, f"cli-{client}", f"stk-{magasin}-{produit}"):
        refus = deposer(s, "VenteRejetee", agregat, {"motif": "magasin_ferme"}, statut=409)
        assert refus["title"] == "Agrégat d'un service" and refus["erreurs"][0]["champ"] == "aggregate_id"
    liste = [depot("CommandeCreee", f"cmd-{uuid.uuid4()}", EXEMPLE), depot("VenteRejetee", commande, {})]
    refus = s.post("/events/", liste)
    assert refus.status_code == 409 and refus.json()["erreurs"][0]["champ"] == "[1].aggregate_id"
    assert s.get(f"/events/projections/{liste[0]['aggregate_id']}").status_code == 404  # all or nothing


def test_l_agregat_occupe_d_avance_n_arrete_pas_le_service(s):
    """A product, a store and a client whose ids can be guessed: events were posted for them before they were there."""
    suivants = {kind: s.sql(kind, f"SELECT coalesce(max({kind[:-1]}_id), 0) + 1 FROM {kind}")[0][0] for kind in ("produits", "magasins")}
    client = s.client(1.0) + 1
    for agregat in (f"prd-{suivants['produits']}", f"mag-{suivants['magasins']}", f"cli-{client}"):
        for n in range(3):
            assert deposer(s, "MagasinFerme", agregat, {"solde": 10**9, "n": n})["version"] == n + 1
    assert s.produit(3.0) == suivants["produits"]
    assert s.client(7.5) == client
    s.wait_idle()
    stocke = s.get("/events/", aggregate_id=f"cli-{client}").json()["elements"]
    assert [(e["version"], e["origine"], e["evenement"]["event_type"]) for e in stocke] == [(1, "service", "ClientCree")]
    assert s.get(f"/events/projections/cli-{client}").json()["solde"] == 7.5
    poses = s.get("/events/", aggregate_id=f"cli-{client}", origine="poste").json()["elements"]
    assert [e["version"] for e in poses] == [1, 2, 3]
    assert [p["solde"] for p in s.get("/api/projections/soldes", limite=1000).json()["elements"] if p["client_id"] == client] in ([], [7.5])
    s.verify()


def test_l_exemple_de_la_specification(s):
    agregat = f"cmd-{uuid.uuid4()}"
    deposer(s, "CommandeCreee", agregat, EXEMPLE)
    deposer(s, "StockReserve", agregat, EXEMPLE)
    deposer(s, "PaiementRefuse", agregat, {"client_id": 42, "total": 15.0, "origine": "service"})
    for chemin in ("/events/projections/", "/projections/"):
        dit = s.get(chemin + agregat).json()
        assert dit == {**EXEMPLE, "statut": "PaiementRefuse", "origine": "poste"}
    libre = f"essai-{uuid.uuid4()}"
    deposer(s, "MagasinCree", libre, {"origine": "service", "nom": "x"})
    assert s.get(f"/events/projections/{libre}").json() == {"nom": "x", "statut": "MagasinCree", "origine": "poste"}
    assert s.get("/events/", origine="autre").status_code == 422


def test_ce_qui_est_depose_n_est_dans_aucune_projection(s, boutique):
    client, magasin, produit = boutique
    avant = projete(s)
    ligne = {"produit_id": produit, "quantite": 3, "prix_unitaire": 5.0, "sous_total": 15.0}
    bonne = {"client_id": client, "magasin_id": magasin, "produits": [ligne], "total": 15.0}
    ages = {"timestamp": "0001-01-01T00:00:00.000Z"}, {"timestamp": "9999-12-31T23:59:59.999Z"}, {}
    for n, event_type in enumerate(("CommandeCreee", "StockReserve", "PaiementAccepte", "VenteConfirmee", "StockRecu",
                                    "StockAjuste", "ClientCree", "ClientCredite", "PaiementRembourse", "StockLibere")):
        deposer(s, event_type, f"cmd-{uuid.uuid4()}", bonne, **ages[n % 3])
        deposer(s, event_type, f"cmd-{uuid.uuid4()}", {"client_id": "pas un nombre", "total": -10**15, "produits": 3},
                correlation_id=f"cmd-{uuid.uuid4()}")
    deposer(s, "CommandeCreee", f"cmd-{uuid.uuid4()}", bonne)
    assert projete(s) == avant
    assert all(p["active"]["ecartes"] == 0 for p in s.get("/api/projections").json()["projections"])
    assert s.get("/api/projections/sagas", en_retard="true", retard_s=0).json()["elements"] == []
    s.wait_idle()
    done = s.run("verify")
    assert done.returncode == 0 and "4 projections comparées" in done.stdout, done.stdout


def test_audit_reconstruction_et_export_avec_des_deposes(s, boutique):
    assert s.run("audit", "verify").returncode == 0
    lignes = [json.loads(x) for x in s.get("/events/export").text.splitlines()]
    assert {"empreinte", "stream"} <= {k for x in lignes for k in x} and not any("origine" in x for x in lignes)
    done = s.run("projections", "rebuild", "stock")
    assert done.returncode == 0 and "lignes identiques" in done.stdout, done.stdout + done.stderr
    for service in ("panier", "client"):
        done = s.run("rebuild", service, "--vider")
        assert done.returncode == 0, done.stdout + done.stderr
    s.wait_idle()
    s.verify()
