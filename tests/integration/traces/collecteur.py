"""A collector of traces: a real OTLP/HTTP receiver, strict in what it takes, and able to be slow, deaf or away."""
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from systeme import wait_until

TRACE, SPAN, NANOSECONDS = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{16}"), re.compile("[1-9][0-9]{18}")
KINDS = {1: "internal", 2: "server", 4: "producer", 5: "consumer"}
REQUIRED = {"traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes"}
OPTIONAL = {"parentSpanId", "links", "droppedLinksCount", "status"}


def only(node, required, optional=frozenset()):
    """The object, which has these fields and no others."""
    assert isinstance(node, dict) and required <= set(node) <= required | optional, node
    return node


def attributes(nodes):
    out = {}
    for node in nodes:
        only(node, {"key", "value"})
        (kind, value), = node["value"].items()
        assert isinstance(value, str) and kind in ("stringValue", "intValue"), node  # an int64 is a string of digits
        assert node["key"] not in out, node
        out[node["key"]] = int(value) if kind == "intValue" else value
    return out


def matches(pattern, text):
    assert isinstance(text, str) and pattern.fullmatch(text), text
    return text


class Span:
    def __init__(self, service, node):
        only(node, REQUIRED, OPTIONAL)
        self.service, self.name, self.kind = service, node["name"], KINDS[node["kind"]]
        self.trace, self.id = matches(TRACE, node["traceId"]), matches(SPAN, node["spanId"])
        self.parent = node.get("parentSpanId") and matches(SPAN, node["parentSpanId"])
        self.start, self.end = (int(matches(NANOSECONDS, node[k])) for k in ("startTimeUnixNano", "endTimeUnixNano"))
        assert self.start <= self.end, node
        self.attributes = attributes(node["attributes"])
        self.links = [(matches(TRACE, only(link, {"traceId", "spanId"})["traceId"]), matches(SPAN, link["spanId"]))
                      for link in node.get("links", [])]
        self.error = only(node["status"], {"code", "message"})["message"] if "status" in node else None
        assert "status" not in node or node["status"]["code"] == 2, node

    def __repr__(self):
        return f"<{self.service}: {self.name} {self.trace[:6]}/{self.id[:4]} of {(self.parent or 'none')[:4]}>"


def read_spans(body):
    """Every span of an ExportTraceServiceRequest."""
    for resource in only(json.loads(body), {"resourceSpans"})["resourceSpans"]:
        only(resource, {"resource", "scopeSpans"})
        told = attributes(only(resource["resource"], {"attributes"})["attributes"])
        assert told["service.namespace"] == "comptoir" and told["process.pid"] > 0
        for scope in resource["scopeSpans"]:
            only(scope, {"scope", "spans"})
            assert scope["scope"] == {"name": "comptoir"} and scope["spans"]
            yield from (Span(told["service.name"], node) for node in scope["spans"])


class Collecteur:
    """`deaf` while set: it takes the request and gives no answer. `status`: what it answers otherwise."""

    def __init__(self):
        self.lock, self.spans, self.errors = threading.Lock(), [], []
        self.status, self.hears = 200, threading.Event()
        self.hears.set()
        self.closed = False
        collecteur = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collecteur.hears.wait()
                if collecteur.closed:  # a connection that was kept open ends here too
                    self.close_connection = True
                    return
                collecteur.take(self.path, self.headers["Content-Type"], body)
                self.send_response(collecteur.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, path, content_type, body):
        try:
            assert path == "/v1/traces" and content_type == "application/json", (path, content_type)
            spans = list(read_spans(body))
            with self.lock:
                self.spans += spans if self.status == 200 else []
        except Exception as error:  # shown by whoever asks for spans
            self.errors.append(error)

    def seen(self):
        assert not self.errors, self.errors
        with self.lock:
            return list(self.spans)

    def of_trace(self, trace):
        return [s for s in self.seen() if s.trace == trace]

    def wait_trace(self, trace, complete, what, patience=20):
        """The spans of the trace once `complete(spans)`; `what()` says why it is not."""
        try:
            wait_until(lambda: complete(self.of_trace(trace)), "complete", patience)
        except AssertionError:
            raise AssertionError(what()) from None
        return self.of_trace(trace)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.closed = True
        self.hears.set()
        self.server.shutdown()
        self.server.server_close()


def reglages(collecteur, pour_mille=1000, **more):
    """Options of a system that tells this collector."""
    keys = {"otlp_url": collecteur.url, "echantillon_pour_mille": pour_mille, **more}
    return [word for k, v in keys.items() for word in ("--set", f"traces.{k}={v}")]
