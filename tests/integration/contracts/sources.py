"""The routes that the sources register, read from their text."""

import re

REGISTRATION = re.compile(r"\.(command|query|stream|raw)\(\s*(?=[\"\w])")
VERB = re.compile(r'"([A-Z]+)"\s*,\s*')
PATTERN = re.compile(r'(?:(\w+)(?:\s*\+\s*)?)?(?:"([^"]*)")?\s*,')
CONSTANT = r'\b{}\b\s*(?:\[\])?\s*=\s*"([^"]*)"'


def pattern_at(text, position, where):
    """The path that stands at the position: "literal", name, or name + "literal"; name is a constant of the file."""
    found = PATTERN.match(text, position)
    assert found and found.group(0) != ",", f"{where}: a route whose path this test cannot read"
    name, literal = found.groups()
    if not name:
        return literal
    constant = re.search(CONSTANT.format(name), text)
    assert constant, f"{where}: the path {name} is not a constant of its file; this test cannot read it"
    return constant.group(1) + (literal or "")


def registered_routes(services):
    """{"GET /api/produits": "produits/api/routes.cpp:66", ...} of services/*/api/*.cpp."""
    routes = {}
    for file in sorted(services.glob("*/api/*.cpp")):
        text = file.read_text("utf-8")
        for call in REGISTRATION.finditer(text):
            where = f"{file.relative_to(services)}:{text.count(chr(10), 0, call.start()) + 1}"
            read = call.group(1) in ("query", "stream")  # their method is GET
            verb = None if read else VERB.match(text, call.end())
            if call.group(1) == "raw" and not verb:
                continue  # json::Writer has a raw() too
            assert verb or read, f"{where}: a route whose method this test cannot read"
            path = pattern_at(text, verb.end() if verb else call.end(), where)
            routes[f"{verb.group(1) if verb else 'GET'} {path}"] = where
    return routes
