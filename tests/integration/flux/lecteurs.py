"""Readers of GET /events/flux on bare sockets, many in one thread. Each holds what it gets against the one rule of a
reader without a filter: the next position is the last one plus one."""

import re
import select
import socket
import time
import zlib
from urllib.parse import urlencode, urlsplit

ID = re.compile(rb"id: (\d+)\n(e?)")  # data is JSON on one line: no "id: 1" ends a line of it
MESSAGE = re.compile(rb"id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n")
PATIENCE = 60  # seconds


class Lecteur:
    """`filtre`: the query; with one, positions must ascend only. HTTP/1.0, so that the body comes without chunks."""

    def __init__(self, url, apres=None, recu=0, garder=False, **filtre):
        self.url = urlsplit(url)
        self.filtre = filtre
        self.apres = apres
        self.dernier = apres  # the last id it was told
        self.recu = recu      # bytes it lets the system hold for it; 0: as many as the system likes
        self.garder = garder
        self.messages = []    # (position, type, data) when it keeps them
        self.vus = 0
        self.socket = None
        self.ouvrir()

    def fileno(self):
        return self.socket.fileno()

    def ouvrir(self):
        """Connects, again if need be: from then on after the last id."""
        self.fermer()
        self.reste = b""
        query = {**self.filtre, **({} if self.apres is None else {"apres": self.apres})}
        seen = "" if self.dernier is None else f"Last-Event-ID: {self.dernier}\r\n"
        self.socket = socket.socket()
        if self.recu:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.recu)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((self.url.hostname, self.url.port))
        self.socket.sendall(f"GET /events/flux?{urlencode(query)} HTTP/1.0\r\n{seen}\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            got = self.socket.recv(4096)
            assert got, f"closed before its head: {head}"
            head += got
        head, body = head.split(b"\r\n\r\n", 1)
        self.statut = int(head.split()[1])
        self.ajouter(body)

    def fermer(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def prendre(self, octets=1 << 18):
        """Reads once, whatever has come. False at the end of the stream."""
        try:
            got = self.socket.recv(octets)
        except ConnectionError:
            got = b""
        self.ajouter(got)
        return bool(got)

    def ajouter(self, got):
        """Looks at the messages that are whole now."""
        text, mark, self.reste = (self.reste + got).rpartition(b"\n\n")
        text += mark
        found = ID.findall(text)
        events = [int(position) for position, event in found if event]
        if self.filtre or self.dernier is None:
            assert events == sorted(set(events)), "a position came again, or too early"
            assert not events or self.dernier is None or events[0] > self.dernier, f"{events[0]} after {self.dernier}"
        else:
            assert events == list(range(self.dernier + 1, self.dernier + 1 + len(events))), \
                f"{events[0]} to {events[-1]} after {self.dernier}"
        self.vus += len(events)
        if found:
            self.dernier = int(found[-1][0])
        if self.garder:
            self.messages += [(int(p), t.decode(), d) for p, t, d in MESSAGE.findall(text)]


class LecteurRapide(Lecteur):
    """For rates at which not every message can be looked at: it counts them, looks at the first and the last of what has come, and
    keeps a checksum of all. Equal to a Lecteur that began where it did, it got the same messages in the same order."""

    def __init__(self, url, apres=0, recu=0):
        self.somme = 0
        super().__init__(url, apres, recu)

    def ajouter(self, got):
        text, mark, self.reste = (self.reste + got).rpartition(b"\n\n")
        text += mark
        if text.count(b"\nevent: ") != text.count(mark or b"\n\n"):  # a sign of life among them
            text = b"".join(m.group() for m in MESSAGE.finditer(text))
        if not text:
            return
        premier = int(ID.match(text)[1])
        dernier = int(ID.match(text, text.rfind(b"\n\nid: ", 0, -2) + 2 if text.count(b"\n\n") > 1 else 0)[1])
        assert premier == self.dernier + 1, f"{premier} after {self.dernier}"
        self.vus += text.count(b"\n\n")
        self.dernier = dernier
        self.somme = zlib.crc32(text, self.somme)


class Temoin(LecteurRapide):
    """Looks at every message too."""

    def ajouter(self, got):
        avant = self.dernier
        messages = ID.findall((self.reste + got).rpartition(b"\n\n")[0] + b"\n")
        super().ajouter(got)
        events = [int(position) for position, event in messages if event]
        assert events == list(range(avant + 1, avant + 1 + len(events))), f"{events[0]} to {events[-1]} after {avant}"


def suivre(lecteurs, fini, patience=PATIENCE, chaque=None):
    """Reads all of them until `fini()`. `chaque(lecteur)` reads one, in another way than at once and all."""
    limit = time.monotonic() + patience
    chaque = chaque or (lambda lecteur: lecteur.prendre())
    while not fini():
        assert time.monotonic() < limit, f"after {patience} s readers stand at {sorted({x.dernier for x in lecteurs})}"
        ready, _, _ = select.select(lecteurs, [], [], 0.2)
        for lecteur in ready:
            if chaque(lecteur) is False:
                lecteur.ouvrir()


def jusque(lecteurs, position, patience=PATIENCE):
    """Reads all of them until each has come to that position."""
    suivre(lecteurs, lambda: all((x.dernier or 0) >= position for x in lecteurs), patience)
