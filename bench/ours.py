"""The product, measured by `comptoir bench`: a fresh private system each time, verified afterwards."""
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from stores import BIN

TRIES = 3  # a run that the generator spoiled is repeated
STEP = 1.15  # from one rate of a search to the next
SETTLE = 3  # seconds before an idle system is looked at
TICKS = os.sysconf("SC_CLK_TCK")


max_lag_ms = 1.0  # what run.py --max-lag sets


class NoFigure(Exception):
    """The run was void, held no rate, or left books that do not balance."""


def bench(*options, tries=TRIES):
    """What `comptoir bench --json` says."""
    options = (*options, "--max-lag", max_lag_ms)
    why = ""
    for _ in range(tries):
        done = subprocess.run([BIN, "bench", "--json", *map(str, options)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return json.loads(done.stdout)
        why = done.stderr.strip()[-300:]
        if "générateur" not in why:
            break
    raise NoFigure(why)


def capacity(in_flight, seconds, *options):
    """Completed orders/s of a closed loop."""
    return completed(bench("--in-flight", in_flight, "--seconds", seconds, "--warmup", 2, *options))


def sustained(start, seconds):
    """The highest rate that holds on a schedule, sought from `start`; completed orders/s."""
    return completed(bench("--search", "--rate", round(start), "--step", STEP, "--seconds", seconds, "--warmup", 1,
                           tries=1))  # a search repeats its own void steps


def completed(result):
    return result["mesure"]["terminees_par_s"]


class Running:
    """`comptoir up` in a folder that is gone afterwards; its second start is timed."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="comptoir-bench-")
        os.chmod(self.folder, 0o755)
        self._run("up", "--detach", "--port", "0")
        self.start_seconds = self.again()
        return self

    def again(self):
        """Down and up again: how many seconds the second took."""
        self._run("down")
        begun = time.monotonic()
        self._run("up", "--detach", "--port", "0")
        seconds = time.monotonic() - begun
        self.runtime = json.loads(Path(self.folder, "systeme.json").read_text("utf-8"))
        return seconds

    def __exit__(self, *_):
        self._run("down")
        subprocess.run(["rm", "-rf", self.folder], check=False)

    def _run(self, *words):
        return subprocess.run([BIN, *words, "--data-dir", self.folder], check=True, capture_output=True, text=True).stdout

    def replay(self, file):
        return json.loads(self._run("replay", "online-retail", file, "--json"))

    def verify(self):
        self._run("verify")

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.runtime['pid']}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def idle(self, seconds):
        """Resident MiB and percent of one CPU of the process that holds all seven services."""
        time.sleep(SETTLE)
        before = self.cpu_seconds()
        time.sleep(seconds)
        return self.resident(), 100 * (self.cpu_seconds() - before) / seconds

    def resident(self):
        """MiB."""
        status = Path(f"/proc/{self.runtime['pid']}/status").read_text("ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
