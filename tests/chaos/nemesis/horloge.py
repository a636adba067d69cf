"""A wall clock that can be set while a whole system runs by it: services, PostgreSQL and Redis. See horloge.c."""
import contextlib
import mmap
import os
import shutil
import struct
import subprocess
import tempfile

SECONDE = 1_000_000_000
COMPILATEUR = "cc"


def horloge_possible():
    """Nothing when this machine can, else why not."""
    return None if shutil.which(COMPILATEUR) else "il n'y a pas de compilateur C pour l'horloge (horloge.c)"


class Horloge:
    def __init__(self):
        self.dossier = tempfile.mkdtemp(prefix="comptoir-horloge-")
        os.chmod(self.dossier, 0o755)
        fichier, self.objet = os.path.join(self.dossier, "ecart"), os.path.join(self.dossier, "horloge.so")
        subprocess.run([COMPILATEUR, "-O2", "-shared", "-fPIC", "-o", self.objet, os.path.join(os.path.dirname(__file__), "horloge.c")],
                       check=True)
        with open(fichier, "w+b") as f:
            f.write(bytes(8))
            f.flush()
            self.page = mmap.mmap(f.fileno(), 8)
        self.environnement = {"LD_PRELOAD": self.objet, "LD_HORLOGE": fichier}

    @contextlib.contextmanager
    def portee(self):
        """What is started meanwhile goes by this clock, and so do its children."""
        os.environ.update(self.environnement)
        try:
            yield
        finally:
            for nom in self.environnement:
                del os.environ[nom]

    @contextlib.contextmanager
    def decalee(self, secondes):
        """Wrong by so much meanwhile: it jumps twice."""
        self.regler(secondes)
        try:
            yield
        finally:
            self.regler(0)

    def regler(self, secondes):
        self.page[:] = struct.pack("q", round(secondes * SECONDE))

    def detruire(self):
        self.page.close()
        shutil.rmtree(self.dossier, ignore_errors=True)
