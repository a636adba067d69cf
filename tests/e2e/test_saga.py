"""The specification's scenarios (section 10) and the races of the saga, over the real program."""
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

from systeme import wait_until


def shop(systeme, prix=5.0, stock=10, solde=100.0):
    m, p, c = systeme.magasin(), systeme.produit(prix), systeme.client(solde)
    systeme.stocker(m, (p, stock))
    return m, p, c


def test_succes(systeme):
    m, p, c = shop(systeme)
    q = systeme.produit(5.0)
    systeme.stocker(m, (q, 3))
    cmd = systeme.commander(c, m, (p, 2), (q, 1))
    assert systeme.ended(cmd) == "VenteConfirmee"
    assert systeme.get(f"/events/projections/{cmd}").json() == {
        "client_id": c,
        "produits": [{"produit_id": p, "quantite": 2, "sous_total": 10.0}, {"produit_id": q, "quantite": 1, "sous_total": 5.0}],
        "total": 15.0,
        "statut": "VenteConfirmee",
    }
    assert systeme.get(f"/projections/{cmd}").json()["statut"] == "VenteConfirmee"
    assert systeme.types(cmd) == ["CommandeCreee", "StockReserve", "PaiementAccepte", "VenteConfirmee"]
    assert systeme.stock(m, p) == (8, 0, 8)
    assert systeme.solde(c) == 85.0
    assert systeme.get(f"/api/ventes/{cmd}").json()["total"] == 15.0
    assert systeme.get(f"/api/panier/{c}/{m}").json()["lignes"] == []


def test_stock_insuffisant(systeme):
    m, p, c = shop(systeme, stock=1)
    cmd = systeme.commander(c, m, (p, 2))
    assert systeme.ended(cmd) == "StockIndisponible"
    assert systeme.types(cmd) == ["CommandeCreee", "StockIndisponible"]
    assert systeme.stock(m, p) == (1, 0, 1)
    assert systeme.solde(c) == 100.0


def test_solde_insuffisant_libere_le_stock(systeme):
    m, p, c = shop(systeme, solde=5.0)
    cmd = systeme.commander(c, m, (p, 3))
    assert systeme.ended(cmd) == "PaiementRefuse"
    assert systeme.types(cmd) == ["CommandeCreee", "StockReserve", "PaiementRefuse", "StockLibere"]
    assert systeme.stock(m, p) == (10, 0, 10)
    assert systeme.solde(c) == 5.0
    etat = systeme.get(f"/api/ventes/commandes/{cmd}").json()
    assert (etat["etat"], etat["motif"]) == ("annulee", "paiement_refuse")


def test_rien_ou_tout(systeme):
    """An order with one line short reserves none of its lines."""
    m, p, c = shop(systeme)
    q = systeme.produit()
    systeme.stocker(m, (q, 1))
    cmd = systeme.commander(c, m, (p, 2), (q, 2))
    assert systeme.ended(cmd) == "StockIndisponible"
    assert systeme.stock(m, p) == (10, 0, 10)
    assert systeme.stock(m, q) == (1, 0, 1)


def test_deux_cents_pour_la_derniere_unite(systeme):
    m, p, _ = shop(systeme, stock=1)
    clients = [systeme.client() for _ in range(200)]
    systeme.wait_idle()

    def buy(c):
        assert systeme.put(f"/api/panier/{c}/{m}/lignes", {"lignes": [{"produit_id": p, "quantite": 1}]}).status_code == 200
        answer = systeme.post("/api/checkout", {"client_id": c, "magasin_id": m}, key=uuid.uuid4().hex)
        assert answer.status_code == 202
        return answer.json()["commande_id"]

    with ThreadPoolExecutor(32) as pool:
        orders = list(pool.map(buy, clients))
    endings = [systeme.ended(o) for o in orders]
    assert endings.count("VenteConfirmee") == 1
    assert endings.count("StockIndisponible") == 199
    assert systeme.stock(m, p) == (0, 0, 0)


def test_meme_cle_cinquante_fois(systeme):
    m, p, c = shop(systeme)
    systeme.wait_idle()
    systeme.put(f"/api/panier/{c}/{m}/lignes", {"lignes": [{"produit_id": p, "quantite": 1}]})
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: systeme.post("/api/checkout", {"client_id": c, "magasin_id": m}, key=key), range(50)))
    assert {a.status_code for a in answers} == {202}
    assert len({a.json()["commande_id"] for a in answers}) == 1
    assert systeme.ended(answers[0].json()["commande_id"]) == "VenteConfirmee"
    assert len(systeme.get("/api/commandes", client_id=c).json()["elements"]) == 1
    assert systeme.solde(c) == 95.0
    other = systeme.post("/api/checkout", {"client_id": c, "magasin_id": systeme.magasin()}, key=key)
    assert other.status_code == 422
    assert other.json()["erreurs"][0]["champ"] == "Idempotency-Key"


def test_annulation_contre_confirmation(systeme):
    """500 orders, each cancelled while it runs: one verdict each, and the books balance (checked by verify)."""
    m, p, _ = shop(systeme, prix=1.0, stock=1000)
    clients = [systeme.client(1000.0) for _ in range(10)]
    systeme.wait_idle()
    verdicts = {}
    lock = threading.Lock()

    def race(c):
        for i in range(50):
            systeme.put(f"/api/panier/{c}/{m}/lignes", {"lignes": [{"produit_id": p, "quantite": 1}]})
            cmd = systeme.post("/api/checkout", {"client_id": c, "magasin_id": m}, key=uuid.uuid4().hex).json()["commande_id"]
            if i % 3:  # some at once, some a moment later
                systeme.get(f"/events/projections/{cmd}", attendre_ms=i % 7 * 3 + 1)
            assert systeme.post(f"/api/commandes/{cmd}/annulation").status_code == 202
            with lock:
                verdicts[cmd] = None

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(race, clients))
    for cmd in verdicts:
        verdicts[cmd] = systeme.ended(cmd)
    assert len(verdicts) == 500
    confirmed = sum(v == "VenteConfirmee" for v in verdicts.values())
    assert set(verdicts.values()) <= {"VenteConfirmee", "VenteRejetee"}
    assert systeme.stock(m, p) == (1000 - confirmed, 0, 1000 - confirmed)
    assert sum(systeme.solde(c) for c in clients) == 10 * 1000.0 - confirmed


def test_ce_qui_est_applique_est_acquitte(systeme):
    """A group's list of unacknowledged entries is memory of Redis that nothing else frees."""
    m, p, c = shop(systeme)
    systeme.ended(systeme.commander(c, m, (p, 1)))
    systeme.wait_idle()
    with systeme.redis() as redis:
        groups = [(s, g["name"]) for s in redis.scan_iter("*.evenements*") for g in redis.xinfo_groups(s)]
        assert any(s.startswith("vente.evenements") and g == "event-store" for s, g in groups)
        wait_until(lambda: not [g for g in groups if redis.xpending(*g)["pending"]], "acknowledgement of all that is applied")
