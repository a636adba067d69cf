"""What is large is read in pieces, and what waits stands aside: neither takes the program's memory or its readers."""
import http.client
import json
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from systeme import Systeme, wait_until

OCTETS, EVENEMENTS, LECTEURS = 900_000, 16, 64
PAGE = 512 * 1024  # kPageBytes
SURPLUS = 256 << 20


def memoire(pid, champ):
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        return next(int(line.split()[1]) * 1024 for line in f if line.startswith(champ + ":"))


@pytest.fixture(scope="module")
def systeme():
    """Not verified at its end: what is posted here nobody has decided."""
    s = Systeme()
    try:
        yield s
    finally:
        s.destroy()


@pytest.fixture(scope="module")
def gros(systeme):
    """An aggregate of large events; its event ids in order."""
    ids = []
    for n in range(EVENEMENTS):
        corps = {"event_type": "CommandeCreee", "aggregate_id": "gros", "source": "essai", "data": {"n": n, "texte": "x" * OCTETS}}
        assert systeme.post("/events/", {**corps, "event_id": f"gros-{n}"}).status_code == 201
        ids.append(f"gros-{n}")
    return ids


def parcourir(systeme, path, **query):
    """All elements by following cursors, and the largest page in bytes."""
    elements, plus_grande, curseur = [], 0, {}
    while curseur is not None:
        page = systeme.get(path, **query, **curseur)
        assert page.status_code == 200, page.text[:300]
        plus_grande = max(plus_grande, len(page.content))
        elements += page.json()["elements"]
        suite = page.json()["curseur"]
        curseur = {"curseur": suite} if suite else None
    return elements, plus_grande


@pytest.mark.parametrize("filtre", [{"aggregate_id": "gros"}, {"event_type": "CommandeCreee"}, {"source": "essai"}, {}])
@pytest.mark.parametrize("ordre", ["croissant", "decroissant"])
def test_une_page_est_bornee_en_octets_et_rien_n_y_manque(systeme, gros, filtre, ordre):
    elements, plus_grande = parcourir(systeme, "/events/", limite=1000, ordre=ordre, **filtre)
    vus = [e["evenement"]["event_id"] for e in elements if e["evenement"]["aggregate_id"] == "gros"]
    assert vus == (gros if ordre == "croissant" else gros[::-1])
    assert len({e["position"] for e in elements}) == len(elements)
    assert plus_grande < PAGE + OCTETS + 100_000


def test_soixante_quatre_lecteurs_tiennent_en_memoire(systeme, gros):
    pid, ou = systeme.runtime["pid"], urlsplit(systeme.url)
    avant = memoire(pid, "VmRSS")
    with open(f"/proc/{pid}/clear_refs", "w", encoding="utf-8") as f:
        f.write("5")  # the peak starts again from here
    lecteurs = [socket.create_connection((ou.hostname, ou.port)) for _ in range(LECTEURS)]
    for lecteur in lecteurs:
        lecteur.sendall(f"GET /events/?aggregate_id=gros&limite=1000 HTTP/1.1\r\nHost: {ou.netloc}\r\n\r\n".encode())
    for lecteur in lecteurs:  # every answer is made, and nobody takes more of it than its first bytes
        assert lecteur.recv(12, socket.MSG_PEEK | socket.MSG_WAITALL) == b"HTTP/1.1 200"
    pire = memoire(pid, "VmHWM")
    for lecteur in lecteurs:
        reponse = http.client.HTTPResponse(lecteur)
        reponse.begin()
        assert json.loads(reponse.read())["elements"][0]["evenement"]["event_id"] == gros[0]
        lecteur.close()
    print(f"+{(pire - avant) >> 20} MiB")
    assert pire - avant < SURPLUS, f"+{(pire - avant) >> 20} MiB"


def test_le_repli_et_l_export_lisent_tout(systeme, gros):
    avant = memoire(systeme.runtime["pid"], "VmRSS")
    with ThreadPoolExecutor(8) as pool:
        for reponse in pool.map(lambda _: systeme.get("/projections/gros"), range(8)):
            assert reponse.status_code == 200
    lignes = systeme.get("/events/export", aggregate_id="gros").content.decode().splitlines()
    assert [json.loads(ligne)["evenement"]["event_id"] for ligne in lignes] == gros
    assert memoire(systeme.runtime["pid"], "VmHWM") - avant < SURPLUS


def test_les_lettres_aussi(systeme):
    systeme.sql("stock", "INSERT INTO lettres_mortes(stream, partition, seq, entree, cle, event_id, event_type, enveloppe, raison, tentatives, etat) "
                         "SELECT 'essai', 0, n, '', 'essai', 'e' || n, 'X', convert_to(repeat('x', 900000), 'UTF8'), repeat('r', 300000), 1, 'ecartee' "
                         "FROM generate_series(1, 12) AS n")
    try:
        lettres, plus_grande = parcourir(systeme, "/internal/lettres/stock", limite=1000)
        assert [x["seq"] for x in lettres] == list(range(1, 13))
        assert plus_grande < PAGE + 700_000
    finally:
        systeme.sql("stock", "DELETE FROM lettres_mortes WHERE stream = 'essai'")


def test_ce_qui_attend_ne_tient_aucun_lecteur(systeme):
    """40 readers wait for an order that is about to be told of, 40 for a projection: others are answered meanwhile."""
    jeune = "cmd-" + uuid7()
    with ThreadPoolExecutor(80) as pool:
        attentes = [pool.submit(systeme.get, f"/projections/{jeune}", attendre_ms=6000) for _ in range(40)]
        attentes += [pool.submit(systeme.get, "/api/projections/commandes", apres=10**15) for _ in range(40)]
        assert systeme.get("/events/", limite=1).status_code == 200
        assert systeme.get("/api/projections/commandes", limite=1).status_code == 200
        assert not any(a.done() for a in attentes)  # they all still wait
        assert {a.result().status_code for a in attentes[:40]} == {404}
        assert {a.result().status_code for a in attentes[40:]} == {503}


def uuid7(age_ms=0):
    brut = bytearray(int((time.time() * 1000) - age_ms).to_bytes(6, "big") + uuid.uuid4().bytes[6:])
    brut[6] = 0x70 | brut[6] & 0x0F
    return str(uuid.UUID(bytes=bytes(brut)))


def test_qui_attend_est_rappele_par_ce_qu_il_attend(systeme):
    """Its first event comes while it waits; then one that ends it."""
    commande = "cmd-" + uuid7()
    with ThreadPoolExecutor(1) as pool:
        attente = pool.submit(systeme.get, f"/projections/{commande}", attendre_ms=30_000)
        debut = time.monotonic()
        for event_type in ("CommandeCreee", "StockIndisponible"):
            systeme.made("/events/", {"event_type": event_type, "aggregate_id": commande, "source": "essai", "data": {"client_id": 1}})
        assert attente.result().status_code == 200
        assert time.monotonic() - debut < 20


@pytest.mark.parametrize("inconnu", ["none", "cmd-", "cmd-x", "cmd-" + str(uuid.uuid4()), "cmd-" + uuid7(3_600_000), "cmd-" + uuid7(-3_600_000), "stk-1-1"])
def test_un_agregat_inconnu_est_404_aussitot(systeme, inconnu):
    debut = time.monotonic()
    for path in ("/projections/", "/events/projections/"):
        assert systeme.get(path + inconnu, attendre_ms=30_000).status_code == 404
    assert time.monotonic() - debut < 10


def test_les_places_sont_a_l_adresse_du_pair(systeme):
    """Whatever X-Forwarded-For says: no proxy is named here."""
    lecteurs = []
    try:
        for n in range(251):
            lecteurs.append(systeme.http.get(systeme.url + "/events/flux", headers={"X-Forwarded-For": f"198.51.100.{n}"}, stream=True))
        assert [x.status_code for x in lecteurs] == [200] * 250 + [429]
    finally:
        for lecteur in lecteurs:
            lecteur.close()


VIEILLES = 1_200  # more than two batches


def test_les_vieilles_cles_s_en_vont_les_jeunes_restent(systeme):
    cle = uuid.uuid4().hex
    produit = {"code": uuid.uuid4().hex[:10], "nom": "Essai", "prix": 1.0}
    premiere = systeme.post("/api/produits", produit, key=cle)
    assert premiere.status_code == 201
    systeme.sql("produits", "INSERT INTO idempotence(cle, empreinte, statut, corps, lieu, le) "
                            "SELECT 'vieille ' || n, '', 200, '', '', now() - interval '31 days' FROM generate_series(1, %s) AS n", VIEILLES)
    systeme.sql("produits", "INSERT INTO idempotence(cle, empreinte, statut, corps, lieu, le) VALUES ('jeune', '', 200, '', '', now() - interval '29 days')")
    wait_until(lambda: systeme.sql("produits", "SELECT count(*) FROM idempotence WHERE cle LIKE 'vieille %%'") == [(0,)], "old keys are gone")
    assert systeme.sql("produits", "SELECT count(*) FROM idempotence WHERE cle = 'jeune'") == [(1,)]
    encore = systeme.post("/api/produits", produit, key=cle)
    assert (encore.status_code, encore.json()) == (201, premiere.json())
    assert encore.headers["Idempotency-Replayed"] == "true"
