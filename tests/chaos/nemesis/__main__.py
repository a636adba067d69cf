"""Breaks a running Comptoir at random under a load of orders, and holds it to what it promised.

    python3 -m nemesis --minutes 10 [--graine N]

Exit status: 0 held, 1 a promise was broken, 3 void: too little was broken to say anything."""
import argparse
import collections
import contextlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time

import requests
from instance import Instance
from nemesis.charge import Boutique, Charge
from nemesis.cible import Cible, trier
from nemesis.disque import Disque, disque_possible
from nemesis.fautes import FAUTES, NON_FAITES
from nemesis.fautes_instances import INSTANCES
from nemesis.horloge import Horloge, horloge_possible
from systeme import BIN, FINS, Systeme, wait_until

DELAI_RESERVATION_MS = 1500  # short, so that a fault makes reservations expire
PAUSE = (0.3, 2.0)  # seconds between two faults
CANARI = 120  # seconds until an order placed after a fault must have ended
LIGNES = 12  # of each log, when a run breaks off
COMPENSATIONS = {"StockLibere": "stock libéré", "PaiementRembourse": "argent rendu", "ReservationExpiree": "réservation expirée"}


class Rupture(Exception):
    """A promise was broken."""


def en_vol(systeme):
    """Orders under way by state; empty when the database cannot say."""
    try:
        return dict(systeme.sql("ventes", "SELECT etat, count(*) FROM commandes WHERE etat NOT IN ('confirmee', 'annulee') GROUP BY etat"))
    except Exception:  # noqa: BLE001 - whatever it is, an earlier fault is the cause
        return {}


def canari(charge, client, magasin, produit):
    """Places one order and waits for its end: how long, in seconds, from now."""
    debut = time.monotonic()
    corps = {"lignes": [{"produit_id": produit, "quantite": 1}]}
    charge.insister("PUT", f"/api/panier/{client}/{magasin}/lignes", corps, None)
    reponse = charge.insister("POST", "/api/checkout", {"client_id": client, "magasin_id": magasin}, os.urandom(8).hex())
    if reponse is None or reponse.status_code != 202:
        raise Rupture(f"canari refusé: {reponse and reponse.text}")
    commande = reponse.json()["commande_id"]
    charge.registre.promis(commande, client, charge.boutique.prix[produit])

    def fini():
        etat = charge.insister("GET", f"/events/projections/{commande}?attendre_ms=500", None, None)
        return etat is not None and etat.status_code == 200 and etat.json().get("statut") in FINS
    wait_until(fini, f"{commande}, placed after a fault, has ended", CANARI)
    return time.monotonic() - debut


class Releve:
    def __init__(self):
        self.fois = collections.Counter()
        self.etats = collections.defaultdict(collections.Counter)
        self.reprises = collections.defaultdict(list)

    def noter(self, faute, etats, reprise):
        self.fois[faute] += 1
        self.etats[faute].update(etats)
        self.reprises[faute].append(reprise)

    def tableau(self, fautes, impossibles):
        noms = [f.__name__ for f in fautes]
        print(f"\n{'faute':<20}{'fois':>5}  {'reprise s: médiane':>18} {'max':>6}   commandes en vol quand elle frappe")
        for nom in noms:
            r = self.reprises[nom]
            duree = f"{statistics.median(r):>18.2f} {max(r):>6.2f}" if r else f"{'':>25}"
            print(f"{nom:<20}{self.fois[nom]:>5}  {duree}   " + ", ".join(f"{k} {v}" for k, v in sorted(self.etats[nom].items())))
        for nom, raison in {**NON_FAITES, **impossibles}.items():
            print(f"{nom:<33} non faite : {raison}")
        sys.stdout.flush()


def harceler(cible, charge, fautes, graine, secondes):
    de, releve = random.Random(graine), Releve()
    sac, fin = [], time.monotonic() + secondes
    while time.monotonic() < fin:
        if not sac:  # every fault before any comes again
            sac = de.sample(fautes, len(fautes))
        faute = sac.pop()
        etats = en_vol(cible.systeme)
        detail = faute(cible, de)
        releve.noter(faute.__name__, etats, canari(charge, *charge.boutique.temoin))
        print(f"{time.strftime('%H:%M:%S')}  {faute.__name__:<20} reprise {releve.reprises[faute.__name__][-1]:6.2f} s   "
              f"{len(charge.registre.commandes)} commandes promises{'   ' + detail if detail else ''}", flush=True)
        time.sleep(de.uniform(*PAUSE))
    return releve


def tenir_parole(systeme, registre):
    """What clients were told, against what is there."""
    la = {c: t for c, t in systeme.sql("panier", "SELECT commande_id, total FROM commandes")}
    fins = dict(systeme.sql("ventes", "SELECT commande_id, etat FROM commandes"))
    ruptures = list(registre.contradictions)
    for commande, (_, total) in registre.commandes.items():
        if la.get(commande) != total:
            ruptures.append(f"{commande} promise pour {total}, trouvée pour {la.get(commande)}")
        if fins.get(commande) not in ("confirmee", "annulee"):
            ruptures.append(f"{commande} est sans fin")
    de_trop = len(la) - len(registre.commandes)
    if not 0 <= de_trop <= registre.sans_reponse:
        ruptures.append(f"{de_trop} commandes que personne n'a reçues, {registre.sans_reponse} demandes restées sans réponse")
    for commande, ecritures in systeme.sql("client", "SELECT commande_id, count(*) FROM grand_livre WHERE type = 'paiement' GROUP BY 1 HAVING count(*) > 1"):
        ruptures.append(f"{commande} payée {ecritures} fois")
    return ruptures


def compensations(systeme):
    return dict(systeme.sql("event-store", "SELECT event_type, count(*) FROM evenements WHERE event_type = ANY(%s) GROUP BY 1", list(COMPENSATIONS)))


def auditeur(systeme):
    return subprocess.Popen([BIN, "verify", "--live", "--json", "--data-dir", systeme.data_dir], stdout=subprocess.PIPE, text=True)


def regards(audit):
    audit.send_signal(signal.SIGINT)
    lignes, _ = audit.communicate(timeout=300)
    return [json.loads(ligne) for ligne in lignes.splitlines()]


def dernieres_lignes(systeme):
    """What each process last had to say: the folder goes away with the system."""
    dossier = os.path.join(systeme.data_dir, "logs")
    for nom in sorted(os.listdir(dossier)):
        with open(os.path.join(dossier, nom), encoding="utf-8", errors="replace") as journal:
            print(f"---- {nom}\n" + "".join(collections.deque(journal, LIGNES)), flush=True)


def preparer(reste, partitions):
    """A running system, on what of a disk and of a clock this machine lets us have. `reste` takes it all away in the end."""
    disque = None if disque_possible() else Disque()
    if disque:
        reste.callback(disque.detruire)
    horloge = None if horloge_possible() else Horloge()
    if horloge:
        reste.callback(horloge.detruire)
    with horloge.portee() if horloge else contextlib.nullcontext():
        systeme = Systeme("--port", "0", "--set", f"saga.partitions={partitions}", separe=True, data_dir=disque and disque.donnees)
    reste.callback(systeme.destroy)
    cible = Cible(systeme, disque, horloge)
    reste.callback(cible.fermer)
    if partitions > 1:
        cible.seconde = Instance(systeme)
        wait_until(lambda: partagees(systeme, cible.seconde, partitions), "the two instances share the partitions")
    return cible


def partagees(systeme, seconde, partitions):
    """Each of the two writes its share of each service's partitions, and knows who writes the others: none is changing hands."""
    justes = {partitions // 2, partitions - partitions // 2}
    for service in ("panier", "stock", "client", "ventes"):
        etats = [systeme.etat(service), requests.get(f"{seconde.url}/internal/etat/{service}", timeout=10).json()]
        listes = [etat.get("partitions", []) for etat in etats]
        tenues = [sum(p["tenue"] for p in liste) for liste in listes]
        if set(tenues) != justes or sum(tenues) != partitions or not all(p["tenue"] or p["ailleurs"] for liste in listes for p in liste):
            return False
    return True


def main(arguments=None):
    options = argparse.ArgumentParser(prog="./dev chaos", description="Casse une plateforme sous charge et vérifie ce qu'elle a promis.")
    options.add_argument("--minutes", type=float, default=10, metavar="M")
    options.add_argument("--graine", type=int, default=None, help="refait les mêmes fautes, dans le même ordre", metavar="N")
    options.add_argument("--minimum", type=int, default=100, help="compensations de chaque sorte, sans quoi l'essai est nul", metavar="N")
    options.add_argument("--partitions", type=int, default=None, help="sinon 1 ou 3, d'après la graine", metavar="P")
    choix = options.parse_args(arguments)
    graine = random.randrange(10**9) if choix.graine is None else choix.graine
    partitions = choix.partitions or random.Random(graine).choice([1, 3])
    print(f"graine {graine}, {partitions} partition(s)", flush=True)
    os.environ["COMPTOIR_STOCK_DELAI_RESERVATION_MS"] = str(DELAI_RESERVATION_MS)
    fautes, impossibles = trier(FAUTES)
    if partitions > 1:
        fautes += INSTANCES
    else:
        impossibles["seconde instance tuée, figée"] = "il n'y a pas de partitions à partager"
    with contextlib.ExitStack() as reste:
        cible = preparer(reste, partitions)
        systeme = cible.systeme
        charge = Charge(Boutique(systeme), graine)
        audit = auditeur(systeme)
        try:
            releve = harceler(cible, charge, fautes, graine, choix.minutes * 60)
        except BaseException:
            audit.kill()
            dernieres_lignes(systeme)
            raise
        finally:
            charge.arreter()
        systeme.wait_idle(120)
        vus = regards(audit)
        ruptures = tenir_parole(systeme, charge.registre)
        ruptures += [r for v in vus for r in v.get("ruptures", []) if not v.get("ok", True)]
        fins = [systeme.run("verify"), systeme.run("audit", "verify")]
        ruptures += [fin.stdout + fin.stderr for fin in fins if fin.returncode]
        releve.tableau(fautes, impossibles)
        return conclure(choix, graine, fautes, releve, charge.registre, vus, compensations(systeme), ruptures)


def conclure(choix, graine, fautes, releve, registre, vus, comptes, ruptures):
    print(f"\n{registre.demandes} commandes demandées, {len(registre.commandes)} promises, {registre.refusees} refusées, "
          f"{registre.sans_reponse} sans réponse")
    print("compensations : " + ", ".join(f"{nom} {comptes.get(t, 0)}" for t, nom in COMPENSATIONS.items()))
    print(f"auditeur : {len(vus)} regards, {sum(v['joignable'] for v in vus)} avec les bases, {sum(not v.get('ok', True) for v in vus)} ruptures vues")
    for rupture in ruptures[:20]:
        print("ROMPU : " + rupture)
    if ruptures:
        print(f"{len(ruptures)} ruptures ; à refaire par --graine {graine}")
        return 1
    manque = [f.__name__ for f in fautes if not releve.fois[f.__name__]] + \
        [f"{nom} {comptes.get(t, 0)} fois" for t, nom in COMPENSATIONS.items() if comptes.get(t, 0) < choix.minimum]
    if manque:
        print("essai nul, trop peu de : " + ", ".join(manque))
        return 3
    print("Rien de perdu, rien de doublé.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
