"""Whatever data says, a terminal and a log line get no order from it: every verb over hostile data, with and without a terminal;
and what the verbs say to a wrong command line."""
import json
import os
import pty
import re
import subprocess
import uuid

import pytest
from systeme import BIN, Systeme, wait_until

HOSTILE = "\x1b[2J\x1b]0;x\x07\r\n\x9b31m\x7f\u202eevil\u2066"
# C0 but line end and tab, DEL, C1, and what turns the direction of text.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
OURS = re.compile(r"\x1b\[(?:0|1|32|33|1;31)m|\r\x1b\[K|\r(?=\n)|\r(?=(?:import|audit|rejeu)[^\r\n]*\x1b\[K)|(?<=\d)\x1b\[K")


def verbs(words=()):
    """Every path of words that has a help, with that help."""
    text = subprocess.run([BIN, *words, "--help"], capture_output=True, text=True, check=True).stdout
    yield list(words), text
    listed = text.split("\nVerbes:\n")
    if len(listed) > 1:
        for name in re.findall(r"^  ([a-z-]+) ", listed[1].split("\n\n")[0], re.M):
            yield from verbs([*words, name])


@pytest.fixture(scope="module")
def hostile():
    """A system whose data is as bad as its API and its databases take it; never verified: it is broken on purpose."""
    s = Systeme()
    try:
        m, p = s.magasin(), s.produit()
        c = s.client(1.0)
        s.stocker(m, (p, 5))
        s.refused = s.commander(c, m, (p, 2))
        s.short = s.commander(s.client(1000.0), m, (p, 50))
        s.ended(s.refused), s.ended(s.short)
        for source in ("essai", "x" + HOSTILE):
            s.post("/events/", {"event_id": str(uuid.uuid4()), "event_type": "Essai", "aggregate_id": "essai-" + HOSTILE[:4],
                                "timestamp": "2026-01-01T00:00:00Z", "source": source, "data": {"x": HOSTILE}})
        s.sql("produits", "UPDATE produits SET nom = nom || %s", HOSTILE)
        s.sql("magasins", "UPDATE magasins SET nom = nom || %s", HOSTILE)
        s.sql("stock", """INSERT INTO lettres_mortes (stream, partition, seq, entree, cle, event_id, event_type, enveloppe, raison, tentatives)
                          SELECT 'commande.evenements', 0, 999999, 'x', %s, '01a20ceb-cab0-7000-bea3-04cc27869c54', %s, 'x', %s, 3""",
              "client:9" + HOSTILE, "Type" + HOSTILE, "raison" + HOSTILE)
        s.sql("stock", """INSERT INTO lettres_actes (genre, auteur, note, continuer, issue, detail, total, fin)
                          VALUES ('rejeu', %s, %s, false, 'terminee', %s, 0, now())""", HOSTILE, HOSTILE, HOSTILE)
        yield s
    finally:
        s.destroy()


def without_terminal(words):
    done = subprocess.run([BIN, *words], capture_output=True, timeout=120, stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def on_terminal(words):
    """The verb as a person sees it: its own colours and progress bars are taken out."""
    mine, its = pty.openpty()
    child = subprocess.Popen([BIN, *words], stdin=subprocess.DEVNULL, stdout=its, stderr=its)
    os.close(its)
    shown = b""
    try:
        while piece := os.read(mine, 65536):
            shown += piece
    except OSError:  # the other side is closed
        pass
    os.close(mine)
    child.wait(timeout=120)
    return OURS.sub("", shown.decode())


def calls(s):
    """At least one call for each verb that reads; those that start, stop or change a whole system have their errors only."""
    place = ["--data-dir", s.data_dir]
    letter = str(s.sql("stock", "SELECT max(id) FROM lettres_mortes")[0][0])
    who = ["--auteur", HOSTILE, "--note", HOSTILE]
    return {
        "status": [place], "config": [["--set", "http.port=" + HOSTILE]], "clients oublier": [["999", *place]],
        "commandes": [place, ["--en-retard", *place]], "commande": [[s.refused, *place], [s.short, *place], [HOSTILE, *place]],
        "replay online-retail": [[HOSTILE, *place]], "verify": [place, ["--live", "--pendant", "1", *place]],
        "audit verify": [place], "evenements importer": [[HOSTILE, *place]],
        "rebuild": [["stock", *place], [HOSTILE, *place]],
        "projections list": [place], "projections status": [place], "projections retry": [["commandes", *place]],
        "projections rebuild": [[HOSTILE, *place]], "projections rollback": [[HOSTILE, *place]],
        "lettres list": [["--etat", "toutes", *place]], "lettres causes": [place], "lettres actes": [place],
        "lettres show": [[letter, "--service", "stock", *place]],
        "lettres rejouer": [["--essai", *who, *place]], "lettres ecarter": [["--cle", "client:9" + HOSTILE, *who, *place]],
        "sauvegarde": [["/proc/" + HOSTILE, *place]], "restauration": [[HOSTILE, "--data-dir", "/proc/x"]],
        "up": [["--set", HOSTILE]], "serve": [["--set", HOSTILE]], "down": [["--data-dir", "/tmp/rien" + HOSTILE]],
        "demo": [[HOSTILE]], "bench": [["--file", HOSTILE, *place]], "bench journal": [[HOSTILE]],
    }


def test_no_verb_hands_orders_to_a_terminal(hostile):
    known = calls(hostile)
    leaves = {" ".join(words) for words, text in verbs() if words and "\nVerbes:\n" not in text} | {"bench"}
    assert leaves <= set(known), f"a verb that this test does not call: {leaves - set(known)}"
    for verb, all_words in known.items():
        for words in all_words:
            call = [*verb.split(), *words]
            code, out, err = without_terminal(call)
            assert not OBEYED.search(out + err), (call, out, err)
            if code in (0, 1) and out:
                assert not OBEYED.search(on_terminal(call)), call
            if "--json" in subprocess.run([BIN, *verb.split(), "--help"], capture_output=True, text=True, check=True).stdout:
                _, out, _ = without_terminal([*call, "--json"])
                assert not OBEYED.search(out), (call, out)
                for told in filter(None, [out] if "--live" not in call else out.splitlines()):
                    assert isinstance(json.loads(told), dict), (call, told)
                    assert not re.search(r"\d[eE][+-]?\d+[,}\]]", re.sub(r'"(?:[^"\\]|\\.)*"', '""', told)), (call, told)


def test_status_says_that_letters_wait(hostile):
    """A letter that the worker itself put aside; the reason is PostgreSQL's, and hostile too."""
    s = hostile
    m, p = s.magasin(), s.produit()
    s.stocker(m, (p, 5))
    s.sql("stock", """CREATE FUNCTION refuser() RETURNS trigger LANGUAGE plpgsql AS
                      $$ BEGIN RAISE EXCEPTION E'panne\\x1b[2J\\x07\\r\\n\\u009b31m'; END $$""")
    s.sql("stock", "CREATE TRIGGER panne BEFORE INSERT ON reservations FOR EACH ROW EXECUTE FUNCTION refuser()")
    late = s.passer(s.client(100.0), m, (p, 1))

    def told():
        out = without_terminal(["status", "--data-dir", s.data_dir])[1]
        return "des lettres mortes attendent" in out and "comptoir lettres causes" in out
    wait_until(told, "status tells of the letter")
    for words in (["commande", late], ["commandes"], ["lettres", "causes"], ["lettres", "list"]):
        _, out, err = without_terminal([*words, "--data-dir", s.data_dir])
        assert out and not OBEYED.search(out + err), (words, out, err)


def test_a_log_line_is_one_line(hostile):
    with open(os.path.join(hostile.data_dir, "logs", "comptoir.log"), encoding="utf-8", newline="\n") as log:
        for line in log:
            assert not OBEYED.search(line.rstrip("\n")), line


def test_a_story_ends_with_its_verdict(hostile):
    _, out, _ = without_terminal(["commande", hostile.refused, "--data-dir", hostile.data_dir])
    assert "Verdict  : annulee, motif paiement_refuse" in out and "10.0 $ à payer, solde 1.0 $" in out
    _, out, _ = without_terminal(["commande", hostile.short, "--data-dir", hostile.data_dir])
    assert "motif stock_indisponible" in out and re.search(r"produit \d+ : 50 voulus, \d+ disponibles", out)
    _, out, _ = without_terminal(["commande", hostile.short, "--json", "--data-dir", hostile.data_dir])
    assert json.loads(out)["verdict"]["manque"][0]["demande"] == 50


ENGLISH = re.compile(r"\b(?:required|expected|requires|excludes|Could not|not in|arguments?\b were|subcommand|Run with)\b")


@pytest.mark.parametrize("words, said", [
    ([], "il manque un verbe"), (["foo"], "verbe inconnu : foo"), (["comande"], "Vouliez-vous dire `commande` ?"),
    (["lettres", "rejuer"], "Vouliez-vous dire `rejouer` ?"), (["sauvegarde"], "il manque DOSSIER"),
    (["--verson"], "Vouliez-vous dire `--version` ?"), (["status", "--jason"], "Vouliez-vous dire `--json` ?"),
    (["verify", "--pendant", "5"], "--pendant demande aussi --live"), (["lettres", "show", "0", "--service", "stock"], "nombre positif"),
    (["status", "--data-dir"], "il manque sa valeur"), (["status", "--data-dir", "a", "--data-dir", "b"], "2 valeurs reçues"),
    (["rebuild", "stock", "--data-dir", "a", "--config", "b"], "s'excluent"), (["f\x1boo"], "f\\u001boo"),
])
def test_a_wrong_command_line_is_answered_in_french(words, said):
    code, out, err = without_terminal(words)
    assert (code, out) == (2, "") and said in err and "--help`" in err and not ENGLISH.search(err), err


def test_every_verb_answers_wrong_words_and_shows_examples():
    assert re.fullmatch(r"comptoir \d+\.\d+\.\d+\n", without_terminal(["--version"])[1])
    for words, text in verbs():
        assert not words or "Exemple" in text, words
        assert not ENGLISH.search(text), (words, text)
        for wrong in (["--inconnue"], ["un", "mot", "de", "trop"]):
            code, _, err = without_terminal([*words, *wrong])
            assert code == 2 and err.startswith("comptoir") and "--help`" in err and not ENGLISH.search(err), (words, wrong, err)
