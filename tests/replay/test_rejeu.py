"""The retailer's first five days: exact to the cent one after the other; faster, and still whole, all at once."""
import json
import os

import pytest
from systeme import Systeme

SAMPLE = os.path.join(os.path.dirname(__file__), "../../data/online-retail-sample.csv.xz")
FACTORS = ["--stock-factor", "0.98", "--balance-factor", "0.9"]
rates = {}


def rejouer(separe, *options):
    s = Systeme(separe=separe)
    try:
        done = s.run("replay", "online-retail", SAMPLE, *FACTORS, "--json", *options)
        assert done.returncode == 0, done.stderr[-3000:]
        s.wait_idle()
        s.verify()
        return json.loads(done.stdout)
    finally:
        s.destroy()


def test_une_apres_l_autre():
    summary = rejouer(False, "--sequential", "--from", "2010-12-01", "--to", "2010-12-05")
    assert summary["commandes"] == 402
    assert (summary["VenteConfirmee"], summary["PaiementRefuse"], summary["StockIndisponible"]) == (91, 252, 59)
    assert summary["sha256_statuts"] == "d6e1af1930b9c8b2729691711994785d7a23b67eba0369d276347374dee2f778"
    rates["sequential"] = summary["debit_commandes_s"]


@pytest.mark.parametrize("separe", [False, True], ids=["un processus", "un processus par service"])
def test_toutes_ensemble(separe):
    summary = rejouer(separe)
    assert summary["VenteConfirmee"] + summary["PaiementRefuse"] + summary["StockIndisponible"] == 402
    print("commandes/s", summary["debit_commandes_s"], rates)
    assert summary["debit_commandes_s"] > rates["sequential"]


@pytest.mark.parametrize("content, words", [(b"", "ligne"), (b"a,b,c\n1,2,3\n", "InvoiceNo"), (b"\xfd7zXZ\x00broken", "")])
def test_mauvais_fichier(tmp_path, content, words):
    file = tmp_path / "fichier.csv.xz" if content.startswith(b"\xfd") else tmp_path / "fichier.csv"
    file.write_bytes(content)
    s = Systeme()
    try:
        done = s.run("replay", "online-retail", str(file))
        assert done.returncode == 2, done.stderr
        assert str(file) in done.stderr or words in done.stderr
    finally:
        s.destroy()
