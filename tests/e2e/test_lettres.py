"""Dead letters: a handler that fails for real (a trigger in the service's database refuses a client), its repair (the trigger
is dropped), and what `comptoir lettres` does in between and after. No part of the program knows that it is tested."""
import concurrent.futures
import contextlib
import http.client
import json
import os
import subprocess
import threading
import time
import urllib.parse
import uuid

import psycopg2
import pytest
from panne import break_stock, repair_stock
from systeme import BIN, Systeme, wait_until

LETTRES = int(os.environ.get("COMPTOIR_LETTRES", "3000"))  # of the drain; up to 100,000
WHO = ["--auteur", "essai", "--note", "réparé"]


# ---- a handler that fails, and its repair ----
def break_event_store(s, event_type, *clients):
    """From now on, and until its trigger is dropped, the event store cannot keep such an event of these clients."""
    s.sql("event-store", """CREATE OR REPLACE FUNCTION refuser() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.event_type = 'TYPE' AND convert_from(NEW.enveloppe, 'UTF8') ~ '"cle":"client:(CLIENTS)"'
        THEN RAISE EXCEPTION 'panne'; END IF; RETURN NEW; END $$"""
          .replace("CLIENTS", "|".join(str(c) for c in clients)).replace("TYPE", event_type))
    s.sql("event-store", "CREATE OR REPLACE TRIGGER panne BEFORE INSERT ON evenements FOR EACH ROW EXECUTE FUNCTION refuser()")


# ---- the program's own words ----
def lettres(s, *words, code=0):
    done = s.run("lettres", *words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    if not done.stdout:
        return done.stderr
    told = json.loads(done.stdout)  # an object: a letter, or the list of what was asked for under its name
    return told if words[0] == "show" else next(iter(told.values()))


def waiting(s, service="stock", **query):
    return s.get(f"/internal/lettres/{service}", etat="en_attente", limite=1000, **query).json()["elements"]


def parked(s, count, service="stock"):
    wait_until(lambda: s.etat(service)["lettres_mortes"] == count, f"{count} letters wait at {service}")


def act(s, act_id):
    return s.get(f"/internal/lettres/stock/actes/{act_id}").json()


def ask(s, what, **request):
    return s.post(f"/internal/lettres/stock/{what}", {"auteur": "essai", "note": "réparé", **request})


def ended(s, act_id):
    return wait_until(lambda: (a := act(s, act_id))["issue"] != "en_cours" and a, f"act {act_id} has ended")


def reserved(s, client):
    """Orders of the client in the order in which stock-service took them up."""
    rows = s.sql("stock", "SELECT aggregate_id FROM journal WHERE event_type = 'StockReserve' AND cle = %s ORDER BY seq",
                 f"client:{client}")
    return [r[0] for r in rows]


def written(s):
    return s.sql("stock", "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM reservations), (SELECT sum(reserve) FROM stock), "
                 "(SELECT md5(string_agg(l::text, '' ORDER BY id)) FROM lettres_mortes l)")


def broken(s):
    """What `comptoir verify` says, by the name of the check."""
    told = json.loads(s.run("verify", "--json").stdout)
    return {line["nom"]: line["ruptures"] for line in told["controles"] if line["verdict"] == "ROMPU"}


def order(s, client, m, p):
    return s.commander(client, m, (p, 1))


@pytest.fixture(scope="module")
def shop(systeme):
    m, p = systeme.magasin(), systeme.produit(1.0)
    systeme.stocker(m, (p, 900_000))
    return m, p


# ---- tests ----
def test_une_cle_en_panne_puis_rejouee_dans_l_ordre(systeme, shop):
    s, (m, p) = systeme, shop
    sick, well = s.client(100.0), s.client(100.0)
    break_stock(s, sick)
    orders = [order(s, sick, m, p) for _ in range(3)]
    assert s.ended(order(s, well, m, p)) == "VenteConfirmee"
    parked(s, 3)

    causes = lettres(s, "causes", "--service", "stock")
    assert sorted(c["nombre"] for c in causes) == [1, 2] and all(c["cles"] == 1 for c in causes)
    first = waiting(s)[0]
    assert first["cause"] == "ERROR:  panne du client N" and first["tentatives"] == 1
    told = lettres(s, "show", str(first["id"]), "--service", "stock")
    assert json.loads(told["enveloppe"])["aggregate_id"] == orders[0] and "SQLSTATE P0001" in told["causes"]
    behind = lettres(s, "show", str(waiting(s)[1]["id"]), "--service", "stock")
    assert behind["derriere"]["id"] == first["id"]
    assert s.run("verify").returncode == 1

    before = written(s)
    [rehearsal] = lettres(s, "rejouer", "--essai", *WHO, code=1)
    assert rehearsal["issue"] == "arretee" and [e["issue"] for e in rehearsal["essais"]] == ["echec", "non_tentee", "non_tentee"]
    repair_stock(s, sick)
    [rehearsal] = lettres(s, "rejouer", "--essai", "--service", "stock", *WHO)
    assert [e["emet"] for e in rehearsal["essais"]] == [["StockReserve"]] * 3
    assert written(s) == before and len(waiting(s)) == 3

    slow = ask(s, "rejeu", par_seconde=2)
    assert slow.status_code == 202 and slow.json()["issue"] == "en_cours"
    assert ask(s, "rejeu").status_code == ask(s, "ecart", cle="client:0").status_code == 409
    orders += [order(s, sick, m, p) for _ in range(3)]  # behind the letters: the key is not free yet
    done = ended(s, slow.json()["id"])
    assert done["issue"] == "terminee" and done["faites"] >= 3 and done["echecs"] == 0
    orders.append(order(s, sick, m, p))  # the key is free
    assert [s.ended(o) for o in orders] == ["VenteConfirmee"] * 7
    assert reserved(s, sick) == orders and s.solde(sick) == 93.0
    assert waiting(s) == [] and {line["auteur"] for line in lettres(s, "list", "--service", "stock", "--etat", "rejouee")} == {"essai"}
    s.verify()


def test_le_premier_echec_arrete_sauf_a_continuer(systeme, shop):
    s, (m, p) = systeme, shop
    one, two, three = (s.client(100.0) for _ in range(3))
    break_stock(s, one, two, three)
    # One letter of the first: with two, the sale of the one replayed may come back before the other is, and wait behind it.
    orders = {one: [order(s, one, m, p)], **{c: [order(s, c, m, p) for _ in range(2)] for c in (two, three)}}
    parked(s, 5)
    repair_stock(s, one, three)

    stopped, = lettres(s, "rejouer", "--service", "stock", *WHO, code=1)
    assert (stopped["issue"], stopped["faites"], stopped["echecs"]) == ("arretee", 1, 1)
    assert [w["cle"] for w in waiting(s)] == [f"client:{two}"] * 2 + [f"client:{three}"] * 2
    assert waiting(s)[0]["tentatives"] == 2 and str(waiting(s)[0]["id"]) in stopped["detail"]
    went_on, = lettres(s, "rejouer", "--service", "stock", "--continuer", *WHO, code=1)
    assert (went_on["issue"], went_on["echecs"]) == ("terminee", 1) and went_on["faites"] >= 2
    assert [w["cle"] for w in waiting(s)] == [f"client:{two}"] * 2

    head, second = (w["id"] for w in waiting(s))
    assert "passe avant" in ask(s, "rejeu", id=second).json()["detail"]
    repair_stock(s, two)
    lettres(s, "rejouer", "--service", "stock", "--id", str(head), *WHO)
    # The sale of the first order comes back to a key that is not free: it waits behind the second.
    parked(s, 2)
    assert [(w["id"] == second, w["event_type"]) for w in waiting(s)] == [(True, "CommandeCreee"), (False, "VenteConfirmee")]
    lettres(s, "rejouer", "--cause", f"clé bloquée: un événement plus ancien de client:{one} attend", *WHO)
    assert waiting(s) == []
    assert {s.ended(o) for o in sum(orders.values(), [])} == {"VenteConfirmee"}
    assert all(reserved(s, c) == orders[c] for c in orders)


def test_l_event_store_rejoue_aussi(systeme, shop):
    """It takes effects after their causes only, and parks both: replayed, they stand in its log in that order."""
    s, (m, p) = systeme, shop
    clients = [s.client(100.0) for _ in range(2)]
    saga = ["CommandeCreee", "StockReserve", "PaiementAccepte", "VenteConfirmee"]
    s.wait_idle()
    break_event_store(s, "CommandeCreee", *clients)
    orders = []
    for count, client in enumerate(clients, 1):
        orders.append(order(s, client, m, p))
        parked(s, 4 * count, "event-store")
    assert [w["event_type"] for w in waiting(s, "event-store")] == saga * 2
    break_event_store(s, "PaiementAccepte", clients[0])
    [rehearsal] = lettres(s, "rejouer", "--essai", "--continuer", "--service", "event-store", *WHO, code=1)
    assert [e["issue"] for e in rehearsal["essais"]] == ["applicable"] * 2 + ["echec", "non_tentee"] + ["applicable"] * 4
    assert rehearsal["essais"][2]["raison"].startswith("ERROR:  panne")
    s.sql("event-store", "DROP TRIGGER panne ON evenements")
    lettres(s, "rejouer", "--service", "event-store", *WHO)
    assert [s.ended(o) for o in orders] == ["VenteConfirmee"] * 2
    assert [s.types(o) for o in orders] == [saga] * 2
    assert s.run("audit", "verify").returncode == 0


def test_la_session_est_perdue_au_milieu_d_un_rejeu(systeme, shop):
    """The session that writes is ended, and then the service is rebuilt: what is replayed stays so, what waits still waits in
    its place, and the key is blocked until its last letter is gone."""
    s, (m, p) = systeme, shop
    sick = s.client(100.0)
    break_stock(s, sick)
    orders = [order(s, sick, m, p) for _ in range(4)]
    parked(s, 4)
    repair_stock(s, sick)
    begun = ask(s, "rejeu", par_seconde=1).json()
    wait_until(lambda: act(s, begun["id"])["faites"] >= 1, "one is replayed")
    s.sql("stock", "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = "
          "'advisory' AND l.granted AND d.datname = current_database()")
    assert ended(s, begun["id"])["issue"] == "interrompue"
    done = s.run("rebuild", "stock", "--vider", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    orders.append(order(s, sick, m, p))
    wait_until(lambda: ask(s, "rejeu").status_code == 202, "stock-service writes again")
    wait_until(lambda: waiting(s) == [], "all are replayed")
    assert {s.ended(o) for o in orders} == {"VenteConfirmee"} and reserved(s, sick) == orders


def test_une_lettre_prise_par_un_autre_n_est_pas_appliquee(systeme, shop):
    """The compare-and-set of a replay: whoever writes late, as a zombie would, finds the letter taken and applies nothing."""
    s, (m, p) = systeme, shop
    sick = s.client(100.0)
    break_stock(s, sick)
    orders = [order(s, sick, m, p) for _ in range(2)]
    parked(s, 2)
    repair_stock(s, sick)
    first = waiting(s)[0]["id"]
    with psycopg2.connect(host=s.runtime["postgres"], dbname="comptoir_stock", user="comptoir_stock") as other, other.cursor() as cursor:
        cursor.execute("UPDATE lettres_mortes SET etat = 'rejouee' WHERE id = %s", (first,))
        begun = ask(s, "rejeu").json()
        wait_until(lambda: s.sql("stock", "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"),
                   "the replay waits for the other")
    assert ended(s, begun["id"])["issue"] == "interrompue" and act(s, begun["id"])["faites"] == 0
    assert reserved(s, sick) == [] and len(waiting(s)) == 1
    s.sql("stock", "UPDATE lettres_mortes SET etat = 'en_attente' WHERE id = %s", first)
    wait_until(lambda: ask(s, "rejeu").status_code == 202, "stock-service writes again")
    wait_until(lambda: waiting(s) == [], "both are replayed")
    assert {s.ended(o) for o in orders} == {"VenteConfirmee"} and reserved(s, sick) == orders


def test_ecarter(systeme, shop):
    s, _ = systeme, shop
    for _ in range(2):
        s.redis().xadd("stock.evenements", {"bonjour": "monde"})
    parked(s, 2)
    one, two = waiting(s)
    assert "écartée" in ask(s, "rejeu", id=one["id"]).json()["detail"]
    assert ask(s, "ecart").status_code == 422 and s.post("/internal/lettres/stock/ecart", {"id": one["id"]}).status_code == 422
    assert ask(s, "ecart", id=one["id"]).json()["faites"] == 1
    assert ask(s, "ecart", id=one["id"]).status_code == 409
    lettres(s, "ecarter", "--service", "stock", "--cause", two["raison"], *WHO)
    assert waiting(s) == []
    assert [a["genre"] for a in lettres(s, "actes", "--service", "stock")[:2]] == ["ecart", "ecart"]
    gone = s.get(f"/internal/lettres/stock/{two['id']}").json()
    assert (gone["etat"], gone["auteur"], gone["note"]) == ("ecartee", "essai", "réparé") and "monde" in gone["enveloppe"]


def test_une_lettre_ecartee_laisse_la_suivante_en_tete(systeme, shop):
    """The order whose event is discarded never ends: verify says so, and that is all it says."""
    s = Systeme()
    try:
        m, p, sick = s.magasin(), s.produit(1.0), s.client(100.0)
        s.stocker(m, (p, 10))
        break_stock(s, sick)
        orders = [order(s, sick, m, p) for _ in range(2)]
        parked(s, 2)
        repair_stock(s, sick)
        s.sql("stock", "UPDATE lettres_mortes SET etat = 'rejouee' WHERE id = %s", waiting(s)[1]["id"])
        assert broken(s)["ordre des lettres"] == [f"client:{sick} : la lettre 2 est rejouée, 1 attend encore"]
        s.sql("stock", "UPDATE lettres_mortes SET etat = 'en_attente'")
        assert ask(s, "ecart", id=waiting(s)[0]["id"]).json()["faites"] == 1
        third = order(s, sick, m, p)
        parked(s, 2)
        lettres(s, "rejouer", *WHO)
        assert [s.ended(o) for o in (orders[1], third)] == ["VenteConfirmee"] * 2
        told = broken(s)
        assert told and all(orders[0] in "".join(breaches) for breaches in told.values())
    finally:
        s.destroy()


# ---- many ----
class Caller:
    """One kept-alive connection: what a thread of a load generator needs and no more."""

    def __init__(self, s):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(s.url).netloc, timeout=60)

    def send(self, method, path, body, key=""):
        self.connection.request(method, path, json.dumps(body), {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status in (200, 202), text
        return json.loads(text)

    def order(self, client, m, p):
        self.send("PUT", f"/api/panier/{client}/{m}/lignes", {"lignes": [{"produit_id": p, "quantite": 1}]})
        return self.send("POST", "/api/checkout", {"client_id": client, "magasin_id": m}, uuid.uuid4().hex)["commande_id"]


def fill(s, clients, each, m, p):
    def of_one(client):
        caller = Caller(s)
        return client, [caller.order(client, m, p) for _ in range(each)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return dict(pool.map(of_one, clients))


@contextlib.contextmanager
def orders_flow(s, client, m, p):
    """One order after the other, each only when the one before is confirmed; what each took, in seconds."""
    took, stop = [], threading.Event()

    def run():
        caller = Caller(s)
        while not stop.is_set():
            begun = time.monotonic()
            commande = caller.order(client, m, p)
            caller.connection.request("GET", f"/events/projections/{commande}?attendre_ms=20000")
            assert json.loads(caller.connection.getresponse().read())["statut"] == "VenteConfirmee"
            took.append(time.monotonic() - begun)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(run)
        yield took
        stop.set()
        running.result()


def test_un_rejeu_tue_en_chemin_puis_repris_pendant_que_les_commandes_passent(systeme, shop):
    s, (m, p) = systeme, shop
    each = 200 if LETTRES <= 20_000 else 1000
    clients, well = [s.client(2000.0) for _ in range(LETTRES // each)], s.client(100_000.0)
    s.wait_idle()
    break_stock(s, *clients)
    orders = fill(s, clients, each, m, p)
    count = each * len(clients)
    wait_until(lambda: s.etat("stock")["lettres_mortes"] == count, "all of them wait", 600)
    repair_stock(s, *clients)

    begun = ask(s, "rejeu", par_seconde=count // 4).json()
    wait_until(lambda: act(s, begun["id"])["faites"] >= count // 8, "the act is on its way")
    s.kill()
    s.start()
    wait_until(lambda: s.get("/pret").status_code == 200, "ready again")
    cut = act(s, begun["id"])
    left = s.etat("stock")["lettres_mortes"]
    assert cut["issue"] == "interrompue" and cut["faites"] > 0 and left > 0

    begun = time.monotonic()
    with orders_flow(s, well, m, p) as took:
        rest = subprocess.run([BIN, "lettres", "rejouer", "--service", "stock", *WHO, "--json", "--data-dir", s.data_dir],
                              capture_output=True, text=True, check=False)
        seconds, meanwhile = time.monotonic() - begun, len(took)
    assert rest.returncode == 0, rest.stdout + rest.stderr
    [again] = json.loads(rest.stdout)["actes"]
    assert again["issue"] == "terminee" and again["faites"] >= left  # sales come back to keys that are not free yet
    s.wait_idle(600)
    assert waiting(s) == []
    done = again["faites"]
    assert meanwhile > seconds, "less than an order of others was confirmed each second"
    print(f"\n{done} lettres rejouées en {seconds:.2f} s : {done / seconds:.0f}/s ; pendant ce temps {meanwhile} commandes neuves "
          f"confirmées, la plus lente en {max(took) * 1000:.0f} ms")
    assert all(reserved(s, c) == orders[c] for c in clients)
    assert {s.solde(c) for c in clients} == {2000.0 - each}
    s.verify()
