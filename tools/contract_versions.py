#!/usr/bin/python3
"""contracts/publies keeps each event's schema as it was when events of it were first written. What is written is for
good, so a schema in contracts/events may since then only have gained optional fields; anything else is a new version.
contracts/golden keeps one event of each, as it was written ("ecrit") and as the program reads its data ("lu").

  tools/contract_versions.py            says what is wrong
  tools/contract_versions.py --publier  keeps the schemas that are not kept yet"""

import json
import shutil
import sys

import jsonschema

from source_tree import ROOT

TOLD = ("$schema", "title", "description", "examples", "default")  # for people: free to change


def rules(schema):
    """The schema without what is only told to people."""
    return {k: v for k, v in schema.items() if k not in TOLD and not k.startswith("x-")}


def changes(old, new, at="data"):
    """What in `new` an event written under `old`, or a reader made for it, would stumble over."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return [] if old == new else [f"{at}: {json.dumps(old)} became {json.dumps(new)}"]
    old, new = rules(old), rules(new)
    found = []
    for word in sorted(old.keys() | new.keys()):
        if word == "properties":
            found += properties(old.get(word, {}), new.get(word, {}), at)
        elif word in ("items", "$defs"):
            found += changes(old.get(word), new.get(word), f"{at}.{word}")
        elif word == "required":
            if sorted(old.get(word, [])) != sorted(new.get(word, [])):
                found.append(f"{at}: required {old.get(word)} became {new.get(word)}")
        else:
            found += changes(old.get(word), new.get(word), f"{at}.{word}")
    return found


def properties(old, new, at):
    found = [f"{at}.{name}: removed" for name in old if name not in new]
    for name in old.keys() & new.keys():
        found += changes(old[name], new[name], f"{at}.{name}")
    return found


def golden_breach(name, golden, schema):
    """Why contracts/golden/<name> is no event of that version, or None."""
    event = golden.get("ecrit", {})
    if f"{event.get('event_type')}.v{event.get('schema_version')}.json" != name:
        return f"its \"ecrit\" is {event.get('event_type')} version {event.get('schema_version')}"
    if not isinstance(golden.get("lu"), dict):
        return "no \"lu\": the data as bus::decode gives it"
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(event.get("data")))
    return error and f"its data is not as the schema says: at {error.json_path}: {error.message}"


def goldens(contracts):
    kept = {f.name: f for f in contracts.glob("publies/*.json")}
    there = {f.name: f for f in contracts.glob("golden/*.json")}
    for name in sorted(kept.keys() | there.keys()):
        if name not in there:
            yield f"contracts/golden/{name}: missing: put an event of that version there, as a journal has it"
        elif name not in kept:
            yield f"contracts/golden/{name}: no such version in contracts/publies"
        else:
            reason = golden_breach(name, *(json.loads(f[name].read_text("utf-8")) for f in (there, kept)))
            if reason:
                yield f"contracts/golden/{name}: {reason}"


def check(contracts):
    """Every breach, as printable lines."""
    found = list(goldens(contracts))
    for kept in sorted(contracts.glob("publies/*.json")):
        current = contracts / "events" / kept.name
        if not current.exists():
            found.append(f"contracts/events/{kept.name}: gone, but events of it are in the log: put it back")
            continue
        found += [f"contracts/events/{kept.name}: {change}: make a new version instead"
                  for change in changes(json.loads(kept.read_text("utf-8")), json.loads(current.read_text("utf-8")))]
    for current in unpublished(contracts):
        found.append(f"contracts/events/{current.name}: not in contracts/publies: run tools/contract_versions.py --publier")
    return found


def unpublished(contracts):
    return [f for f in sorted(contracts.glob("events/*.json"))
            if not f.name.startswith("Enveloppe.") and not (contracts / "publies" / f.name).exists()]


def main():
    contracts = ROOT / "contracts"
    if sys.argv[1:] == ["--publier"]:
        for schema in unpublished(contracts):
            shutil.copy(schema, contracts / "publies" / schema.name)
    found = check(contracts)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
