#!/usr/bin/python3
"""contracts/events are JSON Schemas, contracts/http are OpenAPI 3.1 documents: each must at least be well formed."""

import json
import re
import sys

import jsonschema
import yaml

from source_tree import ROOT

EVENT_FILE = re.compile(r"^[A-Z][A-Za-z]+\.v[1-9][0-9]*\.json$")


def schema_breach(name, text):
    """Why the text of contracts/events/<name> is no good, or None."""
    if not EVENT_FILE.match(name):
        return "name it <Type>.v<N>.json"
    try:
        schema = json.loads(text)
        jsonschema.validators.validator_for(schema).check_schema(schema)
    except (ValueError, AttributeError, TypeError) as error:
        return f"not a JSON object: {error}"
    except jsonschema.SchemaError as error:
        return f"not a JSON Schema: {error.message}"
    return None


def openapi_breach(text):
    """Why the text of contracts/http/<service>.openapi.yaml is no good, or None."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return f"not YAML: {error}"
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1"):
        return "no 'openapi: 3.1…' at the top"
    return None if document.get("paths") else "no 'paths'"


def check(contracts):
    """Every breach in the folder of contracts, as printable lines."""
    reasons = [(f, schema_breach(f.name, f.read_text("utf-8"))) for f in sorted(contracts.glob("events/*"))]
    reasons += [(f, openapi_breach(f.read_text("utf-8"))) for f in sorted(contracts.glob("http/*.yaml"))]
    return [f"contracts/{file.relative_to(contracts)}: {reason}" for file, reason in reasons if reason]


def main():
    found = check(ROOT / "contracts")
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
