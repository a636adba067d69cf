"""Processes of a running Comptoir: which they are, and how to make one stand still."""
import contextlib
import os
import signal


@contextlib.contextmanager
def stopped(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def service_pid(systeme, service):
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, IndexError):
            with open(f"/proc/{entry}/cmdline", encoding="utf-8") as f:
                words = f.read().split("\0")
            with open(f"/proc/{entry}/stat", encoding="utf-8") as f:
                parent = int(f.read().rsplit(")", 1)[1].split()[1])
            if parent == systeme.runtime["pid"] and words[1:4] == ["serve", "--services", service]:
                return int(entry)
    raise AssertionError(f"no process of {service}")
