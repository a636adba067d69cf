#!/usr/bin/python3
"""Writes the dashboards of this folder: `generate.py [FOLDER]`. A test checks that what is committed is what it writes.

A dashboard is a title and rows of panels; a panel is a title, a unit and queries. Grafana's JSON is made here only.
"""

import json
import sys
from pathlib import Path

SERVICES = ["panier", "stock", "client", "ventes", "produits", "magasins", "event-store"]
DATASOURCE = {"type": "prometheus", "uid": "comptoir"}
WIDTH, HEIGHT = 24, 8  # of Grafana's grid


def panel(title, unit, *queries, kind="timeseries"):
    """`queries`: (PromQL, legend). Units are Grafana's: short, s, ms, bytes, percentunit, ops."""
    return {"title": title, "unit": unit, "queries": queries, "kind": kind}


def quantiles(histogram, by, selector=""):
    """The median and the 99th percentile of a histogram."""
    return [(f"histogram_quantile({q}, sum by (le, {by}) (rate({histogram}_bucket{selector}[1m])))", f"p{int(q * 100)} {{{{{by}}}}}")
            for q in (0.5, 0.99)]


ACTIVITE = [
    [panel("Événements par service", "ops", ("sum by (source) (comptoir:evenements:taux1m)", "{{source}}")),
     panel("Événements par type", "ops", ("sum by (event_type) (comptoir:evenements:taux1m)", "{{event_type}}"))],
    [panel("Latence, de l'émission à la consommation", "ms", *quantiles("commande_latence_ms", "service")),
     panel("Latence moyenne", "ms", ("sum by (service) (rate(commande_latence_ms_sum[1m])) "
                                     "/ (sum by (service) (rate(commande_latence_ms_count[1m])) > 0)", "{{service}}"))],
    [panel("Volume par stream", "ops", ("sum by (stream) (rate(comptoir_journal_tete[1m]))", "{{stream}}")),
     panel("Retard des consommateurs, en événements", "short", ("comptoir:retard_evenements", "{{service}} ← {{stream}}"))],
    [panel("Requêtes HTTP par statut", "ops", ("sum by (status) (rate(http_requests_total[1m]))", "{{status}}")),
     panel("Durée des requêtes HTTP, p99", "s",
           ("histogram_quantile(0.99, sum by (le, handler) (rate(http_request_duration_seconds_bucket[1m])))", "{{handler}}"))],
    [panel("Processus : mémoire", "bytes", ("process_resident_memory_bytes", "{{processus}}")),
     panel("Processus : processeur", "percentunit", ("rate(process_cpu_seconds_total[1m])", "{{processus}}")),
     panel("Traces : spans pris par le collecteur, et perdus", "ops", ("rate(comptoir_spans_envoyes_total[1m])", "pris, {{processus}}"),
           ("rate(comptoir_spans_perdus_total[1m])", "perdus, {{raison}}, {{processus}}"))],
]

SAGA = [
    [panel("Commandes en cours, par événement attendu", "short", ("sum by (attend) (comptoir_sagas_en_cours)", "{{attend}}")),
     panel("Commandes en retard", "short", ("sum by (service, attend) (comptoir_sagas_en_retard)", "{{attend}} de {{service}}")),
     panel("La plus ancienne attend depuis", "s", ("comptoir_saga_attente_max_seconds", "{{attend}} de {{service}}"))],
    [panel("Taux de succès", "percentunit",
           ("sum(rate(saga_commande_succes_total[1m])) / ((sum(rate(saga_commande_succes_total[1m])) "
            "+ sum(rate(saga_commande_echec_total[1m]))) > 0)", "succès")),
     panel("Commandes terminées, par fin et motif", "ops", ("comptoir:commandes_terminees:taux1m", "{{etat}} {{motif}}")),
     panel("Échecs par service", "ops",
           ('sum(rate(commande_etat_total{etat="StockIndisponible"}[1m]))', "stock"),
           ('sum(rate(commande_etat_total{etat="PaiementRefuse"}[1m]))', "paiement"),
           ('sum(rate(commande_etat_total{etat="VenteRejetee"}[1m]))', "vente"))],
    [panel("Durée, de la commande au verdict", "s", *quantiles("comptoir_saga_seconds", "verdict")),
     panel("Durée des étapes, p99", "s",
           ("histogram_quantile(0.99, sum by (le, event_type) (rate(comptoir_etape_seconds_bucket[1m])))", "{{event_type}}")),
     panel("Compensations", "ops", ("comptoir:compensations:taux1m", "{{event_type}}"))],
    [panel("Part des commandes trop lentes (promesse : 99 % en 5 s)", "percentunit",
           ("comptoir:saga_trop_lente:part5m", "5 min"), ("comptoir:saga_trop_lente:part1h", "1 h")),
     panel("Commandes par état, depuis le démarrage", "short", ("commande_etat_total", "{{etat}}"))],
]


def service_rows(service):
    """The dashboard of one service: its worker, its streams, its stores."""
    of = f'{{service="{service}"}}'
    rows = [
        [panel("Tient la partition", "short", (f"comptoir_partition_tenue{of}", "tenue")),
         panel("Files et leurs limites", "short", (f"comptoir_file{of}", "{{file}}"), (f"comptoir_file_limite{of}", "limite {{file}}")),
         panel("PostgreSQL et Redis", "short", (f"comptoir_postgresql_joignable{of}", "PostgreSQL"),
               (f"comptoir_redis_joignable{of}", "Redis"))],
        [panel("Taille des lots, p99", "short",
               (f"histogram_quantile(0.99, sum by (le) (rate(comptoir_lot_taille_bucket{of}[1m])))", "p99")),
         panel("Temps d'un lot, par étape", "s", *quantiles("comptoir_lot_etape_seconds", "etape", of)),
         panel("Connexions de lecture", "short", (f"comptoir_pool_occupees{of}", "occupées"), (f"comptoir_pool_taille{of}", "au plus"))],
        [panel("Lettres mortes", "short", (f"comptoir_lettres_mortes{of}", "en attente")),
         panel("Reprises, sessions perdues", "ops", (f"rate(comptoir_reprises_total{of}[1m])", "reprises"),
               (f"rate(comptoir_sessions_perdues_total{of}[1m])", "sessions perdues")),
         panel("Événements republiés, lus au journal, remis en mémoire", "ops", (f"rate(comptoir_republies_total{of}[1m])", "republiés"),
               (f"rate(comptoir_combles_total{of}[1m])", "lus au journal"),
               (f"rate(comptoir_remis_total{of}[1m])", "remis en mémoire"))],
    ]
    if service != "event-store":
        rows.insert(1, [panel("Journal et stream", "short", (f"comptoir_journal_tete{of}", "journal {{stream}}"),
                              (f"comptoir_stream_publie{of}", "publié {{stream}}"))])
    if service not in ("produits", "magasins"):
        rows.insert(1, [panel("Retard, en événements", "short", (f"comptoir_retard_evenements{of}", "{{stream}}")),
                        panel("Retard, en secondes", "s", (f"comptoir_retard_seconds{of}", "{{stream}}")),
                        panel("Latence", "s", *quantiles("comptoir_evenement_latence_seconds", "service", of))])
    return rows


def grafana_panel(number, spec, x, y, width):
    targets = [{"refId": chr(ord("A") + i), "expr": expr, "legendFormat": legend, "datasource": DATASOURCE}
               for i, (expr, legend) in enumerate(spec["queries"])]
    return {"id": number, "title": spec["title"], "type": spec["kind"], "datasource": DATASOURCE, "targets": targets,
            "gridPos": {"x": x, "y": y, "w": width, "h": HEIGHT},
            "fieldConfig": {"defaults": {"unit": spec["unit"], "min": 0}, "overrides": []}}


def dashboard(uid, title, rows):
    panels = []
    for r, row in enumerate(rows):
        width = WIDTH // len(row)
        panels += [grafana_panel(len(panels) + i + 1, spec, i * width, r * HEIGHT, width) for i, spec in enumerate(row)]
    return {"uid": uid, "title": title, "tags": ["comptoir"], "timezone": "browser", "schemaVersion": 38, "version": 1,
            "refresh": "5s", "time": {"from": "now-15m", "to": "now"}, "panels": panels}


def dashboards():
    """File name -> dashboard."""
    made = {"activite.json": dashboard("comptoir-activite", "Comptoir : activité", ACTIVITE),
            "saga.json": dashboard("comptoir-saga", "Comptoir : saga des commandes", SAGA)}
    for service in SERVICES:
        made[f"service-{service}.json"] = dashboard(f"comptoir-{service}", f"Comptoir : {service}", service_rows(service))
    return made


def main(folder):
    for name, content in dashboards().items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "dashboards")
