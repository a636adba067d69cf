"""Every query of every panel answers, without error and not empty, while the shop is busy."""
import json
import subprocess
import sys

import pytest

from observe import DEPLOY, Load, Observe
from systeme import wait_until


@pytest.fixture(scope="module")
def systeme():
    s = Observe("traces.otlp_url=http://127.0.0.1:9", "traces.echantillon_pour_mille=1000")  # its collector is away
    try:
        with Load(s):
            wait_until(lambda: s.query("comptoir:saga_trop_lente:part5m"), "Prometheus has seen orders end")
            wait_until(lambda: s.value("sum(comptoir:compensations:taux1m)") > 0, "and compensations")
            yield s
    finally:
        s.destroy()


def panels():
    for file in sorted((DEPLOY / "grafana/dashboards").glob("*.json")):
        board = json.loads(file.read_text("utf-8"))
        for panel in board["panels"]:
            for target in panel["targets"]:
                yield pytest.param(target["expr"], id=f"{file.stem}-{panel['title']}-{target['refId']}")


@pytest.mark.parametrize("expr", panels())
def test_a_panel_is_not_empty(systeme, expr):
    wait_until(lambda: systeme.query(expr), f"an answer to {expr}", 20)


def test_what_is_committed_is_what_the_generator_writes(tmp_path):
    subprocess.run([sys.executable, "-B", DEPLOY / "grafana/generate.py", tmp_path], check=True)
    made = {f.name: f.read_text("utf-8") for f in tmp_path.iterdir()}
    assert made == {f.name: f.read_text("utf-8") for f in (DEPLOY / "grafana/dashboards").iterdir()}
