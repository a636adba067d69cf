"""Clients spread over three partitions: what people do with such a system. Who owns what among instances is in
tests/chaos/test_partitions.py, rebuilding in test_rebuild.py."""
import json
import os
import shutil
import subprocess
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from panne import break_stock, repair_stock
from systeme import BIN, Systeme, proven, wait_until

PARTITIONS = 3
SET = ["--port", "0", "--set", f"saga.partitions={PARTITIONS}"]
WHO = ["--auteur", "essai", "--note", "réparé"]
SAMPLE = os.path.join(os.path.dirname(__file__), "../../data/online-retail-sample.csv.xz")


@pytest.fixture(scope="module")
def three():
    with proven(Systeme(*SET)) as s:
        yield s


@pytest.fixture(scope="module")
def shop(three):
    m, p = three.magasin(), three.produit(1.0)
    three.stocker(m, (p, 100_000))
    clients = {c % PARTITIONS: c for c in (three.client(100.0) for _ in range(PARTITIONS))}
    assert set(clients) == set(range(PARTITIONS)), "who comes without a reference goes to each partition in turn"
    return m, p, clients


def journal(s, service, event_type):
    return dict(s.sql(service, "SELECT stream, count(*) FROM journal WHERE event_type = %s GROUP BY 1", event_type))


def test_une_annee_de_vraies_commandes():
    """The endings of the orders, asked for one after the other, are those of a system with one partition, to the byte."""
    told = []
    for options in (SET, ["--port", "0"]):
        with proven(Systeme(*options)) as s:
            done = s.run("replay", "online-retail", SAMPLE, "--stock-factor", "0.98", "--balance-factor", "0.9", "--sequential", "--json")
            assert done.returncode == 0, done.stderr[-3000:]
            told.append(json.loads(done.stdout)["sha256_statuts"])
            streams = journal(s, "panier", "CommandeCreee")
            assert len(streams) == s.runtime["partitions"] and min(streams.values()) > 0.1 * max(streams.values()), streams
    assert told[0] == told[1]


def test_chacun_dans_sa_partition(three, shop):
    """Everything of a client's order is on his partition, all along the saga, and the event store has it so."""
    m, p, clients = shop
    for number, c in clients.items():
        order = three.commander(c, m, (p, 1))
        assert int(order[-12:], 16) % PARTITIONS == number
        assert three.ended(order) == "VenteConfirmee"
        rows = three.sql("event-store", "SELECT DISTINCT substring(stream FROM '[0-9]+$') FROM evenements WHERE aggregate_id = %s", order)
        assert rows == [(str(number),)]
        late = three.passer(c, m, (p, 1))
        assert three.post(f"/api/commandes/{late}/annulation").status_code == 202
        assert three.ended(late) in ("VenteConfirmee", "VenteRejetee")


def test_ce_qui_n_est_pas_une_commande_est_refuse(three):
    """Before anybody asks whose partition it is."""
    assert three.post("/api/checkout", {"client_id": "x"}, key="k").status_code == 422
    assert three.post("/api/checkout", {"client_id": 1, "magasin_id": 1}).status_code == 400, "no key"
    assert three.put("/api/panier/0/1/lignes", {"lignes": []}).status_code in (404, 422)
    assert three.post("/api/commandes/cmd-nulle/annulation").status_code == 404
    assert three.post(f"/api/commandes/cmd-{uuid.uuid4()}/annulation").status_code == 404
    assert three.post("/api/clients/999999/credits", {"montant": 1, "raison": "x"}).status_code == 404


def test_deux_clients_n_ont_pas_la_meme_reference(three):
    """Asked for at once, under different keys: whoever comes second, to whichever worker, is refused."""
    for _ in range(5):
        body = {"nom": "Anna", "reference": uuid.uuid4().hex, "solde": 1.0}
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: three.post("/api/clients", body, key=uuid.uuid4().hex).status_code, range(8)))  # noqa: B023
        assert sorted(told) == [201] + [409] * 7


def test_une_cle_d_idempotence_pour_deux_clients(three, shop):
    """The same key for clients of two partitions: the second one is told that it was used, whoever's worker it reaches."""
    m, _, clients = shop
    key, told = uuid.uuid4().hex, []
    for c in clients.values():
        told.append(three.post("/api/checkout", {"client_id": c, "magasin_id": m + 1}, key=key).status_code)
    three.put(f"/api/panier/{clients[0]}/{m}/lignes", {"lignes": [{"produit_id": shop[1], "quantite": 1}]})
    first = three.post("/api/checkout", {"client_id": clients[0], "magasin_id": m}, key=key)
    second = three.post("/api/checkout", {"client_id": clients[1], "magasin_id": m}, key=key)
    assert first.status_code == 202 and second.status_code == 422, (told, first.text, second.text)
    three.ended(first.json()["commande_id"])


def lettres(s, *words, code=0):
    done = s.run("lettres", *words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    [told] = json.loads(done.stdout).values()
    return told


def test_lettres_de_trois_partitions(three, shop):
    """One act for each partition where letters wait; rehearsed, refused without its partition, replayed in order."""
    s, (m, p, clients) = three, shop
    break_stock(s, *clients.values())
    orders = [s.commander(c, m, (p, 1)) for c in clients.values() for _ in range(2)]
    wait_until(lambda: s.etat("stock")["lettres_mortes"] == len(orders), "all of them wait")
    assert s.get("/internal/lettres/stock/partitions").json() == {"partitions": [0, 1, 2]}
    assert s.get("/internal/lettres/stock/partitions", cle=f"client:{clients[1]}").json() == {"partitions": [1]}
    refused = s.post("/internal/lettres/stock/rejeu", {"auteur": "essai", "note": "x"})
    assert refused.status_code == 422 and refused.json()["erreurs"][0]["champ"] == "partition", refused.text
    [stopped] = lettres(s, "rejouer", *WHO, code=1)
    assert stopped["issue"] == "arretee" and stopped["total"] == 2, "it stops at the first failure, in its partition"
    repair_stock(s, *clients.values())
    rehearsed = lettres(s, "rejouer", "--essai", *WHO)
    assert [[e["issue"] for e in act["essais"]] for act in rehearsed] == [["applicable"] * 2] * 3
    [one] = lettres(s, "rejouer", "--service", "stock", "--cle", f"client:{clients[2]}", *WHO)
    assert one["faites"] == 2
    rest = lettres(s, "rejouer", *WHO)
    assert [act["faites"] for act in rest] == [2, 2]
    for o in orders:
        assert s.ended(o) == "VenteConfirmee"


def test_le_nombre_est_pour_de_bon():
    """A folder keeps the number it began with: told nothing it goes on, told another it says what to do."""
    s = Systeme(*SET)
    try:
        s.stop()
        done = subprocess.run([BIN, "up", "--detach", "--data-dir", s.data_dir, "--port", "0", "--set", "saga.partitions=2"],
                              capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1 and "3 partitions" in done.stderr and "Retirez la clé" in done.stderr, done.stderr
        s.options = ["--port", "0"]
        s.start()
        assert s.runtime["partitions"] == PARTITIONS and len(s.etat("stock")["partitions"]) == PARTITIONS
        s.sql("stock", "UPDATE decoupage SET partitions = 5")
        s.stop()
        done = subprocess.run([BIN, "up", "--detach", "--data-dir", s.data_dir, "--port", "0"], capture_output=True, text=True,
                              timeout=120, check=False)
        assert done.returncode == 1 and "saga.partitions = 5" in done.stderr, done.stderr
    finally:
        s.destroy()


def test_sauvegarde_et_services_a_part():
    """Each service a process of its own, so that all goes by Redis; a backup of it is restored and goes on."""
    place = tempfile.mkdtemp(prefix="comptoir-test-")
    os.chmod(place, 0o755)
    try:
        with proven(Systeme(*SET, separe=True)) as s:
            m, p = s.magasin(), s.produit(1.0)
            s.stocker(m, (p, 100))
            clients = [s.client(10.0) for _ in range(6)]
            orders = [s.commander(c, m, (p, 1)) for c in clients]
            assert {s.ended(o) for o in orders} == {"VenteConfirmee"}
            done = s.run("sauvegarde", os.path.join(place, "copie"))
            assert done.returncode == 0, done.stderr
        data = os.path.join(place, "donnees")
        done = subprocess.run([BIN, "restauration", os.path.join(place, "copie"), "--data-dir", data], capture_output=True, text=True,
                              timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        with proven(Systeme("--port", "0", data_dir=data)) as again:
            assert again.runtime["partitions"] == PARTITIONS
            assert [again.ended(again.commander(c, m, (p, 1))) for c in clients] == ["VenteConfirmee"] * 6
    finally:
        shutil.rmtree(place, ignore_errors=True)
