"""A database that stands still: a table of it is locked by a session of ours."""
import contextlib

import psycopg2


@contextlib.contextmanager
def session(systeme, service):
    """A session on a service's database, in a transaction."""
    name = "comptoir_" + service.replace("-", "_")
    connection = psycopg2.connect(host=systeme.runtime["postgres"], dbname=name, user=name)
    try:
        yield connection.cursor()
    finally:
        connection.close()


@contextlib.contextmanager
def locked(systeme, service, table):
    with session(systeme, service) as cursor:
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
