"""The limits are the contract's: for every field of every request body, contracts/http's minimum, maximum and lengths are
accepted, and what is one beyond is refused and named. The table is made of the documents: no limit can be left out."""
import copy
import os
import sys
import uuid

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../integration/contracts"))
from documents import CONTRACTS, Documents  # noqa: E402

BIGGEST_INT = 2**63 - 1
EVENT_STORE_ANY = "POST /events/"


def variant(schema):
    """One way to fill the body: of several, the first."""
    return variant(schema["oneOf"][0]) if "oneOf" in schema else schema


def is_a(schema, kind):
    return schema.get("type") == kind or (isinstance(schema.get("type"), list) and kind in schema["type"])


def edges(schema):
    """(value, within) at and beyond each limit of a leaf."""
    step = 0.01 if is_a(schema, "number") else 1
    if is_a(schema, "integer") or is_a(schema, "number"):
        if "minimum" in schema:
            yield schema["minimum"], True
            yield round(schema["minimum"] - step, 2), False
        if "maximum" in schema:
            yield schema["maximum"], True
            yield round(schema["maximum"] + step, 2) if schema["maximum"] < 2**50 else schema["maximum"] + step, False
    if is_a(schema, "string") and "enum" not in schema:
        if "minLength" in schema:
            yield "", False
        if "maxLength" in schema:
            yield "x" * schema["maxLength"], True
            yield "x" * (schema["maxLength"] + 1), False


def leaves(schema, path=()):
    schema = variant(schema)
    if is_a(schema, "object"):
        for name, inner in schema.get("properties", {}).items():
            yield from leaves(inner, (*path, name))
    elif is_a(schema, "array"):
        yield path, schema
        yield from leaves(schema["items"], (*path, 0))
    else:
        yield path, schema


def put(body, path, value):
    body = copy.deepcopy(body)
    at = body
    for step in path[:-1]:
        if isinstance(at, list) and not at:
            return None
        at = at[step] if isinstance(step, int) or step in at else None
        if at is None:
            return None
    at[path[-1]] = value
    return body


def spelled(path):
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else ("." if out else "") + step
    return out


def cases():
    for operation in Documents(CONTRACTS).operations.values():
        schema = operation.body_schema()
        if schema is None:
            continue
        example = operation.node["requestBody"]["content"]["application/json"].get("example")
        for path, leaf in leaves(schema):
            if is_a(leaf, "array"):
                if "maxItems" in leaf:
                    yield operation, example, path, ("items", leaf["maxItems"] + 1), False
                if leaf.get("minItems"):
                    yield operation, example, path, [], False
                continue
            if path[-1] == "partition":  # its limit is the configuration's
                continue
            for value, within in edges(leaf):
                yield operation, example, path, value, within


CASES = list(cases())


def named(case):
    operation, _, path, value, within = case
    shown = value if not isinstance(value, str) else f"{len(value)} caractères"
    return f"{operation} {spelled(path)} {shown} {'dans' if within else 'hors'}".replace("/", "|")


def test_la_table_a_les_limites_connues():
    seen = {(str(o), spelled(p)) for o, _, p, _, _ in CASES}
    assert ("POST /api/stock/receptions", "lignes[0].quantite") in seen
    assert ("POST /api/clients", "solde") in seen and len(CASES) > 60


@pytest.mark.parametrize("case", CASES, ids=map(named, CASES))
def test_limite(systeme, case):
    operation, example, path, value, within = case
    assert example is not None, f"{operation}: an example body is wanted in contracts/http"
    if isinstance(value, tuple):  # too many items: as many copies of the example's first
        at = example
        for step in path:
            at = at[step]
        value = [copy.deepcopy(at[0]) for _ in range(value[1])]
    body = put(example, path, value) if path else value
    if body is None:
        body = put({**example, path[0]: {}}, path, value)
    params = {p["name"]: {"service": "stock", "nom": "ventes"}.get(p["name"], "1") for p in operation.parameters if p["in"] == "path"}
    answer = systeme.http.request(operation.verb, systeme.url + operation.path.format(**params), json=body, timeout=30,
                                  headers={"Idempotency-Key": uuid.uuid4().hex})
    wrong = [e["champ"] for e in answer.json().get("erreurs", [])] if answer.status_code == 422 else []
    champ = spelled(path)
    limits = [e for e in answer.json().get("erreurs", []) if e["champ"] == champ] if answer.status_code == 422 else []
    if within:  # it may be refused for what does not exist here, but not for its size
        assert not any("attendu" in e["raison"] and " à " in e["raison"] for e in limits), answer.text
    else:
        assert answer.status_code == 422 and champ in wrong, answer.text
