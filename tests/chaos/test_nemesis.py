"""The short form of ./dev chaos: three minutes of every fault under load. What it does and when it is void, nemesis/__main__.py says."""
import os

from nemesis.__main__ import main

MINUTES = os.environ.get("COMPTOIR_TEST_CHAOS_MINUTES", "3")


def test_rien_de_perdu_rien_de_double():
    assert main(["--minutes", MINUTES, "--minimum", "5"]) == 0
