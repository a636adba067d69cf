"""Customers and one employee at work while things break: what they were told is written down, to be held against the system."""
import itertools
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

import requests

MAGASINS, PRODUITS, CLIENTS = 4, 40, 160
PAUVRES = 12  # every so many clients has no money to speak of
VIDES = 12  # every so many products has next to no stock
SOLDE, STOCK, STOCK_VIDE = 1_000_000.0, 1_000_000, 3
REPONSE = 5  # seconds until a request is given up, and made again under its key
DEUX_FOIS, ANNULE = 0.05, 0.12  # shares of orders
FERMETURE = (1.0, 3.0)  # seconds a store stays closed, and open again


@dataclass
class Registre:
    """What clients were told: 2xx is a promise."""

    commandes: dict = field(default_factory=dict)  # commande_id -> (client_id, total in cents)
    demandes: int = 0  # keys with which an order was asked for
    refusees: int = 0  # 4xx: nothing was promised
    sans_reponse: int = 0  # nobody ever answered for the key
    contradictions: list = field(default_factory=list)
    verrou: threading.Lock = field(default_factory=threading.Lock)

    def promis(self, commande_id, client_id, total):
        with self.verrou:
            deja = self.commandes.setdefault(commande_id, (client_id, total))
            if deja != (client_id, total):
                self.contradictions.append(f"{commande_id} a été promise deux fois autrement")


class Boutique:
    def __init__(self, systeme):
        self.systeme = systeme
        self.magasins = [systeme.magasin() for _ in range(MAGASINS)]
        self.prix = {systeme.produit(1 + i / 4): round(100 * (1 + i / 4)) for i in range(PRODUITS)}
        self.produits = list(self.prix)
        self.clients = [systeme.client(0.01 if i % PAUVRES == 0 else SOLDE) for i in range(CLIENTS)]
        for m in self.magasins:
            systeme.stocker(m, *[(p, STOCK_VIDE if i % VIDES == 0 else STOCK) for i, p in enumerate(self.produits)])
        self.temoin = self.ouvrir_temoin()
        systeme.wait_idle()

    def ouvrir_temoin(self):
        """A customer, a store that is never closed and a product that is always there: an order that must be confirmed."""
        client, magasin, produit = self.systeme.client(SOLDE), self.systeme.magasin(), self.systeme.produit(1.0)
        self.prix[produit] = 100
        self.systeme.stocker(magasin, (produit, STOCK))
        return client, magasin, produit


class Charge:
    """`fils` customers who order one after the other, `par_seconde` orders in all, and an employee who closes a store now and then."""

    def __init__(self, boutique, graine, fils=8, par_seconde=100, registre=None):
        self.boutique, self.systeme, self.registre = boutique, boutique.systeme, registre or Registre()
        self.pas = fils / par_seconde
        self.fini = threading.Event()
        self.fils = [threading.Thread(target=self.acheter, args=(i, fils, random.Random(f"{graine}-{i}"))) for i in range(fils)]
        self.fils.append(threading.Thread(target=self.fermer, args=(random.Random(f"{graine}-employe"),)))
        for f in self.fils:
            f.start()

    def arreter(self):
        self.fini.set()
        for f in self.fils:
            f.join()

    def acheter(self, rang, fils, de):
        clients = self.boutique.clients[rang::fils]
        suivant = time.monotonic()
        while not self.fini.is_set():
            suivant = max(suivant + self.pas, time.monotonic())
            self.passer(de, de.choice(clients))
            self.fini.wait(max(0, suivant - time.monotonic()))

    def passer(self, de, client):
        magasin = de.choice(self.boutique.magasins)
        lignes = {p: de.randint(1, 3) for p in de.sample(self.boutique.produits, de.randint(1, 4))}
        corps = {"lignes": [{"produit_id": p, "quantite": q} for p, q in lignes.items()]}
        if not self.insister("PUT", f"/api/panier/{client}/{magasin}/lignes", corps, None):
            return
        total = sum(self.boutique.prix[p] * q for p, q in lignes.items())
        cle = uuid.UUID(int=de.getrandbits(128)).hex
        with self.registre.verrou:
            self.registre.demandes += 1
        demande = ("POST", "/api/checkout", {"client_id": client, "magasin_id": magasin}, cle)
        reponse = self.insister(*demande)
        if reponse is None:
            self.registre.sans_reponse += 1
            return
        if reponse.status_code != 202:
            self.registre.refusees += 1
            return
        commande = reponse.json()["commande_id"]
        self.registre.promis(commande, client, total)
        if de.random() < DEUX_FOIS:
            encore = self.insister(*demande)
            if encore is not None and (encore.status_code, encore.json().get("commande_id")) != (202, commande):
                self.registre.contradictions.append(f"{commande} : la même clé a reçu {encore.text[:200]}")
        if de.random() < ANNULE:
            self.insister("POST", f"/api/commandes/{commande}/annulation", None, None)

    def insister(self, methode, chemin, corps, cle, patience=90):
        """The same request until somebody answers for it: the first answer that is not "try later". None when nobody does."""
        limite = time.monotonic() + patience
        for essai in itertools.count():
            try:
                reponse = self.systeme.http.request(methode, self.systeme.url + chemin, json=corps, timeout=REPONSE,
                                                    headers={"Idempotency-Key": cle} if cle else {})
                if reponse.status_code < 500 and reponse.status_code != 429:
                    return reponse
            except requests.RequestException:
                pass
            if time.monotonic() > limite or (self.fini.is_set() and essai > 20):
                return None
            time.sleep(0.1)  # as Retry-After would have it, only sooner

    def fermer(self, de):
        while not self.fini.is_set():
            magasin = de.choice(self.boutique.magasins)
            self.insister("POST", f"/api/magasins/{magasin}/fermeture", None, None)
            self.fini.wait(de.uniform(*FERMETURE))
            self.insister("POST", f"/api/magasins/{magasin}/ouverture", None, None)
            self.fini.wait(de.uniform(*FERMETURE))
