"""The power goes while orders come in, again and again on the same disk: nothing that a client was told is missing afterwards,
every order ends, and the program starts by itself. How the power is cut, and what that cannot show, nemesis/disque.py says.
COMPTOIR_TEST_COUPURES=100 is the long form."""
import os
import random
import subprocess
import time

import pytest
from nemesis.__main__ import tenir_parole
from nemesis.charge import Boutique, Charge, Registre
from nemesis.disque import Disque, disque_possible
from systeme import BIN, Systeme

COUPURES = int(os.environ.get("COMPTOIR_TEST_COUPURES", "3"))
JUSQU_A = (0.0, 3.0)  # seconds of orders before the power goes
DEMARRAGE = (0.05, 2.0)  # seconds of a start before the power goes


@pytest.fixture
def disque():
    raison = disque_possible()
    if raison:
        pytest.skip(raison)
    d = Disque(dessous=Disque())
    yield d
    d.detruire()


def servir_et_couper(systeme, boutique, registre, disque, de):
    """Seconds from the return of the power until the shop is open."""
    charge = Charge(boutique, de.random(), registre=registre)
    try:
        time.sleep(de.uniform(*JUSQU_A))  # the moment of the cut, not a wait for anything
        disque.couper(cache_perdu=de.choice([True, False]))
        debut = time.monotonic()
        systeme.start()
        return time.monotonic() - debut
    finally:
        charge.arreter()


def test_rien_ne_manque_apres_une_coupure(disque):
    graine = random.randrange(10**6)
    print("graine", graine)
    de, registre, reprises = random.Random(graine), Registre(), []
    systeme = Systeme(data_dir=disque.donnees)
    try:
        boutique = Boutique(systeme)
        for _ in range(COUPURES):
            reprises.append(servir_et_couper(systeme, boutique, registre, disque, de))
            systeme.wait_idle()
            assert not tenir_parole(systeme, registre)
            systeme.verify()
            audit = systeme.run("audit", "verify")
            assert audit.returncode == 0, audit.stdout + audit.stderr
            print(f"coupure {len(reprises)} : {len(registre.commandes)} commandes promises, rouvert en {reprises[-1]:.1f} s", flush=True)
        assert len(registre.commandes) >= COUPURES, "too few orders to say anything"
    finally:
        systeme.stop()


@pytest.mark.parametrize("attente, cache_perdu", [(0, True), (7, False)])
def test_une_coupure_juste_apres_la_premiere_ouverture(disque, attente, cache_perdu):
    """The files of a first start are young: what was renamed into place without fsync has its name, but not yet its bytes. The
    kernel writes names every 5 s, and such bytes after 30 s at the latest."""
    systeme = Systeme(data_dir=disque.donnees)
    try:
        magasin = systeme.magasin()
        time.sleep(attente)  # the age of the files when the power goes
        disque.couper(cache_perdu)
        systeme.start()
        assert systeme.get(f"/api/magasins/{magasin}").status_code == 200
        systeme.wait_idle()
        systeme.verify()
    finally:
        systeme.stop()


def test_des_coupures_pendant_l_ouverture(disque):
    """The power goes while a start is under way, the very first one to begin with: databases half made, locks without their bytes."""
    graine = random.randrange(10**6)
    print("graine", graine)
    de = random.Random(graine)
    for _ in range(max(COUPURES, 5)):
        with subprocess.Popen([BIN, "up", "--data-dir", disque.donnees, "--port", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            time.sleep(de.uniform(*DEMARRAGE))  # the moment of the cut, not a wait for anything
            disque.couper(cache_perdu=de.choice([True, False]))
    systeme = Systeme(data_dir=disque.donnees)
    try:
        systeme.magasin()
        systeme.wait_idle()
        systeme.verify()
    finally:
        systeme.stop()
