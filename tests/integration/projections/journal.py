"""The event store's log, for tests of its projections: read, folded by hand, and made long."""

from systeme import wait_until

NOMS = ("commandes", "sagas", "ventes", "stock", "soldes")

COPIES = """
INSERT INTO evenements SELECT copie.* FROM generate_series(1, %s) k,
  (SELECT e, row_number() OVER (ORDER BY global_position) rang, count(*) OVER () m FROM evenements e
   WHERE aggregate_id = %s) modele,
  LATERAL jsonb_populate_record(modele.e, jsonb_build_object(
    'global_position', (SELECT max(global_position) FROM evenements) + (k - 1) * m + rang,
    'event_id', gen_random_uuid(), 'aggregate_id', 'cmd-' || lpad(to_hex(k), 8, '0') || '-0000-7000-8000-000000000000',
    'stream', 'copie.evenements', 'seq', (SELECT max(global_position) FROM evenements) + (k - 1) * m + rang)) copie"""


def allonger(systeme, modele, n):
    """n copies of an order's events at the end of the log; not through the worker, which is started again after it."""
    systeme.sql("event-store", COPIES, n, modele)
    systeme.sql("event-store", "UPDATE tete SET position = (SELECT max(global_position) FROM evenements)")
    systeme.stop()
    systeme.start()


def evenements(systeme, **filtre):
    """Every stored event, in order."""
    apres = 0
    while True:
        page = systeme.get("/events/", apres=apres, limite=1000, **filtre).json()
        yield from page["elements"]
        if page["curseur"] is None:
            return
        apres = page["elements"][-1]["position"]


def tete(systeme):
    return systeme.get("/api/projections").json()["tete"]


def etat(systeme, nom):
    return next(p for p in systeme.get("/api/projections").json()["projections"] if p["nom"] == nom)


def a_jour(systeme, patience=120):
    """Waits until every projection has seen every event."""
    def look():
        answer = systeme.get("/api/projections").json()
        return all(p["active"] and p["active"]["position"] == answer["tete"] for p in answer["projections"])
    wait_until(look, "the projections have seen every event", patience)


def elements(systeme, chemin, **query):
    """Every element of a list of projections, page by page."""
    out, curseur = [], {}
    while True:
        answer = systeme.get("/api/projections/" + chemin, limite=1000, **query, **curseur)
        assert answer.status_code == 200, answer.text
        out += answer.json()["elements"]
        if answer.json()["curseur"] is None:
            return out
        curseur = {"curseur": answer.json()["curseur"]}


def condense(systeme, nom, generation, *tables):
    """Count and order-independent digest of each table of one building of a projection."""
    return [systeme.sql("event-store", f"SELECT count(*), sum(hashtextextended(t::text, 7)) FROM projection_{nom}_{generation}.{t} t")
            for t in tables]


def cents(dollars):
    return round(dollars * 100)
