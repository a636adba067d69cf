"""The event store alone, on private stores: started, appended to, read, audited."""
import http.client
import json
import os
import re
import socket
import subprocess
import time
from urllib.parse import urlsplit

from stores import BIN, wait_until

DATABASE = "comptoir_event_store"
PATIENCE = 3600  # seconds that a fill's projections may need to catch up
PAGE = 1000
PIECE = 1 << 20
TICKS = os.sysconf("SC_CLK_TCK")
POSITION = re.compile(rb'"position":(\d+)')


class Broken(Exception):
    """The log does not hold, or not what was acknowledged: there is no figure."""


def cpu_seconds(pid):
    """Of a process and of its children, those that are gone included."""
    def fields(of):
        with open(f"/proc/{of}/stat", encoding="ascii") as f:
            return f.read().rsplit(")", 1)[1].split()
    mine = fields(pid)
    total = sum(map(int, mine[11:15]))
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
        children = f.read().split()
    for child in children:
        try:
            total += sum(map(int, fields(child)[11:13]))
        except (FileNotFoundError, ProcessLookupError):
            pass  # it has ended, and counts with its parent from now on
    return total * (1 / TICKS)


class EventStore:
    """`comptoir serve --services event-store` on `stores`; a context manager."""

    def __init__(self, stores):
        self.stores = stores
        self.config = stores.folder / "banc.toml"
        audit = stores.folder / "audit-banc"
        self.config.write_text(f'[postgres]\nhost = "{stores.pg}"\n[redis]\nsocket = "{stores.redis_socket}"\n'
                               f'[event_store]\ndossier_audit = "{audit}"\n', "utf-8")

    def __enter__(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = (self.stores.folder / "event-store.log").open("wb")
        self.process = subprocess.Popen([BIN, "serve", "--services", "event-store", "--port", str(port), "--config", self.config],
                                        stdout=self.log, stderr=subprocess.STDOUT)
        wait_until(self.writes, "the event store")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()

    def get(self, path):
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def writes(self):
        try:
            status, body = self.get("/internal/etat/event-store")
        except OSError:
            return False
        return status == 200 and json.loads(body)["proprietaire"]

    def head(self):
        return self.stores.sql(DATABASE, "SELECT position FROM tete")[0][0]

    def append(self, connections, batch, seconds, projections=0, events=0):
        """What `comptoir bench journal` says once every acknowledged event was found in the log; `cpu_us` of an event until the
        projections have seen it, `catch_up_s` that they took after the last."""
        before, cpu = self.head(), self.cpu()
        options = ["--connections", connections, "--batch", batch, "--seconds", seconds]
        options += ["--events", events] if events else ["--warmup", min(1, seconds / 4)]
        options += ["--projections", projections] if projections else []
        done = subprocess.run([BIN, "bench", "journal", "--url", self.url, "--json", *map(str, options)], capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            raise Broken(done.stderr)
        told = json.loads(done.stdout)
        written, at = self.head() - before, time.monotonic()
        if written < told["ajouts"]["demandes"] * batch:
            raise Broken(f"{told['ajouts']['demandes'] * batch} events acknowledged, {written} in the log")
        self.settle()
        told["catch_up_s"] = time.monotonic() - at
        told["written"] = written
        told["cpu_us"] = {who: 1e6 * (after - cpu[who]) / written for who, after in self.cpu().items()}
        return told

    def cpu(self):
        return {"event-store": cpu_seconds(self.process.pid), "PostgreSQL": cpu_seconds(self.stores.postmaster)}

    def settle(self):
        """Returns when the projections have seen the whole log."""
        wait_until(lambda: self.stores.sql(DATABASE, "SELECT min(position) FROM projections WHERE role = 'active'")[0][0]
                   >= self.head(), "the projections", PATIENCE)

    def fill(self, events, batch=200, connections=8):
        missing = events - self.head()
        if missing > 0:
            self.append(connections, batch, PATIENCE, events=missing)

    def export(self, last=None, into=None):
        """Events per second of GET /events/export, up to a position; written to a file, if there is one."""
        url = urlsplit(self.url)
        begun, lines, tail = time.monotonic(), 0, b""
        with socket.create_connection((url.hostname, url.port), timeout=60) as s:
            s.sendall(f"GET /events/export{f'?jusque={last}' if last else ''} HTTP/1.0\r\n\r\n".encode())
            head, _, got = self._head(s)
            if b" 200 " not in head:
                raise Broken(head.decode())
            while True:
                lines += got.count(b"\n")
                if into:
                    into.write(got)
                tail = got[-1:] or tail
                got = s.recv(PIECE)
                if not got:
                    break
        wanted = last or self.head()
        if tail != b"\n" or lines != wanted:
            raise Broken(f"the export has {lines} lines of {wanted}")
        return lines / (time.monotonic() - begun)

    @staticmethod
    def _head(s):
        got = b""
        while b"\r\n\r\n" not in got:
            piece = s.recv(PIECE)
            if not piece:
                break
            got += piece
        return got.partition(b"\r\n\r\n")

    def pages(self, seconds):
        """Events per second of GET /events/ by cursor, from the first one."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        begun, last = time.monotonic(), 0
        while time.monotonic() < begun + seconds:
            connection.request("GET", f"/events/?limite={PAGE}&apres={last}")
            answer = connection.getresponse()
            positions = POSITION.findall(answer.read())
            if answer.status != 200 or not positions:
                break
            if int(positions[0]) != last + 1:
                raise Broken(f"a page after {last} begins at {positions[0]}")
            last = int(positions[-1])
        connection.close()
        return last / (time.monotonic() - begun)

    def audit(self, last=None):
        """The log's hash at its end (or at `last`); raises when the log does not hold."""
        done = subprocess.run([BIN, "audit", "verify", "--json", "--config", self.config, *(["--to", str(last)] if last else [])],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Broken(f"audit verify: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)
