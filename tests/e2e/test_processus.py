"""Processes: who is stopped is who holds the folder, whatever its number; what is detached is on its own."""
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile

import pytest
from systeme import BIN, Systeme, dead, wait_until, with_children

NAMESPACE = ["unshare", "-p", "-f", "--mount-proc", "--kill-child"]


def namespaces_are_allowed():
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


needs_namespaces = pytest.mark.skipif(not namespaces_are_allowed(), reason="no pid namespace may be made here")


@pytest.fixture(scope="module")
def mine():
    """A system that each test leaves running."""
    s = Systeme()
    yield s
    s.wait_idle()
    s.verify()
    s.destroy()


def ready(systeme):
    wait_until(lambda: os.path.exists(os.path.join(systeme.data_dir, "systeme.json")), "the system is ready")


def sh(script, **more):
    return subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=120, check=False, **more)


@contextlib.contextmanager
def in_a_namespace(systeme, *words):
    """The system runs in a pid namespace of its own."""
    systeme.stop()
    process = subprocess.Popen([*NAMESPACE, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ready(systeme)
        yield process
        process.wait(60)
    finally:
        process.kill()
        process.wait()
        systeme.start()


@needs_namespaces
def test_a_stranger_of_the_same_number_lives_on(mine):
    """The system is number 2 there, and a stranger here."""
    with in_a_namespace(mine, "sh", "-c", f"{BIN} up --data-dir {mine.data_dir} --port 0 & wait"):
        done = subprocess.run([*NAMESPACE, "sh", "-c", f"sleep 600 & {BIN} down --data-dir {mine.data_dir}; echo $?; kill -0 2 && echo vit"],
                              capture_output=True, text=True, timeout=120, check=False)
        assert done.stdout.split() == ["Arrêté.", "0", "vit"], done.stdout + done.stderr


@needs_namespaces
@pytest.mark.parametrize("inside", [True, False])
def test_number_1_can_be_stopped(mine, inside):
    """As in a container, from within it and from without."""
    with in_a_namespace(mine, BIN, "up", "--data-dir", mine.data_dir, "--port", "0") as process:
        one = with_children(process.pid)[1]
        enter = ["nsenter", "-t", str(one), "-p", "-m"] if inside else []
        done = subprocess.run([*enter, BIN, "down", "--data-dir", mine.data_dir], capture_output=True, text=True, timeout=120, check=False)
        # With number 1 ends all that is inside, `down` included.
        assert done.returncode in ((0, -signal.SIGKILL) if inside else (0,)), done.stderr
        wait_until(lambda: dead(one), "it has ended")


def test_a_record_of_another_time_is_nobodys(mine):
    """The lock says that somebody is there, the record names a process that began at another moment: no signal for that one."""
    stranger = subprocess.Popen(["sleep", "600"])
    path = os.path.join(mine.data_dir, "verrou")
    with open(path, encoding="utf-8") as f:
        true = f.read().split()
    try:
        with open(path, "w", encoding="utf-8") as f:
            f.write(" ".join([str(stranger.pid), *true[1:]]) + "\n")
        assert mine.run("down").returncode == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
        mine.start()


def test_a_detached_system_holds_nothing_of_its_parents(mine):
    mine.stop()
    lock = os.path.join(mine.data_dir, "verrou-d-autrui")
    # The `$(…)` ends, and the lock is free, once the shell is gone.
    done = sh(f"exec 9>{lock}; flock 9; exec 3>&1 7>&2; exec {BIN} up --detach --data-dir . --port 0", cwd=mine.data_dir)
    assert done.returncode == 0, done.stderr
    with open(lock, "w", encoding="utf-8") as f:
        fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    for pid in with_children(int(sh(f"cut -d' ' -f1 {mine.data_dir}/verrou").stdout)):
        files = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        assert lock not in files
        assert os.readlink(f"/proc/{pid}/fd/0") == "/dev/null"
        assert os.readlink(f"/proc/{pid}/fd/1").startswith(os.path.join(mine.data_dir, "logs"))
        assert os.readlink(f"/proc/{pid}/cwd").startswith(mine.data_dir)
        assert os.getsid(pid) != os.getsid(0)
    mine.stop()
    mine.start()


def test_a_detached_system_outlives_a_hangup(mine):
    pid = mine.runtime["pid"]
    os.kill(pid, signal.SIGHUP)
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        ignored = int(next(line for line in f if line.startswith("SigIgn")).split()[1], 16)
    assert ignored >> (signal.SIGHUP - 1) & 1
    assert mine.run("status").returncode == 0


@pytest.fixture
def new_folder():
    folder = tempfile.mkdtemp(prefix="comptoir-processus-")
    os.chmod(folder, 0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("more", [[], ["--detach"], ["--separe"], ["--set", "http.host=0.0.0.0"]])
def test_a_taken_port_is_said_before_anything_starts(new_folder, more):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([BIN, "up", "--data-dir", new_folder, "--port", str(port), *more], capture_output=True, text=True,
                              timeout=60, check=False)
    assert done.returncode == 1
    assert f"le port {port} de " in done.stderr and "déjà pris" in done.stderr and "--port 0" in done.stderr
    assert f"par le processus {os.getpid()} (" in done.stderr
    assert not os.path.exists(os.path.join(new_folder, "pg")) and not os.path.exists(os.path.join(new_folder, "redis"))


def test_a_taken_port_stops_serve_too():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run([BIN, "serve", "--port", str(taken.getsockname()[1])], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "déjà pris" in done.stderr


def test_a_stop_during_the_start(new_folder):
    """It is not carried through first: a container has ten seconds."""
    process = subprocess.Popen([BIN, "up", "--data-dir", new_folder, "--port", "0"], stdout=subprocess.DEVNULL)
    wait_until(lambda: os.path.exists(os.path.join(new_folder, "pg.ebauche")), "initdb is at work")
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not os.path.exists(os.path.join(new_folder, "pg"))


def test_two_interrupts_are_one_stop(mine):
    mine.stop()
    process = subprocess.Popen([BIN, "up", "--data-dir", mine.data_dir, "--port", "0"], stdout=subprocess.DEVNULL)
    try:
        ready(mine)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()
        mine.start()
