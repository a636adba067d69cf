"""The files of logs/ stay within bounds while they are written, and the newest lines are there."""
import glob
import os
import uuid

import pytest
from systeme import Systeme, wait_until

LIMITE, GARDES = 64 * 1024, 2
MARGE = 512 * 1024  # what may be written between two looks


@pytest.fixture(scope="module", params=[False, True], ids=["ensemble", "separe"])
def bavard(request):
    s = Systeme("--port", "0", "--set", "log.niveau=debug", "--set", "log.fichier_ko=64", "--set", f"log.fichiers={GARDES}", separe=request.param)
    s.bavards = ["produits"] if request.param else ["comptoir"]
    try:
        yield s
    finally:
        s.destroy()


def fichiers(s, nom):
    return glob.glob(os.path.join(s.data_dir, "logs", nom + ".log*"))


def lu(s, nom):
    texte = ""
    for fichier in fichiers(s, nom):
        with open(fichier, encoding="utf-8", errors="replace") as f:
            texte += f.read()
    return texte


def test_les_journaux_tournent_pendant_qu_on_ecrit(bavard):
    nom = bavard.bavards[0]

    def tourne():
        for _ in range(50):
            bavard.made("/api/produits", {"code": uuid.uuid4().hex[:10], "nom": "Essai", "prix": 1.0})
        return len(fichiers(bavard, nom)) == GARDES + 1
    wait_until(tourne, "the log was put aside")
    for _ in range(200):
        bavard.produit()
    assert len(fichiers(bavard, nom)) == GARDES + 1
    assert sum(os.path.getsize(f) for f in fichiers(bavard, nom)) < (GARDES + 1) * LIMITE + MARGE


def test_ceux_de_postgresql_aussi_et_les_dernieres_lignes_y_sont(bavard):
    bavard.sql("produits", "DO $$ BEGIN FOR i IN 1..4000 LOOP RAISE WARNING 'une ligne de plus, %%', i; END LOOP; END $$")
    wait_until(lambda: os.path.getsize(os.path.join(bavard.data_dir, "logs", "postgres.log")) <= LIMITE, "PostgreSQL's log was cut")
    bavard.sql("produits", "DO $$ BEGIN RAISE WARNING 'la toute derniere'; END $$")
    wait_until(lambda: "la toute derniere" in lu(bavard, "postgres"), "the newest line is there")
    assert len(fichiers(bavard, "postgres")) <= GARDES + 1
