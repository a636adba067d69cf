"""Calls operations by their OpenAPI path; nothing passes that the document does not say."""

from urllib.parse import quote

import requests

from documents import breach, read_json
from systeme import SERVICES, wait_until

TIMEOUT_S = 30
ENDLESS = "text/event-stream"
LINES = "application/x-ndjson"


def beginning(answer):
    """An answer that has no end, with its first message for all its content."""
    text = b""
    for piece in answer.iter_content(None):
        text += piece
        if b"\n\n" in text:
            break
    answer.close()
    answer._content = text
    return answer


class Caller:
    def __init__(self, url, documents):
        self.url = url
        self.documents = documents
        self.session = requests.Session()
        self.succeeded = set()  # operations that answered 2xx

    def send(self, verb, path, **more):
        answer = self.session.request(verb, self.url + path, timeout=TIMEOUT_S, allow_redirects=False, stream=True, **more)
        if answer.headers.get("Content-Type") == ENDLESS:
            return beginning(answer)
        assert answer.content is not None  # reads it all: the connection is free again
        return answer

    def call(self, verb, path, expect=None, query=None, body=None, key=None, **params):
        """The answer's value. Checks the request when it expects success, and the answer always; `expect`: its status."""
        operation = self.documents.operations[f"{verb} {path}"]
        if expect is None or expect < 300:
            self._check_request(operation, params, query or {}, body, key)
        filled = path.format(**{name: quote(str(value), safe="") for name, value in params.items()})
        spelled = {name: str(v).lower() if isinstance(v, bool) else v for name, v in (query or {}).items()}
        answer = self.send(verb, filled, params=spelled, json=body, headers={"Idempotency-Key": key} if key else {})
        value = self.check_answer(operation, answer)
        if expect is not None:
            assert answer.status_code == expect, f"{operation}: {answer.status_code}, not {expect}: {answer.text[:500]}"
        if answer.status_code < 300:
            self.succeeded.add(str(operation))
        return value

    @staticmethod
    def _check_request(operation, params, query, body, key):
        given = [(n, "path", v) for n, v in params.items()] + [(n, "query", v) for n, v in query.items()]
        for name, where, value in given + ([("Idempotency-Key", "header", key)] if key else []):
            schema = operation.parameter_schema(name, where)
            assert schema is not None, f"{operation}: the {where} parameter {name} is not documented"
            found = breach(value, schema)
            assert not found, f"{operation}: the test's {name} is not valid: {found}"
        schema = operation.body_schema()
        assert (schema is None) == (body is None), f"{operation}: {'no ' if schema is None else ''}body expected"
        found = schema and breach(body, schema)
        assert not found, f"{operation}: the test's body is not valid {found}"

    @staticmethod
    def check_answer(operation, answer):
        """The answer's value, once its status, type and body are found to be as documented."""
        where = f"{operation}: {answer.status_code} {answer.content[:500].decode('utf-8', 'replace')}"
        documented = operation.node["responses"].get(str(answer.status_code))
        assert documented is not None, f"undocumented status. {where}"
        if answer.status_code == 204:
            assert "content" not in documented and not answer.content, where
            return None
        media = answer.headers.get("Content-Type", "").split(";")[0]
        assert media in documented["content"], f"undocumented type {media}. {where}"
        for name, header in documented.get("headers", {}).items():
            assert name in answer.headers or not header.get("required"), f"no {name}. {where}"
        answer.encoding = "utf-8"
        if media == LINES:
            value = parts = [read_json(line) for line in answer.text.splitlines()]  # the schema is of one line
        else:
            value = read_json(answer.text) if media.endswith("json") else answer.text
            parts = [value]
        for part in parts:
            found = breach(part, documented["content"][media].get("schema", {}))
            assert not found, f"the body is not as documented, {found}. {where}"
        return value

    def wait_until_ready(self):
        wait_until(lambda: self.send("GET", "/pret").status_code == 200, "the services are ready")

    def states(self):
        return {name: self.call("GET", "/internal/etat/{service}", 200, service=name) for name in SERVICES}

    def settle(self):
        """Waits until every consumer has applied every event."""
        seen = []

        def settled():
            states = self.states()
            heads = {stream: seq for state in states.values() for stream, seq in state["journal"].items()}
            positions = [item for state in states.values() for item in state["positions"].items()]
            calm = all(heads.get(stream, 0) == seq for stream, seq in positions)
            seen.append(heads if calm else None)
            return calm and len(seen) > 1 and seen[-2] == heads  # twice: one look at seven services is no instant

        wait_until(settled, "every consumer has applied every event")
