"""Raw requests against RFC 9110 and 9112: what is refused closes the connection, and nothing behind it is read as a request."""
import re
import socket
import urllib.parse

import pytest

SUITE = b"GET /sante HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CORPS = b'{"nom":"x"}'
LONG = b"%d" % len(CORPS)
MORCEAUX = b"b\r\n" + CORPS + b"\r\n0\r\n\r\n"
POSTE = b"POST /api/magasins/1/rien HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def reponses(systeme, brut):
    """The statuses of all that answers before the server closes."""
    cible = urllib.parse.urlsplit(systeme.url)
    with socket.create_connection((cible.hostname, cible.port), timeout=20) as s:
        s.sendall(brut)
        texte = b""
        while morceau := s.recv(65536):
            texte += morceau
    return [int(n) for n in re.findall(rb"HTTP/1\.1 (\d{3}) ", texte)], texte


def ligne(texte, *champs):
    return b"\r\n".join([texte, *(champs or (b"Host: localhost",)), b"", b""])


def avec(*champs):
    return ligne(b"GET /sante HTTP/1.1", b"Host: localhost", *champs)


def poste(corps, *champs):
    return POSTE + b"".join(c + b"\r\n" for c in champs) + b"\r\n" + corps


def hote(valeur):
    return ligne(b"GET /sante HTTP/1.1", b"Host: " + valeur)


CHUNKED = b"Transfer-Encoding: chunked"
# (section, bytes, status): refused, so that what follows is never answered.
REFUSEES = [
    ("9112 2.2", ligne(b"GET /sante HTTP/1.1").replace(b"\r\n", b"\n"), 400),
    ("9112 2.2", b"GET /sante HTTP/1.1\r\nHost: localhost\r\nA: b\rc\r\n\r\n", 400),
    ("9112 2.2", b"GET /sante HTTP/1.1\r\nHost: localhost\nA: b\r\n\r\n", 400),
    ("9112 2.2", ligne(b"GET /sante HTTP/1.1", b" A: b", b"Host: localhost"), 400),
    ("9112 2.2", b"\r\n\r\n\r\n", 400),
    ("9112 2.3", ligne(b"GET /sante http/1.1"), 400),
    ("9112 2.3", ligne(b"GET /sante HTTP/1"), 400),
    ("9112 2.3", ligne(b"GET /sante HTTP/1.1.1"), 400),
    ("9112 2.3", ligne(b"GET /sante"), 400),
    ("9110 15.6.6", ligne(b"GET /sante HTTP/2.0"), 505),
    ("9110 15.6.6", ligne(b"GET /sante HTTP/1.2"), 505),
    ("9110 15.6.6", ligne(b"GET /sante HTTP/0.9"), 505),
    ("9112 3", ligne(b"GET  /sante HTTP/1.1"), 400),
    ("9112 3", ligne(b"GET /sante HTTP/1.1 "), 400),
    ("9112 3", ligne(b" GET /sante HTTP/1.1"), 400),
    ("9112 3", ligne(b"GET\t/sante HTTP/1.1"), 400),
    ("9112 3.1", ligne(b"G(T /sante HTTP/1.1"), 400),
    ("9110 9.1", ligne(b"INVENTE /sante HTTP/1.1"), 501),
    ("9110 9.1", ligne(b"get /sante HTTP/1.1"), 501),
    ("9112 3.2.1", ligne(b"GET sante HTTP/1.1"), 400),
    ("9112 3.2", ligne(b"GET /san te HTTP/1.1"), 400),
    ("9112 3.2", ligne(b"GET /sante#haut HTTP/1.1"), 400),
    ("9112 3.2", ligne("GET /santé HTTP/1.1".encode()), 400),
    ("9112 3.2", ligne(b"GET /sante\x01 HTTP/1.1"), 400),
    ("9112 3.2", ligne(b"GET /<sante> HTTP/1.1"), 400),
    ("3986 2.1", ligne(b"GET /%zz HTTP/1.1"), 400),
    ("9112 3.2.2", ligne(b"GET http://ailleurs.example/sante HTTP/1.1"), 421),
    ("9112 3.2.2", ligne(b"GET http:///sante HTTP/1.1"), 400),
    ("9110 4.2.4", ligne(b"GET http://moi@localhost/sante HTTP/1.1"), 400),
    ("9112 3.2.2", ligne(b"GET http://localhost:port/sante HTTP/1.1"), 400),
    ("9110 7.4", ligne(b"GET https://localhost/sante HTTP/1.1"), 421),
    ("9112 3.2.2", ligne(b"GET ftp://localhost/sante HTTP/1.1"), 400),
    ("9112 3.2.3", ligne(b"CONNECT localhost:80 HTTP/1.1"), 501),
    ("9112 3.2.3", ligne(b"GET localhost:80 HTTP/1.1"), 400),
    ("9112 3.2.4", ligne(b"GET * HTTP/1.1"), 400),
    ("9112 3.2", b"GET /sante HTTP/1.1\r\n\r\n", 400),
    ("9112 3.2", ligne(b"GET /sante HTTP/1.1", b"Host: localhost", b"Host: localhost"), 400),
    ("9112 3.2", ligne(b"GET /sante HTTP/1.0", b"Host: localhost", b"host: ailleurs"), 400),
    ("9110 7.2", hote(b""), 400),
    ("9110 7.2", hote(b"moi@localhost"), 400),
    ("9110 7.2", hote(b"local host"), 400),
    ("9110 7.2", hote(b"localhost:x"), 400),
    ("9110 7.2", hote(b"localhost:99999"), 400),
    ("9110 7.2", hote(b"localhost:+80"), 400),
    ("9110 7.2", hote(b"[::1"), 400),
    ("9110 7.2", hote(b"localhost/x"), 400),
    ("9110 15.5.20", hote(b"ailleurs.example"), 421),
    ("9110 15.5.20", hote(b"localhost.ailleurs.example"), 421),
    ("9112 5", avec(b"sans deux-points"), 400),
    ("9112 5", avec(b": sans nom"), 400),
    ("9112 5.1", avec(b"Nom : x"), 400),
    ("9112 5.1", avec(b"Nom\t: x"), 400),
    ("9110 5.1", avec(b"No(m: x"), 400),
    ("9110 5.5", avec(b"Nom: a\x00b"), 400),
    ("9110 5.5", avec(b"Nom: a\x07b"), 400),
    ("9110 5.5", avec(b"Nom: a\x7fb"), 400),
    ("9112 5.2", avec(b"Nom: a", b" suite"), 400),
    ("9112 5.2", poste(CORPS, b"Content-Length:", b" " + LONG), 400),
    ("9112 5.2", poste(MORCEAUX, b"Transfer-Encoding:", b" chunked"), 400),
    ("9112 6.1", poste(MORCEAUX, b"Content-Length: 3", CHUNKED), 400),
    ("9112 6.1", poste(MORCEAUX, CHUNKED, b"Content-Length: 3"), 400),
    ("9112 6.1", poste(b"", b"Transfer-Encoding: xchunked"), 400),
    ("9112 6.1", poste(b"", b"Transfer-Encoding: identity"), 400),
    ("9112 6.1", poste(b"", b"Transfer-Encoding: chunked, identity"), 400),
    ("9112 6.1", poste(MORCEAUX, b"Transfer-Encoding: gzip, chunked"), 501),
    ("9112 6.1", poste(MORCEAUX, b"Transfer-Encoding: gzip", CHUNKED), 501),
    ("9112 7.1", poste(MORCEAUX, b"Transfer-Encoding: chunked, chunked"), 400),
    ("9112 7.1", poste(MORCEAUX, CHUNKED, CHUNKED), 400),
    ("9112 6.1", poste(MORCEAUX, b"Transfer-Encoding: chunked;a=b"), 400),
    ("9112 6.1", poste(MORCEAUX, b"Transfer-Encoding: \x0bchunked"), 400),
    ("9112 6.1", poste(MORCEAUX, b"Transfer-Encoding:"), 400),
    ("9112 6.1", poste(MORCEAUX, CHUNKED).replace(b"HTTP/1.1", b"HTTP/1.0", 1), 400),
    ("9112 6.2", poste(CORPS, b"Content-Length: +" + LONG), 400),
    ("9112 6.2", poste(CORPS, b"Content-Length: -1"), 400),
    ("9112 6.2", poste(CORPS, b"Content-Length: 0xb"), 400),
    ("9112 6.2", poste(CORPS, b"Content-Length: 1 1"), 400),
    ("9112 6.2", poste(CORPS, b"Content-Length: 11.0"), 400),
    ("9112 6.2", poste(CORPS, b"Content-Length:"), 400),
    ("9112 6.3", poste(CORPS, b"Content-Length: 18446744073709551627"), 400),
    ("9112 6.3", poste(CORPS, b"Content-Length: " + LONG, b"Content-Length: 3"), 400),
    ("9112 6.3", poste(CORPS, b"Content-Length: " + LONG, b"Content-Length: " + LONG), 400),
    ("9112 6.3", poste(CORPS, b"Content-Length: 11, 11"), 400),
    ("9110 15.5.14", poste(CORPS, b"Content-Length: 99999999999"), 413),
    ("9112 7.1", poste(b"x\r\n" + CORPS + b"\r\n0\r\n\r\n", CHUNKED), 400),
    ("9112 7.1", poste(b"0xb\r\n" + CORPS + b"\r\n0\r\n\r\n", CHUNKED), 400),
    ("9112 7.1", poste(b"-b\r\n" + CORPS + b"\r\n0\r\n\r\n", CHUNKED), 400),
    ("9112 7.1", poste(b"a\r\n" + CORPS + b"\r\n0\r\n\r\n", CHUNKED), 400),
    ("9112 7.1", poste(b"b\n" + CORPS + b"\r\n0\r\n\r\n", CHUNKED), 400),
    ("9112 7.1", poste(b"1000000000000000b\r\n" + CORPS + b"\r\n0\r\n\r\n", CHUNKED), 400),
    ("9112 7.1.1", poste(b"b;\n\r\n" + CORPS + b"\r\n0\r\n\r\n", CHUNKED), 400),
    ("9112 7.1.1", poste(b"".join(b"1;a=" + b"x" * 1000 + b"\r\n \r\n" for _ in range(40)), CHUNKED), 400),
    ("9112 7.1.2", poste(b"b\r\n" + CORPS + b"\r\n0\r\nNom : x\r\n\r\n", CHUNKED), 400),
    ("9110 6.5.1", poste(b"b\r\n" + CORPS + b"\r\n0\r\nContent-Length: 7\r\n\r\n", CHUNKED), 400),
    ("9110 10.1.1", avec(b"Expect: miracle"), 417),
    ("9110 15.5.16", poste(CORPS, b"Content-Length: " + LONG).replace(b"application/json", b"text/plain"), 415),
    ("9110 5.4", avec(b"Nom: " + b"x" * 20_000), 431),
]
# What is right stays right, and its connection goes on.
ACCEPTEES = [
    ("9112 2.2", b"\r\n" + avec(), 200),
    ("9112 3.2.2", ligne(b"GET http://localhost/sante HTTP/1.1", b"Host: ailleurs.example"), 200),
    ("9112 3.2.2", ligne(b"GET HTTP://LOCALHOST:1/sante HTTP/1.1"), 200),
    ("9112 3.2.4", ligne(b"OPTIONS * HTTP/1.1"), 204),
    ("9110 9.3.7", ligne(b"OPTIONS /sante HTTP/1.1"), 204),
    ("9110 9.1", ligne(b"TRACE /sante HTTP/1.1"), 405),
    ("9110 9.1", ligne(b"DELETE /sante HTTP/1.1"), 405),
    ("9110 7.2", hote(b"LOCALHOST:"), 200),
    ("9110 7.2", hote(b"[::1]:8090"), 200),
    ("9110 5.5", avec("Nom: é\tà".encode()), 200),
    ("9110 5.6.3", avec(b"Nom:\t x \t"), 200),
    ("9110 7.8", avec(b"Connection: Upgrade", b"Upgrade: h2c"), 200),
    ("9112 6.2", poste(CORPS, b"Content-Length: 0011"), 404),
    ("9112 6.1", poste(MORCEAUX, b"transfer-encoding:\tChunked "), 404),
    ("9112 7.1.1", poste(b"B;a=b;c=\"d\"\r\n" + CORPS + b"\r\n0;e\r\n\r\n", CHUNKED), 404),
    ("9112 7.1.2", poste(b"b\r\n" + CORPS + b"\r\n0\r\nHost: ailleurs.example\r\n\r\n", CHUNKED), 404),
    ("9110 8.3.1", poste(CORPS, b"Content-Length: " + LONG).replace(b"/json", b"/JSON;charset=\"UTF-8\""), 404),
]


def noms(table):
    return [f"{section}-{i}" for i, (section, *_) in enumerate(table)]


@pytest.mark.parametrize("section, brut, statut", REFUSEES, ids=noms(REFUSEES))
def test_refusee(systeme, section, brut, statut):
    statuts, texte = reponses(systeme, brut + SUITE)
    assert statuts == [statut], (section, texte)
    assert b"\r\nConnection: close\r\n" in texte and b"application/problem+json" in texte


@pytest.mark.parametrize("section, brut, statut", ACCEPTEES, ids=noms(ACCEPTEES))
def test_acceptee(systeme, section, brut, statut):
    statuts, texte = reponses(systeme, brut + SUITE)
    assert statuts == [statut, 200], (section, texte)


def test_une_requete_cachee_dans_un_corps_refuse(systeme):
    client = systeme.client(12.0)
    cachee = f"GET /api/clients/{client} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    for codage in (b"xchunked", b"identity", b"chunked, identity"):
        statuts, texte = reponses(systeme, poste(cachee, b"Transfer-Encoding: " + codage))
        assert statuts == [400] and b"solde" not in texte
