"""What is accepted can be read: sums of the largest orders, numbers as they were given, ids that every path can carry, and no
query parameter that is silently dropped."""
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

DEAR, MANY = 10_000_000, 1_000_000  # the largest price and the largest quantity of a line
LINES = 7
TOTAL = LINES * DEAR * MANY  # 7e13, the largest total that an order may have
ORDERS = 1400                # their sum in cents is beyond int64


def exact(answer):
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_float=Decimal, parse_int=Decimal)


def post_text(systeme, path, text):
    return systeme.http.post(systeme.url + path, data=text.encode(), headers={"Content-Type": "application/json"}, timeout=20)


def event(**more):
    return {"event_type": "AnnulationDemandee", "aggregate_id": "essai-" + uuid.uuid4().hex, "source": "essai", "data": {}, **more}


# ---- sums ----

@pytest.fixture(scope="module")
def ventes(systeme):
    """A store that sold the largest orders: its id."""
    magasin = systeme.magasin()
    produits = [systeme.produit(DEAR) for _ in range(LINES)]
    systeme.wait_idle()
    lignes = [(p, MANY) for p in produits for _ in range(ORDERS)]
    for debut in range(0, len(lignes), 1000):
        systeme.stocker(magasin, *lignes[debut:debut + 1000])
    panier = [(p, MANY) for p in produits]

    with ThreadPoolExecutor(16) as pool:
        clients = list(pool.map(lambda _: systeme.client(TOTAL), range(ORDERS)))
        systeme.wait_idle()
        list(pool.map(lambda client: systeme.passer(client, magasin, *panier), clients))
    systeme.wait_idle()
    return magasin, produits, clients


def test_les_plus_grandes_ventes_se_lisent_au_rapport(systeme, ventes):
    magasin, produits, _ = ventes
    rapport = exact(systeme.get("/api/ventes/rapport"))
    assert (rapport["nombre"], rapport["total"]) == (ORDERS, ORDERS * TOTAL)
    assert [(m["magasin_id"], m["total"]) for m in rapport["par_magasin"]] == [(magasin, ORDERS * TOTAL)]
    assert {p["produit_id"]: (p["quantite"], p["total"]) for p in rapport["par_produit"]} == \
        {p: (ORDERS * MANY, ORDERS * DEAR * MANY) for p in produits}
    assert sum(j["total"] for j in rapport["par_jour"]) == ORDERS * TOTAL


@pytest.mark.parametrize("par", ["magasin", "jour", "produit"])
def test_les_plus_grandes_ventes_se_lisent_en_projection(systeme, ventes, par):
    head = systeme.get("/events/", ordre="decroissant", limite=1).json()["elements"][0]["position"]
    page = exact(systeme.get("/api/projections/ventes", par=par, apres=head))["elements"]
    assert sum(e["total"] for e in page) == ORDERS * TOTAL


def test_tout_ce_qui_lit_des_sommes_les_lit(systeme, ventes):
    _, _, clients = ventes
    told = systeme.run("verify")
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"{ORDERS * TOTAL}.0" in told.stdout
    assert exact(systeme.get("/api/projections/soldes", client_id=clients[0]))["elements"][0]["paye"] == TOTAL
    assert exact(systeme.get(f"/api/clients/{clients[0]}/grand-livre"))["elements"][1]["montant"] == -TOTAL


# ---- numbers and texts ----

@pytest.mark.parametrize("number", ["1e400", "-1e400", "123456789012345678901234", "0.12345678901234567890123", "1e-400",
                                    "18446744073709551617", "9007199254740993.5"])
def test_un_nombre_que_rien_ne_garde_est_refuse(systeme, number):
    text = json.dumps(event(data={"n": 0})).replace('"n": 0', f'"n": {number}')
    assert post_text(systeme, "/events/", text).status_code == 400
    assert post_text(systeme, "/api/clients", f'{{"nom": "x", "solde": {number}}}').status_code == 400


@pytest.mark.parametrize("number", ["9223372036854775807", "18446744073709551615", "-9223372036854775808", "0.1", "1e300",
                                    "0.30000000000000004", "1e22", "5e-324", "1.7976931348623157e308", "0.00", "-0.0"])
def test_un_nombre_accepte_se_relit_tel_quel(systeme, number):
    e = event(event_id=uuid.uuid4().hex)
    text = json.dumps({**e, "data": {"n": 0}}).replace('"n": 0', f'"n": {number}')
    assert post_text(systeme, "/events/", text).status_code == 201
    read = exact(systeme.get("/events/" + e["event_id"]))["evenement"]["data"]["n"]
    assert read == Decimal(number)
    assert exact(systeme.get("/projections/" + e["aggregate_id"]))["n"] == Decimal(number)


@pytest.mark.parametrize("text", ['{"nom": "a", "nom": "b"}', '{"nom": "a", "solde": 1, "solde": 1}', '{"nom": "a\\u0000b"}',
                                  '{"nom": "a\\ud800b"}'])
def test_json_que_deux_lecteurs_liraient_autrement(systeme, text):
    assert post_text(systeme, "/api/clients", text).status_code in (400, 422)


def test_cle_double_au_fond_d_un_evenement(systeme):
    text = json.dumps(event(data={"a": [{"b": 0}]})).replace('"b": 0', '"b": 0, "c": 1, "b": 2')
    assert post_text(systeme, "/events/", text).status_code == 400


@pytest.mark.parametrize("bad", ["\x1b[2J", "a\r\nb", "\x07", "\x7f", "\x85", "a\tb"])
def test_aucun_caractere_de_controle_dans_un_nom(systeme, bad):
    assert systeme.post("/api/clients", {"nom": bad}).status_code == 422
    assert systeme.post("/api/magasins", {"nom": bad}).status_code == 422
    assert systeme.post("/api/produits", {"code": bad, "nom": "x", "prix": 1}).status_code == 422
    assert systeme.post("/events/", event(source=bad)).status_code == 422
    assert systeme.get("/api/produits", q=bad).status_code == 422


def test_texte_libre_d_un_evenement(systeme):
    assert systeme.post("/events/", event(data={"note": "une ligne\n\tune autre"})).status_code == 201
    assert systeme.post("/events/", event(data={"note": ["\x1b[2J"]})).status_code == 422
    assert systeme.post("/events/", event(data={"\x1b": 1})).status_code == 422


def test_un_nombre_entier_s_ecrit_comme_on_veut(systeme):
    c = systeme.client(10)
    m, p = systeme.magasin(), systeme.produit()
    systeme.wait_idle()
    text = f'{{"magasin_id": {m}.0, "lignes": [{{"produit_id": {p}.00e0, "quantite": 6.43e2}}]}}'
    assert post_text(systeme, "/api/stock/receptions", text).status_code == 201
    assert systeme.stock(m, p) == (643, 0, 643)
    text = f'{{"lignes": [{{"produit_id": {p}, "quantite": 2.0}}]}}'
    assert systeme.http.put(f"{systeme.url}/api/panier/{c}/{m}/lignes", data=text, timeout=20,
                            headers={"Content-Type": "application/json"}).json()["lignes"][0]["quantite"] == 2
    assert post_text(systeme, "/api/stock/receptions", text.replace("2.0", "2.5")).status_code == 422


# ---- ids ----

BAD_IDS = ["a/b", ".", "..", "a b", "é", "a?b", "a#b", "a%2fb", "-a", "~a", "", "a" * 201, "a\\b", "a,b"]


@pytest.mark.parametrize("champ", ["aggregate_id", "event_id", "source", "correlation_id"])
@pytest.mark.parametrize("bad", BAD_IDS)
def test_un_identifiant_qu_un_chemin_ne_porte_pas(systeme, champ, bad):
    answer = systeme.post("/events/", event(**{champ: bad}))
    assert answer.status_code == 422
    assert [e["champ"] for e in answer.json()["erreurs"]] == [champ]


@pytest.mark.parametrize("word", ["flux", "export", "projections"])
def test_un_evenement_ne_porte_pas_le_nom_d_une_route(systeme, word):
    assert systeme.post("/events/", event(event_id=word)).status_code == 422
    assert systeme.post("/events/", event(aggregate_id=word)).status_code == 201  # no path has it at that place
    assert systeme.get("/projections/" + word).status_code == 200


# ---- queries ----

@pytest.mark.parametrize("path", [
    "/api/ventes/rapport?magasin_id=8", "/api/projections/sagas?client_id=1", "/api/produits?couleur=rouge",
    "/api/clients?nom=x", "/api/clients/1/grand-livre?du=2020-01-01", "/events/?agregat=x", "/events/export?x=1",
    "/api/stock?Magasin_id=1", "/internal/lettres/stock?x=1", "/api/commandes?etats=x", "/internal/etat/stock?x=1"])
def test_un_parametre_inconnu_est_nomme(systeme, path):
    systeme.client()
    answer = systeme.get(path)
    assert answer.status_code == 422, answer.text[:300]
    assert answer.json()["erreurs"] == [{"champ": path.split("?")[1].split("=")[0], "raison": "paramètre inconnu ici"}]


@pytest.mark.parametrize("path", [
    "/internal/lettres/stock?etat=AAA", "/api/ventes/commandes?etat=AAA", "/api/projections/commandes?etat=AAA",
    "/api/projections/ventes?par=AAA", "/events/?ordre=AAA", "/api/produits?curseur=", "/api/ventes?curseur=",
    "/api/projections/commandes?curseur=", "/api/projections/stock?curseur=", "/events/?curseur=", "/api/stock?curseur=",
    "/events/?apres=2e25", "/events/export?apres=2e25", "/events/?apres=9223372036854775808", "/api/projections/stock?apres=-1",
    "/api/produits?actif=AAA", "/api/magasins?ouvert=1", "/api/ventes/rapport?du=AAA", "/events/?du=AAA"])
def test_une_valeur_hors_du_contrat_est_refusee(systeme, path):
    answer = systeme.get(path)
    assert answer.status_code == 422, answer.text[:300]
    assert answer.json()["erreurs"][0]["champ"] == path.split("?")[1].split("=")[0]


@pytest.mark.parametrize("path", ["/api/produits?q=%00", "/events/%00", "/api/produits?q=%ff"])
def test_un_echappement_illisible(systeme, path):
    assert systeme.http.get(systeme.url + path, timeout=20).status_code == 400
