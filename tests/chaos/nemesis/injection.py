"""Makes system calls of running processes fail, by strace."""
import contextlib
import os
import shutil
import subprocess
import tempfile

from systeme import wait_until


def injection_possible():
    """Nothing when this machine can, else why not."""
    if not shutil.which("strace"):
        return "strace n'est pas là"
    with subprocess.Popen(["sleep", "0.3"]) as dormeur:
        essai = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-p", str(dormeur.pid)], capture_output=True, text=True, check=False)
    return f"ptrace est refusé ici ({essai.stderr.strip()})" if essai.returncode else None


@contextlib.contextmanager
def injecter(pids, appels, erreur):
    """`appels` (fsync,fdatasync) of the processes and all their threads fail with `erreur`, from now on until the end. Yields a
    function that says how many have."""
    with tempfile.TemporaryDirectory(prefix="comptoir-strace-") as dossier:
        trace = os.path.join(dossier, "trace")
        mots = ["strace", "-f", "-qq", "-o", trace, "-e", f"trace={appels}", "-e", f"inject={appels}:error={erreur}"]
        for pid in pids:
            mots += ["-p", str(pid)]
        strace = subprocess.Popen(mots, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def combien():
            with open(trace, encoding="utf-8", errors="replace") as f:
                return f.read().count("(INJECTED)")
        try:
            wait_until(lambda: os.path.exists(trace) or strace.poll() is not None, "strace is attached")
            yield combien
        finally:
            strace.terminate()  # it lets go of its processes, which go on
            strace.wait()
