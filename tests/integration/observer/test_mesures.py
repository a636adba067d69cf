"""What /metrics says is well-formed, bounded, and true; and Prometheus hears it."""
import re

import pytest

from observe import DEPLOY, Observe, promtool
from systeme import SERVICES, proven, wait_until

# The specification's own name; Prometheus would have it in seconds, as comptoir_evenement_latence_seconds is.
KNOWN_COMPLAINT = "commande_latence_ms metric names should not contain abbreviated units"


@pytest.fixture(scope="module")
def systeme():
    with proven(Observe()) as s:
        yield s


def metrics(systeme):
    return systeme.get("/metrics").text


def samples(text, name):
    """{labels as text: value} of one metric."""
    return {m[1] or "": float(m[2]) for m in re.finditer(rf"^{name}(\{{.*\}})? (\S+)$", text, re.M)}


def labelled(text, name, label):
    """{label's value: sum}."""
    out = {}
    for labels, value in samples(text, name).items():
        found = re.search(rf'{label}="([^"]*)"', labels)
        out[found[1]] = out.get(found[1], 0) + value
    return out


def test_every_target_is_up_and_every_rule_is_loaded(systeme):
    wait_until(lambda: systeme.value("up") == 1, "the target is up")
    rules = [r for g in systeme.prometheus("/api/v1/rules")["groups"] for r in g["rules"]]
    written = "".join((DEPLOY / "prometheus" / f).read_text("utf-8") for f in ("alertes.yml", "regles.yml"))
    assert len(rules) == len(re.findall(r"^ *- (?:alert|record):", written, re.MULTILINE)) > 20
    wait_until(lambda: all(r["health"] == "ok" for g in systeme.prometheus("/api/v1/rules")["groups"] for r in g["rules"]),
               "every rule is sound")


def test_counters_equal_the_databases_at_rest(systeme):
    magasin, produit, epuise, client, pauvre = systeme.shop()
    ids = [systeme.order(*o) for o in ((client, magasin, produit), (client, magasin, produit), (pauvre, magasin, produit),
                                       (client, magasin, epuise))]
    for commande in ids:
        systeme.ended(commande)
    text = metrics(systeme)
    stored = dict(systeme.sql("event-store", "SELECT event_type, count(*) FROM evenements GROUP BY 1"))
    assert labelled(text, "event_store_events_total", "event_type") == stored
    ends = dict(systeme.sql("ventes", "SELECT statut, count(*) FROM commandes GROUP BY 1"))
    assert {k: v for k, v in labelled(text, "commande_etat_total", "etat").items() if v} == ends
    assert ends == {"VenteConfirmee": 2, "PaiementRefuse": 1, "StockIndisponible": 1}
    assert samples(text, "saga_commande_succes_total") == {"": 2}
    assert samples(text, "saga_commande_echec_total") == {"": 2}
    assert sum(samples(text, "comptoir_saga_seconds_count").values()) == 4
    heads = {s: h for service in ("panier", "stock", "client", "ventes")
             for s, h in systeme.sql(service, "SELECT stream, max(seq) FROM journal GROUP BY 1")}
    assert {s: v for s, v in labelled(text, "comptoir_journal_tete", "stream").items() if s in heads} == heads
    assert set(samples(text, "comptoir_retard_evenements").values()) == {0}
    assert len(samples(text, "comptoir_retard_evenements")) == sum(len(systeme.etat(s)["positions"]) for s in SERVICES)


def test_promtool_complains_of_nothing_but_the_specification_s_own_name(systeme):
    done = promtool("check", "metrics", text=metrics(systeme))
    assert [line for line in (done.stdout + done.stderr).splitlines() if line] == [KNOWN_COMPLAINT]


def test_callers_choose_no_label(systeme):
    for n in range(150):
        systeme.get(f"/inconnu/{n}")
        body = {"event_type": "StockRecu", "aggregate_id": f"stk-depose-{n + 1}", "source": f"moi-{n}",
                "data": {"magasin_id": 1, "produit_id": n + 1, "quantite": 1, "physique": 1}}
        assert systeme.post("/events/", body).status_code == 201
    systeme.http.request("BREW", systeme.url + "/sante", timeout=10)
    text = metrics(systeme)
    assert len(samples(text, "event_store_events_total")) <= 101
    assert labelled(text, "event_store_events_total", "source")["autre"] == 150
    handlers = labelled(text, "http_requests_total", "handler")
    assert handlers["aucune"] >= 150 and not [h for h in handlers if "inconnu" in h]
    assert set(labelled(text, "http_requests_total", "method")) <= {"GET", "POST", "PUT", "AUTRE"}
    assert len(text.splitlines()) < 3000
