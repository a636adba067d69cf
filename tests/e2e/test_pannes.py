"""Services that stop and come back, closed stores, deadlines: the services run each in its own process."""
import os
import signal
import time

import pytest
from systeme import Systeme, proven, service_pid, wait_until

FIGE_DUREE, FIGE_ATTENTE = 12, 6  # seconds of orders; how long the slowest may take: a question is given up after 2 s
REDIS_FIGE = 6  # seconds of orders while Redis stands still


@pytest.fixture(scope="module")
def separe():
    with proven(Systeme(separe=True)) as s:
        yield s


def pause(systeme, service):
    pid = service_pid(systeme, service)
    os.kill(pid, signal.SIGSTOP)
    return pid


def shop(systeme):
    m, p, c = systeme.magasin(), systeme.produit(5.0), systeme.client(100.0)
    systeme.stocker(m, (p, 10))
    return m, p, c


def test_ventes_arrete_puis_relance(separe):
    m, p, c = shop(separe)
    separe.wait_idle()
    pid = pause(separe, "ventes")
    cmd = None
    try:
        cmd = separe.passer(c, m, (p, 2))
        wait_until(lambda: "PaiementAccepte" in separe.types(cmd), "payment while ventes is away")
    finally:
        os.kill(pid, signal.SIGKILL)  # it dies for good; the program starts it again
    assert separe.ended(cmd, 60) == "VenteConfirmee"
    assert separe.stock(m, p) == (8, 0, 8)


def test_magasin_ferme_rembourse_et_libere(separe):
    m, p, c = shop(separe)
    separe.wait_idle()
    pid = pause(separe, "ventes")
    try:
        cmd = separe.passer(c, m, (p, 2))
        wait_until(lambda: "PaiementAccepte" in separe.types(cmd), "payment while ventes is away")
        assert separe.post(f"/api/magasins/{m}/fermeture").status_code == 200
    finally:
        os.kill(pid, signal.SIGKILL)
    assert separe.ended(cmd, 60) == "VenteRejetee"
    assert set(separe.types(cmd)) == {"CommandeCreee", "StockReserve", "PaiementAccepte", "VenteRejetee", "StockLibere", "PaiementRembourse"}
    assert separe.stock(m, p) == (10, 0, 10)
    assert separe.solde(c) == 100.0
    refused = separe.post("/api/checkout", {"client_id": c, "magasin_id": m}, key="g-" + str(c))
    assert refused.status_code == 409


def test_echeance_passee():
    """A reservation whose payment never comes is given back: client-service stands still until the deadline."""
    os.environ["COMPTOIR_STOCK_DELAI_RESERVATION_MS"] = "1500"
    s = Systeme(separe=True)
    try:
        m, p, c = shop(s)
        s.wait_idle()
        pid = pause(s, "client")
        try:
            cmd = s.passer(c, m, (p, 4))
            wait_until(lambda: "StockLibere" in s.types(cmd), "the reservation is released after its deadline")
        finally:
            os.kill(pid, signal.SIGKILL)
        s.wait_idle()
        assert s.stock(m, p) == (10, 0, 10)
        assert s.solde(c) == 100.0
        etat = s.get(f"/api/ventes/commandes/{cmd}").json()
        assert (etat["etat"], etat["motif"]) == ("annulee", "reservation_expiree")
        s.verify()
    finally:
        del os.environ["COMPTOIR_STOCK_DELAI_RESERVATION_MS"]
        s.destroy()


def test_un_service_fige_n_en_ralentit_aucun_autre(separe):
    """client-service stands still: whoever asks its journal waits for no answer, and must not keep the other streams waiting
    each time it looks whether it missed something (every other second)."""
    m, p, c = separe.magasin(), separe.produit(0.01), separe.client(100.0)
    separe.stocker(m, (p, 10_000))
    separe.wait_idle()
    pid = pause(separe, "client")
    commandes, durees = [], []
    try:
        fin = time.monotonic() + FIGE_DUREE
        while time.monotonic() < fin:
            begun = time.monotonic()
            commandes.append(separe.passer(c, m, (p, 1)))
            wait_until(lambda cmd=commandes[-1]: "StockReserve" in separe.types(cmd), "stock is reserved while client stands still")
            durees.append(time.monotonic() - begun)
        assert max(durees) < FIGE_ATTENTE, f"{len(durees)} commandes, la plus lente en {max(durees):.1f} s"
    finally:
        os.kill(pid, signal.SIGCONT)
    assert {separe.ended(cmd, 60) for cmd in commandes} == {"VenteConfirmee"}


@pytest.mark.parametrize("en_processus_separes, attente", [(False, 3), (True, 12)])
def test_redis_fige_n_arrete_pas_une_commande(en_processus_separes, attente):
    """Redis neither answers nor hangs up. In one process services hand over what they commit; apart they ask journals, which
    takes a time-out of Redis a step."""
    with proven(Systeme(separe=en_processus_separes)) as s:
        m, p, c = s.magasin(), s.produit(0.01), s.client(100.0)
        s.stocker(m, (p, 10_000))
        s.wait_idle()
        pid = s.redis().info("server")["process_id"]
        durees = []
        os.kill(pid, signal.SIGSTOP)
        try:
            fin = time.monotonic() + REDIS_FIGE
            while time.monotonic() < fin:
                begun = time.monotonic()
                assert s.ended(s.passer(c, m, (p, 1)), 60) == "VenteConfirmee"
                durees.append(time.monotonic() - begun)
        finally:
            os.kill(pid, signal.SIGCONT)
        print(f"{len(durees)} commandes, la plus lente en {max(durees):.2f} s")
        assert max(durees) < attente
