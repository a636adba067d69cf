"""Time travel: an aggregate at any version, position or instant is the fold, done here, of its events up to there."""
import random

import pytest

import journal

RANGS = ["CommandeCreee", "StockReserve", "PaiementAccepte", "StockIndisponible", "PaiementRefuse", "VenteRejetee", "VenteConfirmee"]


def replier_commande(evenements):
    p = {"client_id": None, "produits": [], "total": None, "statut": None}
    for e in (x["evenement"] for x in evenements):
        data = e["data"]
        p["client_id"] = p["client_id"] or data.get("client_id")
        p["total"] = data.get("total") if p["total"] is None else p["total"]
        lignes = [l for l in data.get("produits", []) if "sous_total" in l]
        p["produits"] = p["produits"] or [{k: l[k] for k in ("produit_id", "quantite", "sous_total")} for l in lignes]
        if e["event_type"] in RANGS and (p["statut"] is None or RANGS.index(e["event_type"]) > RANGS.index(p["statut"])):
            p["statut"] = e["event_type"]
    return p


def replier_libre(evenements):
    p = {}
    for e in (x["evenement"] for x in evenements):
        p |= e["data"]
        p["statut"] = e["event_type"]
    return p


def replier(agregat, evenements):
    return (replier_commande if agregat.startswith("cmd-") else replier_libre)(evenements)


@pytest.fixture(scope="module")
def histoire(systeme):
    """Orders of every end, a product whose price moves, a client; by aggregate, their events in order."""
    m, p, c, pauvre = systeme.magasin(), systeme.produit(5.0), systeme.client(500.0), systeme.client(1.0)
    systeme.stocker(m, (p, 60))
    commandes = [systeme.commander(client, m, (p, n)) for client, n in [(c, 2), (c, 900), (pauvre, 3)] * 4]
    for prix in (6.0, 7.5, 7.55):
        assert systeme.put(f"/api/produits/{p}/prix", {"prix": prix}).status_code == 200
    for commande in commandes:
        systeme.ended(commande)
    par_agregat = {}
    for e in journal.evenements(systeme):
        par_agregat.setdefault(e["evenement"]["aggregate_id"], []).append(e)
    return par_agregat


def lire(systeme, agregat, **quand):
    answer = systeme.get(f"/events/projections/{agregat}", **quand)
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_a_chaque_version(systeme, histoire):
    for agregat, evenements in histoire.items():
        assert lire(systeme, agregat) == replier(agregat, evenements)
        for n in range(1, len(evenements) + 1):
            assert lire(systeme, agregat, version=n) == replier(agregat, evenements[:n])


def test_a_des_positions_et_des_instants_au_hasard(systeme, histoire):
    hasard = random.Random(20260115)
    tous = [e for evenements in histoire.values() for e in evenements]
    for _ in range(300):
        agregat, la = hasard.choice(list(histoire)), hasard.choice(tous)
        par_position = [e for e in histoire[agregat] if e["position"] <= la["position"]]
        par_instant = [e for e in histoire[agregat] if e["enregistre_le"] <= la["enregistre_le"]]
        assert lire(systeme, agregat, position=la["position"]) == (replier(agregat, par_position) if par_position else 404)
        assert lire(systeme, agregat, at=la["enregistre_le"]) == (replier(agregat, par_instant) if par_instant else 404)


def test_les_differences(systeme, histoire):
    hasard = random.Random(7)
    for agregat, evenements in histoire.items():
        de, a = sorted((hasard.randint(0, len(evenements)), hasard.randint(1, len(evenements))))
        a = max(a, 1)
        avant = replier(agregat, evenements[:de]) if de else {}
        apres = replier(agregat, evenements[:a])
        dit = systeme.get(f"/events/projections/{agregat}/diff", **{"from": de, "to": a}).json()
        assert (dit["de"], dit["a"]) == (de, a)
        attendu = {k: (avant.get(k), apres.get(k)) for k in {*avant, *apres} if k not in avant or avant[k] != apres.get(k)}
        assert {c["champ"]: (c["avant"], c["apres"]) for c in dit["changements"]} == attendu


@pytest.mark.parametrize("query, status", [({"version": 0}, 422), ({"at": "hier"}, 422), ({"version": 1, "attendre_ms": 10}, 422),
                                           ({"at": "2020-01-01T00:00:00Z"}, 404)])
def test_refus(systeme, histoire, query, status):
    assert systeme.get(f"/events/projections/{next(iter(histoire))}", **query).status_code == status


@pytest.mark.parametrize("query, status", [({}, 422), ({"from": 2, "to": 1}, 422), ({"from": 0, "to": 999}, 404)])
def test_refus_de_difference(systeme, histoire, query, status):
    assert systeme.get(f"/events/projections/{next(iter(histoire))}/diff", **query).status_code == status
