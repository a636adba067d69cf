"""Every document of contracts/http, held against the running program by requests that schemathesis makes of it."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
from systeme import Systeme  # noqa: E402

SECONDS = int(os.environ.get("COMPTOIR_SCHEMATHESIS_S", "15"))  # for one document
PROGRAM = Path(os.environ.get("COMPTOIR_SCHEMATHESIS", ROOT / "build/schemathesis"), "bin/schemathesis")
DOCUMENTS = sorted((ROOT / "contracts/http").glob("*.openapi.yaml"))
ENDLESS = "/events/flux"  # an answer without end: nothing to hold against a schema


@pytest.fixture(scope="module")
def systeme():
    running = Systeme()
    try:
        yield running
        running.wait_idle()
        running.verify()
    finally:
        running.destroy()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name.split(".")[0])
def test_the_program_is_as_its_document_says(systeme, document, tmp_path):
    done = subprocess.run(
        [PROGRAM, f"--config-file={HERE / 'schemathesis.toml'}", "run", "--no-color", f"--url={systeme.url}", f"--max-time={SECONDS}",
         "--phases=examples,coverage,fuzzing", "--continue-on-failure", "--warnings=off", "--request-timeout=60",
         "--generation-database=:memory:", f"--exclude-path={ENDLESS}", document],
        cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS + 300, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert "Tested:" in done.stdout, done.stdout
