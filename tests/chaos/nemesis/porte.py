"""A gate between a system and one of its stores, and what a bad network does, done in it.

It stands where the store's unix socket stood: the socket is given another name, and stays the store's; a store that starts again
makes its own anew, and is then reached past the gate. A process of its own, so that it does not wait for the customers' threads.

    python3 -m nemesis.porte WHERE BEHIND     orders on stdin, one a line: a mode of MODES and its number"""
import asyncio
import contextlib
import os
import subprocess
import sys

MORCEAU = 65536

# What becomes of the bytes of one direction ("aller": to the store, "retour": from it).
MODES = {
    "passe": "all of it, at once",
    "lenteur": "each piece is late by so many seconds",
    "miettes": "byte by byte, so many of them; then as they come",
    "debit": "so many bytes a second",
    "sourd": "nothing reaches the store; it does when this is over",
    "muet": "nothing comes back from it; it does when this is over",
    "coupe": "sessions are cut, new ones too",
}


class Porte:
    def __init__(self, derriere):
        self.derriere, self.mode, self.nombre = derriere, "passe", 0.0
        self.change = asyncio.Event()  # set, and replaced, at each order
        self.sessions = set()
        self.touches = 0  # pieces to which the mode did something

    def obeir(self, ligne):
        self.mode, nombre = ligne.split()
        self.nombre = float(nombre)
        self.change.set()
        self.change = asyncio.Event()
        if self.mode == "coupe":
            self.touches += len(self.sessions)
            for ecrivain in list(self.sessions):
                ecrivain.transport.abort()

    async def accueillir(self, lecteur, ecrivain):
        with contextlib.suppress(OSError):
            if self.mode == "coupe":
                self.touches += 1
                ecrivain.transport.abort()
                return
            autre_lecteur, autre_ecrivain = await asyncio.open_unix_connection(self.derriere)
            self.sessions |= {ecrivain, autre_ecrivain}
            try:
                await asyncio.gather(self.porter("sourd", lecteur, autre_ecrivain), self.porter("muet", autre_lecteur, ecrivain))
            finally:
                self.sessions -= {ecrivain, autre_ecrivain}
        ecrivain.transport.abort()

    async def porter(self, retenu_si, de, vers):
        """One direction, until its end; then the other one ends too."""
        with contextlib.suppress(OSError):
            while octets := await de.read(MORCEAU):
                await self.passer(retenu_si, octets, vers)
        vers.close()

    async def passer(self, retenu_si, octets, vers):
        if self.mode == retenu_si:
            self.touches += 1
            while self.mode == retenu_si:
                await self.change.wait()
        elif self.mode == "lenteur":
            await self.attendre(self.nombre)
        elif self.mode == "debit":
            await self.attendre(len(octets) / self.nombre)
        elif self.mode == "miettes":
            self.touches += 1
            tete, octets = octets[:int(self.nombre)], octets[int(self.nombre):]
            for i in range(len(tete)):
                vers.write(tete[i:i + 1])
                await asyncio.sleep(0)  # the loop writes it out: it travels alone
        vers.write(octets)
        await vers.drain()

    async def attendre(self, secondes):
        """Not beyond the mode's end."""
        self.touches += 1
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.change.wait(), secondes)


async def tenir(ou, derriere):
    porte = Porte(derriere)
    await asyncio.start_unix_server(porte.accueillir, ou)
    os.chmod(ou, 0o777)
    print("prête", flush=True)
    ordres = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(ordres), sys.stdin)
    while ligne := await ordres.readline():
        print(porte.touches, flush=True)
        if ligne.strip() != b"combien":
            porte.obeir(ligne.decode())


class Gardien:
    """The gate before one store's socket, as its owner sees it. While it stands, all new sessions go through it."""

    def __init__(self, socket):
        self.socket, self.derriere = socket, socket + ".derriere"
        os.rename(socket, self.derriere)
        ou = os.path.join(os.path.dirname(__file__), "..")
        self.porte = subprocess.Popen([sys.executable, "-B", "-m", "nemesis.porte", socket, self.derriere], cwd=ou,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.porte.stdout.readline() == "prête\n"

    def ordonner(self, mode, nombre=0):
        """To how many pieces modes had done something before."""
        print(mode, nombre, file=self.porte.stdin, flush=True)
        return int(self.porte.stdout.readline())

    def combien(self):
        print("combien", file=self.porte.stdin, flush=True)
        return int(self.porte.stdout.readline())

    def rendre(self):
        """New sessions go straight to the store; those that are there stay, through an open gate."""
        self.ordonner("passe")
        if os.path.exists(self.derriere):
            os.rename(self.derriere, self.socket)

    def fermer(self):
        """Its sessions end with it."""
        self.porte.stdin.close()
        self.porte.wait()


if __name__ == "__main__":
    asyncio.run(tenir(*sys.argv[1:]))
