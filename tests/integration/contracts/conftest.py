"""One running program for all, and a caller that holds each answer against the contracts."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from systeme import Systeme  # noqa: E402

from caller import Caller  # noqa: E402
from documents import CONTRACTS, Documents  # noqa: E402


@pytest.fixture(scope="session")
def systeme():
    running = Systeme()
    try:
        yield running
    finally:
        running.destroy()


@pytest.fixture(scope="session")
def documents():
    return Documents(CONTRACTS)


@pytest.fixture(scope="session")
def api(systeme, documents):
    caller = Caller(systeme.url, documents)
    caller.wait_until_ready()
    return caller
