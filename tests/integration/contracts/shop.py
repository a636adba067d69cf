"""What the tests need to exist: a product, a store, a client, stock, known to every service."""

import uuid
from dataclasses import dataclass

from systeme import wait_until

PRICE, FUNDS, RECEIVED = 12.5, 1000, 40
CARTS = "/api/panier/{client_id}/{magasin_id}"
FINAL = ("confirmee", "annulee")


def new_name(what):
    """A name that no other test has taken."""
    return f"{what} {uuid.uuid4()}"


@dataclass(frozen=True)
class Shop:
    produit_id: int
    magasin_id: int
    client_id: int

    @property
    def cart(self):
        return {"client_id": self.client_id, "magasin_id": self.magasin_id}


def new_product(api, prix=PRICE):
    body = {"code": str(uuid.uuid4()), "nom": new_name("Lanterne"), "prix": prix}
    return api.call("POST", "/api/produits", 201, body=body)


def new_store(api):
    return api.call("POST", "/api/magasins", 201, body={"nom": new_name("Centre-ville")})


def new_client(api, solde=FUNDS):
    body = {"nom": "Maria Tremblay", "reference": str(uuid.uuid4()), "solde": solde}
    return api.call("POST", "/api/clients", 201, body=body)


def receive(api, magasin_id, produit_id, quantite=RECEIVED):
    return api.call("POST", "/api/stock/receptions", 201,
                    body={"magasin_id": magasin_id, "lignes": [{"produit_id": produit_id, "quantite": quantite}]})


def open_shop(api, prix=PRICE, solde=FUNDS):
    shop = Shop(new_product(api, prix)["produit_id"], new_store(api)["magasin_id"], new_client(api, solde)["client_id"])
    api.settle()
    receive(api, shop.magasin_id, shop.produit_id)
    return shop


def order(api, shop, quantite):
    """Fills the cart and checks out; the order's id."""
    lines = [{"produit_id": shop.produit_id, "quantite": quantite}]
    api.call("PUT", CARTS + "/lignes", 200, body={"lignes": lines}, **shop.cart)
    return api.call("POST", "/api/checkout", 202, body=shop.cart, key=str(uuid.uuid4()))["commande_id"]


def verdict(api, commande_id):
    """The order as ventes-service sees it, once it has ended."""
    def ended():
        seen = api.call("GET", "/api/ventes/commandes/{commande_id}", commande_id=commande_id)
        return seen if seen.get("etat") in FINAL else None
    return wait_until(ended, f"{commande_id} has ended")
