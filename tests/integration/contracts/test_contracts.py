"""Every operation of contracts/http, with valid input, on the running program. The last tests ask if any was left out."""

import uuid

import pytest

from systeme import wait_until

from shop import (CARTS, FUNDS, PRICE, RECEIVED, new_client, new_name, new_product, new_store, open_shop, order,
                  verdict)


@pytest.fixture(scope="module")
def shop(api):
    return open_shop(api)


@pytest.fixture(scope="module")
def sale(api, shop):
    """The id of an order that went all the way."""
    commande_id = order(api, shop, 2)
    assert verdict(api, commande_id)["etat"] == "confirmee"
    return commande_id


def walk(api, path, query=None):
    """All elements of a list, page by page, two at a time."""
    elements, after = [], {}
    while True:
        page = api.call("GET", path, 200, query={**(query or {}), "limite": 2, **after})
        assert len(page["elements"]) <= 2
        elements += page["elements"]
        if page["curseur"] is None:
            return elements
        after = {"curseur": page["curseur"]}


def test_produits(api):
    one, two, three = (new_product(api) for _ in range(3))
    at = {"produit_id": one["produit_id"]}
    assert api.call("GET", "/api/produits/{produit_id}", 200, **at) == one
    found = walk(api, "/api/produits", {"q": "lanterne", "actif": True})
    assert [p for p in found if p in (one, two, three)] == [one, two, three]
    assert api.call("GET", "/api/produits", 200, query={"code": two["code"]})["elements"] == [two]
    nom = new_name("Lampion")
    assert api.call("PUT", "/api/produits/{produit_id}", 200, body={"nom": nom}, **at)["nom"] == nom
    assert api.call("PUT", "/api/produits/{produit_id}/prix", 200, body={"prix": 0.01}, **at)["prix"] == 0.01
    assert api.call("DELETE", "/api/produits/{produit_id}", 200, **at)["actif"] is False
    api.call("PUT", "/api/produits/{produit_id}/prix", 409, body={"prix": 3}, **at)


def test_magasins(api):
    store = new_store(api)
    at = {"magasin_id": store["magasin_id"]}
    assert api.call("GET", "/api/magasins/{magasin_id}", 200, **at) == store
    nom = new_name("Vieux-Port")
    assert api.call("PUT", "/api/magasins/{magasin_id}", 200, body={"nom": nom}, **at)["nom"] == nom
    assert api.call("POST", "/api/magasins/{magasin_id}/fermeture", 200, **at)["ouvert"] is False
    assert at["magasin_id"] in [m["magasin_id"] for m in walk(api, "/api/magasins", {"ouvert": False, "q": "vieux"})]
    assert api.call("POST", "/api/magasins/{magasin_id}/ouverture", 200, **at)["ouvert"] is True


def test_clients(api):
    client = new_client(api, solde=100)
    at = {"client_id": client["client_id"]}
    assert api.call("GET", "/api/clients/{client_id}", 200, **at) == client
    assert api.call("GET", "/api/clients", 200, query={"reference": client["reference"]})["elements"] == [client]
    assert client in walk(api, "/api/clients", {"q": client["reference"]})
    credit = {"montant": 50.25, "raison": "dépôt au comptoir"}
    assert api.call("POST", "/api/clients/{client_id}/credits", 201, body=credit, **at)["solde"] == 150.25
    debit = {"montant": 0.25, "raison": "retrait au comptoir"}
    assert api.call("POST", "/api/clients/{client_id}/debits", 201, body=debit, **at)["solde"] == 150
    api.call("POST", "/api/clients/{client_id}/debits", 409, body={**debit, "montant": 150.01}, **at)
    book = api.call("GET", "/api/clients/{client_id}/grand-livre", 200, **at)["elements"]
    assert [(line["type"], line["montant"]) for line in book] == [("creation", 100), ("credit", 50.25), ("debit", -0.25)]


def test_a_forgotten_client(api):
    client = new_client(api, solde=100)
    at = {"client_id": client["client_id"]}
    nameless = {**client, "nom": None, "reference": None}
    for _ in range(2):
        assert api.call("POST", "/api/clients/{client_id}/oubli", 200, **at) == nameless
    assert api.call("GET", "/api/clients/{client_id}", 200, **at) == nameless
    assert nameless in walk(api, "/api/clients")
    assert api.call("GET", "/api/clients", 200, query={"reference": client["reference"]})["elements"] == []
    credit = {"montant": 1, "raison": "dépôt au comptoir"}
    assert api.call("POST", "/api/clients/{client_id}/credits", 201, body=credit, **at) == {**nameless, "solde": 101}
    api.call("POST", "/api/clients/{client_id}/oubli", 404, client_id=999999999)


def test_client_without_a_reference(api):
    client = api.call("POST", "/api/clients", 201, body={"nom": "Sans référence"})
    assert client["solde"] == 0 and not client["reference"]


def test_stock(api):
    shop = open_shop(api)
    at = {"magasin_id": shop.magasin_id, "produit_id": shop.produit_id}
    stock = {**at, "physique": RECEIVED, "reserve": 0, "disponible": RECEIVED}
    assert api.call("GET", "/api/stock/{magasin_id}/{produit_id}", 200, **at) == stock
    assert api.call("GET", "/api/stock", 200, query=at)["elements"] == [stock]
    fix = {**at, "delta": -3, "raison": "casse"}
    assert api.call("POST", "/api/stock/ajustements", 201, body=fix)["physique"] == RECEIVED - 3
    api.call("POST", "/api/stock/ajustements", 409, body={**fix, "delta": -RECEIVED})


def test_panier(api):
    shop = open_shop(api)
    line = {"produit_id": shop.produit_id, "quantite": 2}
    assert api.call("GET", CARTS, 200, **shop.cart)["lignes"] == []
    assert api.call("PUT", CARTS + "/lignes", 200, body={"lignes": [line]}, **shop.cart)["total"] == 2 * PRICE
    assert api.call("POST", CARTS + "/lignes", 200, body={"lignes": [line]}, **shop.cart)["total"] == 4 * PRICE
    one = {**shop.cart, "produit_id": shop.produit_id}
    fixed = api.call("PUT", CARTS + "/lignes/{produit_id}", 200, body={"quantite": 3}, **one)
    assert fixed["lignes"][0]["quantite"] == 3
    assert api.call("DELETE", CARTS + "/lignes/{produit_id}", 200, **one)["lignes"] == []
    assert api.call("DELETE", CARTS, 200, **shop.cart)["total"] == 0
    api.call("POST", "/api/checkout", 409, body=shop.cart, key=str(uuid.uuid4()))


def test_an_order_through_the_saga(api, shop, sale):
    placed = api.call("GET", "/api/commandes/{commande_id}", 200, commande_id=sale)
    assert placed["total"] == 2 * PRICE and placed["annulation_demandee"] is False
    assert placed in walk(api, "/api/commandes", {"client_id": shop.client_id})
    api.settle()
    held = api.call("GET", "/api/stock/reservations/{commande_id}", 200, commande_id=sale)
    assert held["etat"] == "sortie" and held["lignes"] == [{"produit_id": shop.produit_id, "quantite": 2}]
    book = api.call("GET", "/api/clients/{client_id}/grand-livre", 200, client_id=shop.client_id)["elements"]
    assert [(w["type"], w["montant"]) for w in book if w["commande_id"] == sale] == [("paiement", -2 * PRICE)]
    for path in ("/events/projections/{aggregate_id}", "/projections/{aggregate_id}"):
        seen = api.call("GET", path, 200, aggregate_id=sale, query={"attendre_ms": 10000})
        assert seen["client_id"] == shop.client_id and seen["statut"] == "VenteConfirmee"
        assert seen["produits"] == [{"produit_id": shop.produit_id, "quantite": 2, "sous_total": 2 * PRICE}]


def test_orders_that_are_refused(api):
    shop = open_shop(api, prix=100, solde=FUNDS)
    too_many, too_dear = order(api, shop, RECEIVED + 1), order(api, shop, 11)
    assert verdict(api, too_many)["motif"] == "stock_indisponible"
    assert verdict(api, too_dear)["motif"] == "paiement_refuse"
    cancelled = {"client_id": shop.client_id, "etat": "annulee"}
    seen = api.call("GET", "/api/ventes/commandes", 200, query=cancelled)["elements"]
    assert {o["commande_id"] for o in seen} == {too_many, too_dear}


def test_annulation(api, shop):
    commande_id = order(api, shop, 1)
    asked = api.call("POST", "/api/commandes/{commande_id}/annulation", 202, commande_id=commande_id)
    assert asked["commande_id"] == commande_id
    assert api.call("GET", "/api/commandes/{commande_id}", 200, commande_id=commande_id)["annulation_demandee"] is True
    verdict(api, commande_id)  # whichever it is: the request races with the payment


def test_ventes(api, shop, sale):
    vente = api.call("GET", "/api/ventes/{commande_id}", 200, commande_id=sale)
    day = vente["le"][:10]
    period = {"du": day, "au": day}
    assert vente in walk(api, "/api/ventes", {"magasin_id": shop.magasin_id, "client_id": shop.client_id, **period})
    report = api.call("GET", "/api/ventes/rapport", 200, query=period)
    assert shop.magasin_id in [m["magasin_id"] for m in report["par_magasin"]]
    assert report["nombre"] == sum(d["nombre"] for d in report["par_jour"])
    api.call("GET", "/api/ventes/rapport", 200)


def test_a_deposited_event(api):
    event_id, aggregate_id = str(uuid.uuid4()), f"cmd-{uuid.uuid4()}"
    line = {"produit_id": 1, "quantite": 1, "prix_unitaire": 4.99, "sous_total": 4.99}
    event = {"event_type": "CommandeCreee", "aggregate_id": aggregate_id, "source": "essai", "event_id": event_id,
             "data": {"client_id": 1, "magasin_id": 1, "produits": [line], "total": 4.99}}
    first = api.call("POST", "/events/", 201, body=event)
    assert api.call("POST", "/events/", 200, body=event) == first
    found = api.call("GET", "/events/", 200, query={"aggregate_id": aggregate_id})["elements"]
    stored = [element["evenement"] for element in found]
    assert [(e["event_id"], e["source"], e["data"]) for e in stored] == [(event_id, "essai", event["data"])]
    assert api.call("GET", "/events/{event_id}", 200, event_id=event_id) == found[0]
    both = [{**event, "event_id": str(uuid.uuid4()), "expected_version": n} for n in (1, 2)]
    assert [p["version"] for p in api.call("POST", "/events/", 201, body=both)["evenements"]] == [2, 3]
    late = {**event, "event_id": str(uuid.uuid4()), "expected_version": 1}
    assert api.call("POST", "/events/", 409, body=late)["version_courante"] == 3


def test_time_travel(api, sale):
    at = {"aggregate_id": sale}
    api.settle()
    first, *_, last = api.call("GET", "/events/", 200, query=at)["elements"]
    for path in ("/events/projections/{aggregate_id}", "/projections/{aggregate_id}"):
        for then in ({"version": 1}, {"position": first["position"]}):
            assert api.call("GET", path, 200, query=then, **at)["statut"] == "CommandeCreee"
        assert api.call("GET", path, 200, query={"at": last["enregistre_le"]}, **at)["statut"] == "VenteConfirmee"
        api.call("GET", path, 404, query={"at": "2020-01-01T00:00:00.000Z"}, **at)
    changed = api.call("GET", "/events/projections/{aggregate_id}/diff", 200, query={"from": 1, "to": 4}, **at)
    assert changed["changements"] == [{"champ": "statut", "avant": "CommandeCreee", "apres": "VenteConfirmee"}]


def test_materialised_projections(api, shop, sale):
    api.settle()
    seen = {"apres": api.call("GET", "/api/projections", 200)["tete"]}
    order_seen = [o for o in walk(api, "/api/projections/commandes", {"client_id": shop.client_id, **seen})
                  if o["commande_id"] == sale]
    assert [o["etat"] for o in order_seen] == ["confirmee"]
    saga = api.call("GET", "/api/projections/sagas/{commande_id}", 200, commande_id=sale, query=seen)
    assert saga["attente"] is None and [e["etape"] for e in saga["etapes"]][-1] == "VenteConfirmee"
    assert sale not in [s["commande_id"] for s in walk(api, "/api/projections/sagas", {"en_retard": True, "retard_s": 0})]
    for by in ("magasin", "jour", "produit"):
        assert walk(api, "/api/projections/ventes", {"par": by, "magasin_id": shop.magasin_id, **seen})
    article = {"magasin_id": shop.magasin_id, "produit_id": shop.produit_id}
    told = api.call("GET", "/api/projections/stock", 200, query={**article, **seen})["elements"][0]
    kept = api.call("GET", "/api/stock/{magasin_id}/{produit_id}", 200, **article)
    assert {name: told[name] for name in kept} == kept
    balance = api.call("GET", "/api/projections/soldes", 200, query={"client_id": shop.client_id, **seen})["elements"][0]
    assert balance["solde"] == api.call("GET", "/api/clients/{client_id}", 200, client_id=shop.client_id)["solde"]


def test_rebuild_and_return(api):
    api.call("POST", "/api/projections/{nom}/retour", 409, nom="soldes")
    made = api.call("POST", "/api/projections/{nom}/reconstruction", 202, nom="soldes")

    def swapped():
        state = next(p for p in api.call("GET", "/api/projections", 200)["projections"] if p["nom"] == "soldes")
        return state["active"]["generation"] == made["generation"]
    wait_until(swapped, "the rebuilt projection answers")
    assert api.call("POST", "/api/projections/{nom}/retour", 200, nom="soldes")["generation"] < made["generation"]


def test_what_a_projection_parked_is_tried_again(api):
    assert api.call("POST", "/api/projections/{nom}/reprise", 200, nom="soldes")["ecartes"] == 0
    api.call("POST", "/api/projections/{nom}/reprise", 404, nom="inconnue")


def test_the_log_as_streams(api):
    posted = api.call("POST", "/events/", 201, body={"event_type": "StockRecu", "aggregate_id": "stk-flux", "source": "essai",
                                                     "data": {"quantite": 1}})
    before = posted["position"] - 1
    assert api.call("GET", "/events/flux", 200, query={"apres": before, "source": "essai"}).startswith("retry: ")
    api.call("GET", "/events/flux", 422, query={"apres": -1})
    line, = api.call("GET", "/events/export", 200, query={"apres": before, "jusque": before + 1, "source": "essai"})
    assert line["position"] == posted["position"] and line["evenement"]["event_id"] == posted["event_id"]
    api.call("GET", "/events/export", 422, query={"jusque": -1})


def test_common_paths(api, documents):
    assert api.call("GET", "/sante", 200) == {"sante": True}
    assert api.call("GET", "/pret", 200)["pret"] is True
    assert "# TYPE" in api.call("GET", "/metrics", 200)
    api.states()
    assert api.call("GET", "/internal/journal/{stream}", 200, stream="produit.evenements", query={"apres": 0})["tete"] > 0
    assert "/api/checkout" in api.call("GET", "/docs", 200)
    for file in documents.files():
        assert api.send("GET", f"/docs/{file.name}").content == file.read_bytes()
    api.call("GET", "/docs/{name}", 200, name="produits.openapi.yaml")
    api.call("GET", "/docs/{name}", 404, name="inconnu.yaml")
    api.call("PUT", "/internal/log", 204, body={"niveau": "info"})
    api.call("PUT", "/internal/log/{service}", 204, body={"niveau": "info"}, service="stock")
    refused = api.call("PUT", "/internal/log", 422, body={"niveau": "bruyant", "autre": 1})
    assert {e["champ"] for e in refused["erreurs"]} == {"niveau", "autre"}


def test_dead_letters(api, systeme):
    """An entry that no journal knows is parked by the stream's owner; then it is seen, tried, and put away."""
    systeme.redis().xadd("produit.evenements", {"bonjour": "monde"})
    at, who = {"service": "produits"}, {"auteur": "essai", "note": "bruit"}
    letters = "/internal/lettres/{service}"
    wait_until(lambda: api.states()["produits"]["lettres_mortes"] == 1, "the entry is parked")
    [letter] = api.call("GET", letters, 200, query={"etat": "en_attente", "limite": 2}, **at)["elements"]
    whole = api.call("GET", letters + "/{id}", 200, id=letter["id"], **at)
    assert letter.items() <= whole.items() and "monde" in whole["enveloppe"] and whole["derriere"] is None
    [cause] = api.call("GET", letters + "/causes", 200, **at)["elements"]
    assert (cause["nombre"], cause["exemple"]) == (1, letter["id"])
    assert api.call("GET", letters + "/partitions", 200, query={"id": letter["id"]}, **at) == {"partitions": [0]}
    refused = api.call("POST", letters + "/rejeu", 422, body={**who, "partition": 1}, **at)
    assert [e["champ"] for e in refused["erreurs"]] == ["partition"]
    tried = api.call("POST", letters + "/rejeu", 202, body={**who, "essai": True}, **at)
    assert tried["genre"] == "essai" and tried["essais"] == []  # it can only be put away
    api.call("POST", letters + "/rejeu", 409, body={**who, "id": letter["id"]}, **at)
    api.call("POST", letters + "/rejeu", 422, body={"note": "sans auteur"}, **at)
    api.call("POST", letters + "/ecart", 422, body=who, **at)
    put_away = api.call("POST", letters + "/ecart", 200, body={**who, "cause": letter["cause"]}, **at)
    assert put_away["faites"] == 1
    assert api.call("GET", letters + "/actes/{id}", 200, id=put_away["id"], **at) == put_away
    assert [a["genre"] for a in api.call("GET", letters + "/actes", 200, query={"limite": 2}, **at)["elements"]] == ["ecart", "essai"]
    assert api.call("GET", letters + "/{id}", 200, id=letter["id"], **at)["etat"] == "ecartee"
    api.states()


def test_idempotency(api):
    key, body = str(uuid.uuid4()), {"nom": new_name("Plateau")}
    first = api.call("POST", "/api/magasins", 201, body=body, key=key)
    assert api.call("POST", "/api/magasins", 201, body=body, key=key) == first
    api.call("POST", "/api/magasins", 422, body={"nom": new_name("Plateau")}, key=key)


def test_refusals(api, shop):
    product = api.call("GET", "/api/produits/{produit_id}", 200, produit_id=shop.produit_id)
    new = {"code": product["code"], "nom": "Doublon", "prix": 1}
    api.call("POST", "/api/produits", 409, body=new)
    refused = api.call("POST", "/api/produits", 422, body={**new, "prix": -1, "couleur": "verte"})
    assert {e["champ"] for e in refused["erreurs"]} == {"prix", "couleur"}
    api.call("POST", "/api/checkout", 400, body=shop.cart)
    api.call("GET", "/api/produits", 422, query={"limite": 0})
    broken = api.send("POST", "/api/produits", data=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    api.check_answer(api.documents.operations["POST /api/produits"], broken)
