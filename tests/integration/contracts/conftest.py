"""The running program and a caller that holds each answer against the contracts."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from caller import Caller
from documents import Documents

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
START_LIMIT_S, STOP_LIMIT_S = 120, 100


@dataclass(frozen=True)
class Systeme:
    url: str
    data_dir: Path


@pytest.fixture(scope="session")
def systeme(tmp_path_factory):
    """`comptoir up` on a free port with data of its own; `comptoir down` at the end."""
    program = os.environ.get("COMPTOIR_BIN")
    if not program:
        pytest.skip("COMPTOIR_BIN is not set: ctest sets it to the path of the program")
    data_dir = tmp_path_factory.mktemp("comptoir") / "data"
    up = subprocess.run([program, "up", "--detach", "--data-dir", data_dir, "--port", "0"], capture_output=True, text=True,
                        timeout=START_LIMIT_S, check=False)
    assert up.returncode == 0, f"comptoir up: {up.stdout}{up.stderr}"
    try:
        yield Systeme(up.stdout.split()[-1].rstrip("/"), data_dir)
    finally:
        subprocess.run([program, "down", "--data-dir", data_dir], timeout=STOP_LIMIT_S, check=False)


@pytest.fixture(scope="session")
def documents():
    return Documents(CONTRACTS)


@pytest.fixture(scope="session")
def api(systeme, documents):
    caller = Caller(systeme.url, documents)
    caller.wait_until_ready()
    return caller
