"""contracts/ as Python values: operations whose $ref are replaced, and a strict reader of JSON answers."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import yaml

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
VERBS = ("get", "post", "put", "delete")
AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")

formats = jsonschema.FormatChecker()


@formats.checks("date-time")
def is_instant(value):
    return not isinstance(value, str) or bool(INSTANT.fullmatch(value))


def read_json(text):
    """The value; a fraction must be an amount: at most two decimals, no exponent."""
    def amount(digits):
        assert AMOUNT.fullmatch(digits), f"{digits} is not an amount with at most two decimals: {text[:300]}"
        return float(digits)
    return json.loads(text, parse_float=amount)


def breach(value, schema):
    """Why the value does not fit the schema, or None."""
    validator = jsonschema.Draft202012Validator(schema, format_checker=formats)
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    return error and f"at {error.json_path}: {error.message}"


@dataclass(frozen=True)
class Operation:
    service: str
    verb: str  # "GET"
    path: str  # "/api/produits/{produit_id}"
    node: dict  # the OpenAPI operation, without $ref
    parameters: tuple  # of the path and of the operation

    def __str__(self):
        return f"{self.verb} {self.path}"

    def parameter_schema(self, name, where):
        return next((p["schema"] for p in self.parameters if (p["name"], p["in"]) == (name, where)), None)

    def body_schema(self):
        return self.node["requestBody"]["content"]["application/json"]["schema"] if "requestBody" in self.node else None


class Documents:
    def __init__(self, contracts):
        self.contracts = contracts
        self.raw = {f.name: yaml.safe_load(f.read_text("utf-8")) for f in sorted(contracts.glob("http/*.yaml"))}
        self.events = {(f.name.split(".")[0], int(f.name.split(".")[1][1:])): json.loads(f.read_text("utf-8"))
                       for f in sorted(contracts.glob("events/*.json"))}  # by type and version
        self.envelope = self.events.pop(("Enveloppe", 1))
        self.operations = {str(o): o for name in self.raw for o in self._operations_of(name)}

    def files(self):
        return sorted([*self.contracts.glob("http/*.yaml"), *self.contracts.glob("events/*.json")])

    def _resolved(self, node, home):
        """The node of the document `home` with every $ref replaced by what it leads to."""
        if isinstance(node, list):
            return [self._resolved(item, home) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            file, _, pointer = node["$ref"].partition("#/")
            home = file or home
            target = self.raw[home]
            for part in pointer.split("/"):
                target = target[part]
            return self._resolved(target, home)
        return {key: self._resolved(value, home) for key, value in node.items()}

    def _operations_of(self, name):
        for path, item in self._resolved(self.raw[name]["paths"], name).items():
            for verb in VERBS:
                if verb in item:
                    parameters = tuple(item.get("parameters", []) + item[verb].get("parameters", []))
                    yield Operation(name.split(".")[0], verb.upper(), path, item[verb], parameters)

    @staticmethod
    def check(example, schema, where):
        found = breach(example, schema)
        assert not found, f"{where}: the example is not valid, {found}"

    def event_breach(self, envelope):
        """Why an envelope, or its data, is not as contracts/events says; or None."""
        found = breach(envelope, self.envelope)
        if found:
            return f"envelope {found}"
        schema = self.events.get((envelope["event_type"], envelope["schema_version"]))
        return "no schema for its type and version" if schema is None else breach(envelope["data"], schema)

    def written(self):
        """Type and version of every event that a service writes today."""
        return set({name: (name, version) for name, version in sorted(self.events)}.values())
