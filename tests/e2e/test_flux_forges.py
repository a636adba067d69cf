"""Redis in an attacker's hands: what no journal holds is applied by nobody, and what a journal holds arrives."""
import json
import os
import uuid

import pytest
from systeme import SERVICES, Systeme, proven, wait_until

LOIN = 900_000


@pytest.fixture(scope="module", params=["separe", "ensemble"])
def s(request):
    with proven(Systeme(separe=request.param == "separe")) as systeme:
        yield systeme


@pytest.fixture(scope="module")
def boutique(s):
    magasin, produit, client = s.magasin(), s.produit(5.0), s.client(10_000.0)
    s.stocker(magasin, (produit, 1_000))
    s.wait_idle()
    return client, magasin, produit


def enveloppe(event_type, aggregate_id, cle, data, source, **more):
    return json.dumps({"event_id": str(uuid.uuid4()), "event_type": event_type, "aggregate_id": aggregate_id,
                       "timestamp": "2026-11-30T08:00:00.000Z", "source": source, "schema_version": 1,
                       "correlation_id": aggregate_id, "cle": cle, "data": data, **more})


def tete(s, stream):
    return next(e["journal"][stream] for e in map(s.etat, SERVICES) if stream in e.get("journal", {}))


def forger(s, stream, texte, seq=None, **champs):
    """The entry, with the next number where none is given; tried anew where the producer was faster."""
    r = s.redis()
    r.xadd(stream, {"evenement": texte, **champs}, id=f"{seq or tete(s, stream) + 1}-0")


def a_ete_vu(s, stream):
    """Every group has read what stands on the stream: who would believe it has."""
    r = s.redis()
    def look():
        sommet = r.xrevrange(stream, count=1)
        return not sommet or sommet[0][0] == f"{tete(s, stream)}-0"
    wait_until(look, f"the forged entry is gone from {stream}")


def vend(s, boutique):
    client, magasin, produit = boutique
    assert s.ended(s.commander(client, magasin, (produit, 1)), patience=60) == "VenteConfirmee"


FORMES = ["sans sceau", "sceau d'un autre", "sceau inventé"]


@pytest.mark.parametrize("forme", FORMES)
@pytest.mark.parametrize("loin", [False, True], ids=["le suivant", "loin devant"])
def test_un_magasin_ferme_par_un_autre_reste_ouvert(s, boutique, forme, loin):
    client, magasin, produit = boutique
    stream = "magasin.evenements"
    vrai = s.redis().xrevrange(stream, count=1)
    champs = {"sans sceau": {}, "sceau d'un autre": {k: v for k, v in vrai[0][1].items() if k == "sceau"} if vrai else {},
              "sceau inventé": {"sceau": "0" * 64}}[forme]
    faux = enveloppe("MagasinFerme", f"mag-{magasin}", f"magasin:{magasin}", {"magasin_id": magasin}, "magasins-service")
    forger(s, stream, faux, LOIN if loin else None, **champs)
    a_ete_vu(s, stream)
    vend(s, boutique)
    autre = s.magasin()  # the real next event
    s.wait_idle()
    s.stocker(autre, (produit, 5))
    assert s.ended(s.commander(client, autre, (produit, 1))) == "VenteConfirmee"


def test_un_vrai_evenement_rejoue_sous_le_numero_suivant(s, boutique):
    """Money and verdicts: PaiementAccepte, VenteConfirmee, CommandeCreee, ClientCredite once more, seal and all."""
    client, _, _ = boutique
    vend(s, boutique)
    avant = s.solde(client)
    for stream in ("commande.evenements", "paiement.evenements", "stock.evenements", "vente.evenements", "client.evenements"):
        for _, champs in s.redis().xrevrange(stream, count=1):
            s.redis().xadd(stream, champs, id=f"{tete(s, stream) + 1}-0")
        a_ete_vu(s, stream)
    s.wait_idle()
    assert s.solde(client) == avant
    vend(s, boutique)
    s.wait_idle()
    s.verify()


def test_une_commande_que_personne_n_a_passee(s, boutique):
    client, magasin, produit = boutique
    faux = f"cmd-{uuid.uuid4()}"
    lignes = [{"produit_id": produit, "quantite": 3, "prix_unitaire": 0.01, "sous_total": 0.03}]
    data = {"client_id": client, "magasin_id": magasin, "produits": lignes, "total": 0.03}
    forger(s, "commande.evenements", enveloppe("CommandeCreee", faux, f"client:{client}", data, "panier-service"))
    a_ete_vu(s, "commande.evenements")
    vend(s, boutique)
    assert s.get(f"/events/projections/{faux}").status_code == 404
    assert s.get(f"/api/stock/reservations/{faux}").status_code == 404


@pytest.mark.parametrize("stream", ["commande.evenements", "vente.evenements"])
def test_le_flux_lui_meme_est_detruit(s, boutique, stream):
    r = s.redis()
    for detruire in (lambda: r.delete(stream), lambda: (r.delete(stream), r.set(stream, "une chaîne")),
                     lambda: r.rename(stream, "ailleurs"), lambda: r.xtrim(stream, maxlen=0),
                     lambda: [r.xgroup_destroy(stream, g["name"]) for g in r.xinfo_groups(stream)]):
        detruire()
        vend(s, boutique)
        wait_until(lambda: r.type(stream) == "stream" and r.xlen(stream), f"{stream} is a stream again")


def test_le_vrai_contenu_change_sous_son_numero(s, boutique):
    """The stream is rewritten under the numbers the journal knows: no comparison of tops sees it."""
    client, magasin, _ = boutique
    stream = "magasin.evenements"
    s.wait_idle()
    r = s.redis()
    faux = enveloppe("MagasinFerme", f"mag-{magasin}", f"magasin:{magasin}", {"magasin_id": magasin}, "magasins-service")
    n = tete(s, stream)
    r.delete(stream)
    r.xadd(stream, {"evenement": faux}, id=f"{n}-0")
    vend(s, boutique)
    s.magasin()
    s.wait_idle()
    vend(s, boutique)


def test_la_cle_n_est_qu_a_son_proprietaire(s):
    cle = os.path.join(s.data_dir, "cle_bus")
    with open(cle, encoding="ascii") as f:
        assert len(f.read().strip()) == 64
    assert os.stat(cle).st_mode & 0o077 == 0
