"""Files of others through `comptoir replay`: a bad line is told and left out, and nothing that is lost is silent."""
import gzip
import json
import lzma
import os
import subprocess

import pytest
from systeme import BIN, Systeme

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def line(invoice, **with_):
    v = {"code": "A1", "nom": "a", "quantite": 1, "date": "2010-12-01 08:26:00", "prix": "2.55", "client": "17850.0",
         "pays": "France", **with_}
    return f"{invoice},{v['code']},{v['nom']},{v['quantite']},{v['date']},{v['prix']},{v['client']},{v['pays']}\n"


@pytest.fixture(scope="module")
def system():
    s = Systeme()
    try:
        yield s
        s.wait_idle()
        s.verify()
    finally:
        s.destroy()


def replay(s, tmp_path, content, *options, name="f.csv"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return s.run("replay", "online-retail", str(file), "--json", "--run", os.urandom(8).hex(), *options, timeout=120)


BAD = {
    "quantity": line(2, quantite=2_000_000), "price": line(2, prix=20_000_000), "blank code": line(2, code=" "),
    "no invoice": line(""), "long invoice": line("2" * 65), "no such day": line(2, date="2010-02-30 08:26:00"),
    "few columns": "2,A1\n", "many columns": line("2,2"), "open quote": line(2, nom='"open'),
    "NUL": line(2, code="A\0"), "customer": line(2, client="dix"), "tabs": line(2).replace(",", "\t"),
}


def test_a_bad_line_is_told_and_left_out(system, tmp_path):
    content = HEADER + line("R1") + "".join(BAD.values()) + line("R3")
    done = replay(system, tmp_path, content)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["commandes"], told["lignes_ignorees"], told["pertes"]) == (2, len(BAD), 0)
    for number, why in enumerate(BAD, 3):
        assert f"f.csv ligne {number} ignorée" in done.stderr, (why, done.stderr)
    assert replay(system, tmp_path, content, "--strict").returncode == 1


def test_what_the_services_refuse_is_a_told_loss(system, tmp_path):
    """An order that no service takes, one of too many products, a country in Latin-1, a name of controls: the rest goes on."""
    content = (HEADER + "".join(line("S1", code=f"P{i}") for i in range(1100))
               + "".join(line("S2", code=f"Q{i}", quantite=1_000_000, prix=10_000_000) for i in range(1000))
               + line("S3", nom="\x1b[2J\x9b") + line("S4", pays="Côte d'Ivoire")).encode("latin-1")
    done = replay(system, tmp_path, content)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["commandes"], told["lignes_ignorees"], told["pertes"]) == (3, 100, 1), done.stderr
    assert "perdu : facture S2" in done.stderr and "100 lignes ignorées, 1 perte" in done.stderr
    assert "Côte d'Ivoire" in system.get("/api/magasins", q="Ivoire").text


FORMS = {
    "CRLF": (HEADER + line("F")).replace("\n", "\r\n"), "CR": (HEADER + line("F")).replace("\n", "\r"),
    "BOM": "\ufeff" + HEADER + line("F"), "quoted": '"' + HEADER.strip().replace(",", '","') + '"\n' + line("F"),
    "II": "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n" + line("F"),
    "semicolon": (HEADER + line("F", prix="2§55")).replace(",", ";").replace("§", ","),
    "d/m/Y": HEADER + line("F", date="13/12/2010 8:26"), "m/d/Y": HEADER + line("F", date="12/13/2010 8:26"),
    "xz": lzma.compress((HEADER + line("F")).encode()), "gz": gzip.compress((HEADER + line("F")).encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_others_are_read(system, tmp_path, form):
    done = replay(system, tmp_path, FORMS[form], "--strict")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["commandes"] == 1


def test_standard_input(system):
    done = subprocess.run([BIN, "replay", "online-retail", "-", "--json", "--data-dir", system.data_dir], timeout=60,
                          input=HEADER + line("I"), capture_output=True, text=True, check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["commandes"] == 1, done.stderr


REFUSED = {
    "ambiguous dates": (HEADER + line("A", date="1/12/2010 8:26"), 2, "--dates j/m/a"),
    "missing column": (HEADER.replace("UnitPrice,", "") + "x\n", 2, "UnitPrice (ou Price)"),
    "empty": (b"", 2, "vide"), "Excel": (b"PK\x03\x04rest", 2, "CSV"), "UTF-16": ((HEADER + line("A")).encode("utf-16"), 2, "iconv"),
    "cut xz": (lzma.compress((HEADER + line("A") * 999).encode())[:-20], 2, "xz -t"),
    "only bad lines": (HEADER + line("A", quantite="x"), 1, "rien à rejouer"),
    "only a header": (HEADER, 1, "rien à rejouer"), "no sale": (HEADER + line("CA", quantite=-1), 1, "rien à rejouer"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_replayed_says_the_cure(system, tmp_path, why):
    content, code, words = REFUSED[why]
    done = replay(system, tmp_path, content)
    assert (done.returncode, done.stdout) == (code, "") and words in done.stderr, done.stderr


@pytest.mark.parametrize("path, words", [("/tmp", "dossier"), ("/nulle/part.csv", "pas de fichier")])
def test_what_is_no_file(system, path, words):
    done = system.run("replay", "online-retail", path)
    assert done.returncode == 2 and words in done.stderr and path in done.stderr
