"""A disk of one's own: an ext4 on a loop device, which can be full, and whose power can be cut.

The power cut is ext4's own (FS_IOC_SHUTDOWN without a flush, what xfstests uses): from that instant nothing more reaches the
device, neither dirty pages nor the file system's journal, and every later write or fsync fails. What is mounted again
afterwards is what the device had been given. fsfreeze would not do: it writes everything out first, and is thus kinder than any
power cut. Copying the device's file would not do either: the kernel writes back while one copies, so that the copy is of no
instant. A disk also has a cache of its own, and loses it: what it was given but not told to flush. Such a disk is one whose file
lies on another disk like this, and whose power goes there: the file's unwritten pages are that cache, written by the kernel when
and in which order it likes, or at a flush."""
import contextlib
import errno
import fcntl
import os
import shutil
import signal
import struct
import subprocess
import tempfile

from systeme import wait_until

TAILLE = 8 << 30  # the file is sparse
BLOC = 4096
FS_IOC_SHUTDOWN = 0x8004587D
SANS_VIDER = struct.pack("I", 2)  # EXT4_GOING_FLAGS_NOLOGFLUSH


def _faire(*mots):
    done = subprocess.run(mots, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(mots)} : {done.stderr.strip() or done.returncode}")


class Disque:
    """Raises OSError where the machine cannot: not root, no loop device, no ext4."""

    def __init__(self, taille=TAILLE, dessous=None):
        """`dessous`: the disk on which this one's file lies, so that it has a cache to lose; it goes with this one."""
        self.dessous = dessous
        self.dossier = tempfile.mkdtemp(prefix="comptoir-disque-")
        os.chmod(self.dossier, 0o755)
        self.image, self.racine = os.path.join(dessous.racine if dessous else self.dossier, "image"), os.path.join(self.dossier, "d")
        self.lest, self.donnees = os.path.join(self.racine, "lest"), os.path.join(self.racine, "comptoir")
        os.mkdir(self.racine)
        try:
            with open(self.image, "wb") as f:
                f.truncate(taille)
            _faire("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=1,nodiscard", self.image)  # -m 0: full is full for root too
            self.monter()
            os.mkdir(self.donnees)
            _faire("sync", "-f", self.donnees)
        except OSError:
            shutil.rmtree(self.dossier, ignore_errors=True)
            raise

    def monter(self):
        # No discard: after a shutdown ext4 still discards what a transaction freed that was never committed, as no power cut does.
        _faire("mount", "-o", "loop", self.image, self.racine)

    def detruire(self):
        wait_until(self._demonte, "nothing holds the disk any more")
        shutil.rmtree(self.dossier, ignore_errors=True)
        if self.dessous:
            self.dessous.detruire()

    # ---- full ----
    @contextlib.contextmanager
    def plein(self):
        """No block is left for anybody meanwhile."""
        try:
            yield self.remplir
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.remove(self.lest)

    def remplir(self):
        """Takes what is free now. Files give blocks back (a WAL segment, a rewritten AOF), so call it again to stay full."""
        fd = os.open(self.lest, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            pas = os.statvfs(self.racine).f_bavail * BLOC
            while pas >= BLOC:
                try:
                    os.posix_fallocate(fd, os.fstat(fd).st_size, pas)
                    pas = os.statvfs(self.racine).f_bavail * BLOC
                except OSError as e:
                    if e.errno != errno.ENOSPC:
                        raise
                    pas //= 2
        finally:
            os.close(fd)

    # ---- without power ----
    def couper(self, cache_perdu=False):
        """The power goes: first the disk, then every process that has a file there; then it is back, and the disk with it.
        `cache_perdu`: the disk loses what it was not told to flush."""
        assert not self.abime(), "ext4 says that it is damaged: what happens on it says nothing of the program"
        fd = os.open(self.dessous.racine if cache_perdu else self.racine, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, FS_IOC_SHUTDOWN, SANS_VIDER)
        finally:
            os.close(fd)
        wait_until(self._demonte, "nothing holds the disk any more")
        if cache_perdu:
            wait_until(self.dessous._demonte, "nothing holds the disk below")
            self.dessous.monter()
        self.monter()

    def abime(self):
        appareil = subprocess.run(["findmnt", "-n", "-o", "SOURCE", self.racine], capture_output=True, text=True, check=True).stdout.strip()
        with open(f"/sys/fs/ext4/{os.path.basename(appareil)}/errors_count", encoding="utf-8") as f:
            return int(f.read())

    def _demonte(self):
        self.tuer_occupants()
        with contextlib.suppress(OSError):
            _faire("umount", self.racine)
            return True
        return False

    def tuer_occupants(self):
        for pid in filter(str.isdigit, os.listdir("/proc")):
            if int(pid) != os.getpid() and self._occupe(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)

    def _occupe(self, pid):
        with contextlib.suppress(OSError):
            liens = [f"/proc/{pid}/cwd", *(f"/proc/{pid}/fd/{n}" for n in os.listdir(f"/proc/{pid}/fd"))]
            return any(self._ici(lien) for lien in liens)
        return False

    def _ici(self, lien):
        with contextlib.suppress(OSError):
            return os.readlink(lien).startswith(self.racine + "/")
        return False


def disque_possible():
    """Nothing when this machine can, else why not."""
    try:
        Disque(64 << 20).detruire()
    except OSError as e:
        return f"cette machine ne monte pas de disque à nous ({e})"
    return None
