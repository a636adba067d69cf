"""The HTML of /docs, made of the OpenAPI documents and the event schemas. Nothing in it comes from elsewhere."""

import json
from html import escape

import yaml

ORDER = ["produits", "magasins", "client", "stock", "panier", "ventes", "event-store", "commun"]
VERBS = ("get", "post", "put", "delete")
ENVELOPE = "Enveloppe.v1.json"


class Documents:
    """The OpenAPI documents, by file name, and what their $ref lead to."""

    def __init__(self, files):
        loaded = {file.name: yaml.safe_load(file.read_text("utf-8")) for file in files}
        rank = {f"{name}.openapi.yaml": i for i, name in enumerate(ORDER)}
        self.by_name = dict(sorted(loaded.items(), key=lambda item: (rank.get(item[0], len(rank)), item[0])))

    def follow(self, node, home):
        """(node, home) after its $ref, if it is one; home is the file that the node stands in."""
        while isinstance(node, dict) and "$ref" in node:
            file, _, pointer = node["$ref"].partition("#/")
            home = file or home
            node = self.by_name[home] if home.endswith(".yaml") else {}
            for part in pointer.split("/"):
                node = node[part]
        return node, home


class SchemaFile:
    """One event schema, with the face of Documents: its $ref stay inside."""

    def __init__(self, root):
        self.root = root

    def follow(self, node, home):
        while isinstance(node, dict) and "$ref" in node:
            path, node = node["$ref"].removeprefix("#/").split("/"), self.root
            for part in path:
                node = node[part]
        return node, home


def bounds(schema):
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f", {low} à {high}"
    return f", ≥ {low}" if low is not None else f", ≤ {high}" if high is not None else ""


def type_name(schema, source, home):
    """"entier, ≥ 1", "liste de …": what a reader needs of a schema in one line."""
    schema, home = source.follow(schema, home)
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return " | ".join("null" if value is None else str(value) for value in schema["enum"])
    names = {"integer": "entier", "number": "nombre", "string": "texte", "boolean": "booléen", "object": "objet",
             "array": "liste", "null": "null"}
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    text = " | ".join(names[kind] for kind in kinds) or "toute valeur"
    if schema.get("format") in ("date", "date-time", "uuid"):
        text = text.replace("texte", {"date": "jour", "date-time": "instant", "uuid": "UUID"}[schema["format"]])
    if "maxLength" in schema:
        text += f", 1 à {schema['maxLength']}" if schema.get("minLength") else f", ≤ {schema['maxLength']}"
    if "array" in kinds and "items" in schema:
        text += " de " + type_name(schema["items"], source, home)
    return text + bounds(schema)


def rows(schema, source, home, prefix=""):
    """(name, type, required, description) of each field, depth first."""
    schema, home = source.follow(schema, home)
    if "items" in schema:
        yield from rows(schema["items"], source, home, prefix + "[]")
    for name, field in schema.get("properties", {}).items():
        target, _ = source.follow(field, home)
        full = f"{prefix}.{name}" if prefix else name
        described = field.get("description") or target.get("description", "")
        yield full, type_name(field, source, home), name in schema.get("required", []), described
        yield from rows(field, source, home, full)


def table(lines):
    cells = "".join(
        f"<tr><td><code>{escape(name)}</code>{' <span class=need>requis</span>' if needed else ''}</td>"
        f"<td>{escape(kind)}</td><td>{escape(text)}</td></tr>" for name, kind, needed, text in lines)
    return ("<div class=scroll><table><thead><tr><th>Nom<th>Type<th>Sens</tr></thead>"
            f"<tbody>{cells}</tbody></table></div>") if cells else ""


def example(value):
    return f"<pre><code>{escape(json.dumps(value, ensure_ascii=False, indent=2))}</code></pre>"


def content(node, source, home):
    """The fields and the example of a body or of an answer."""
    out = ""
    for media in node.get("content", {}).values():
        out += table(rows(media.get("schema", {}), source, home))
        out += example(media["example"]) if "example" in media else ""
    return out


def parameters(operation, path_item, source, home):
    where = {"path": "chemin", "query": "requête", "header": "en-tête"}
    lines = []
    for node in path_item.get("parameters", []) + operation.get("parameters", []):
        node, at = source.follow(node, home)
        kind = f"{type_name(node['schema'], source, at)} ({where[node['in']]})"
        lines.append((node["name"], kind, node.get("required", False), node.get("description", "")))
    return f"<h4>Paramètres</h4>{table(lines)}" if lines else ""


def answers(operation, source, home):
    out = "<h4>Réponses</h4>"
    for status, node in operation["responses"].items():
        node, at = source.follow(node, home)
        heading = f"<b>{status}</b> {escape(node['description'])}"
        good = status.startswith("2")
        out += f"<div class=answer>{heading}{content(node, source, at) if good else ''}</div>"
    return out


def operation_html(verb, path, path_item, source, home):
    operation = path_item[verb]
    body = operation.get("requestBody")
    return (
        f"<details class=op id=\"{escape(operation['operationId'])}\"><summary>"
        f"<span class=\"verb {verb}\">{verb.upper()}</span><code class=path>{escape(path)}</code>"
        f"<span class=what>{escape(operation['summary'])}</span></summary><div class=inside>"
        + (f"<p>{escape(operation['description'])}</p>" if "description" in operation else "")
        + parameters(operation, path_item, source, home)
        + (f"<h4>Corps</h4>{content(body, source, home)}" if body else "")
        + answers(operation, source, home) + "</div></details>")


def service_html(name, document, source):
    operations = "".join(operation_html(verb, path, item, source, name) for path, item in document["paths"].items()
                         for verb in VERBS if verb in item)
    info, anchor = document["info"], name.split(".")[0]
    return (f"<section id={anchor}><h2>{escape(info['title'])}</h2><p>{escape(info['description'])}</p>"
            f"<p class=raw>Le contrat : <a href=\"/docs/{name}\">{name}</a></p>{operations}</section>")


def event_html(name, schema):
    source = SchemaFile(schema)
    return (f"<details class=op id=\"{name}\"><summary><code class=path>{escape(' '.join(name.split('.')[:2]))}</code>"
            f"<span class=what>{escape(schema['title'])}</span></summary><div class=inside>"
            f"<p>{escape(schema['description'])}</p>{table(rows(schema, source, name))}{example(schema['examples'][0])}"
            f"<p class=raw>Le contrat : <a href=\"/docs/{name}\">{name}</a></p></div></details>")


def events_html(schemas):
    streams = {}
    for name, schema in schemas.items():
        streams.setdefault((schema.get("x-stream", ""), schema.get("x-source", "")), []).append((name, schema))
    out = ("<section id=evenements><h2>Événements</h2><p>Chacun voyage dans une enveloppe ; son <code>data</code> dépend "
           "de son type.</p>" + event_html(ENVELOPE, schemas[ENVELOPE]))
    for (stream, producer), members in sorted(streams.items()):
        if stream:
            out += f"<h3><code>{escape(stream)}</code>, de {escape(producer)}</h3>"
            out += "".join(event_html(name, schema) for name, schema in members)
    return out + "</section>"


def navigation(documents):
    links = "".join(f"<li><a href=\"#{name.split('.')[0]}\">{escape(document['info']['title'])}</a></li>"
                    for name, document in documents.items())
    return (f"<nav aria-label=Sommaire><strong>Comptoir</strong><h2>HTTP</h2><ul>{links}</ul>"
            "<h2>Flux</h2><ul><li><a href=\"#evenements\">Événements</a></li></ul></nav>")


def page(document_files, schema_files):
    """The page, from the paths of contracts/http/*.yaml and contracts/events/*.json."""
    documents = Documents(document_files)
    schemas = {file.name: json.loads(file.read_text("utf-8")) for file in schema_files}
    services = "".join(service_html(name, document, documents) for name, document in documents.by_name.items())
    return (
        "<!doctype html><html lang=fr><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"
        f"<title>Comptoir : l'API</title><link rel=stylesheet href=\"/docs/page.css\"></head><body>"
        "<a class=skip href=\"#contenu\">Aller au contenu</a>"
        f"<div class=frame>{navigation(documents.by_name)}<main id=contenu><h1>L'API de Comptoir</h1>"
        "<p>Les services se parlent par événements et répondent en HTTP. Les erreurs sont des "
        "<code>application/problem+json</code> ; un champ inconnu est refusé ; les montants sont en dollars, "
        "deux décimales au plus.</p>" + services + events_html(schemas) + "</main></div></body></html>\n")
