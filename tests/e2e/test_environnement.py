"""What the program is born into: variables, umask, folders, files and pipes of others. None of it governs the system or its children."""
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile

import pytest
from systeme import BIN, Systeme, wait_until

# Each variable of libpq 15, and of PostgreSQL's own programs, with a value that breaks or bends whoever heeds it.
LIBPQ = {
    "PGHOST": "203.0.113.1", "PGHOSTADDR": "203.0.113.1", "PGPORT": "5433", "PGDATABASE": "autre", "PGUSER": "autre",
    "PGPASSWORD": "faux", "PGPASSFILE": "/etc/passwd", "PGREQUIREPEER": "personne", "PGREQUIRESSL": "1", "PGSSLMODE": "n'importe quoi",
    "PGSSLCOMPRESSION": "1", "PGSSLCERT": "/etc/passwd", "PGSSLKEY": "/etc/passwd", "PGSSLROOTCERT": "/etc/passwd",
    "PGSSLCRL": "/etc/passwd", "PGSSLCRLDIR": "/etc", "PGSSLSNI": "0", "PGSSLMINPROTOCOLVERSION": "SSLv2",
    "PGSSLMAXPROTOCOLVERSION": "SSLv2", "PGGSSENCMODE": "require", "PGKRBSRVNAME": "autre", "PGGSSLIB": "sspi",
    "PGCHANNELBINDING": "require", "PGCONNECT_TIMEOUT": "jamais", "PGCLIENTENCODING": "LATIN1", "PGOPTIONS": "-c search_path=nulle_part",
    "PGAPPNAME": "http://203.0.113.1:1", "PGDATESTYLE": "SQL, DMY", "PGTZ": "Asia/Katmandu", "PGGEQO": "peut-etre",
    "PGTARGETSESSIONATTRS": "standby", "PGSERVICE": "inconnu", "PGSERVICEFILE": "/nulle/part", "PGSYSCONFDIR": "/nulle/part",
    "PGLOCALEDIR": "/nulle/part", "PGDATA": "/nulle/part", "PG_COLOR": "always", "PGKEEPALIVES": "non", "PGREPLICATION": "true",
}
# What Kubernetes and Docker's links say to a process beside services named comptoir, comptoir-http, comptoir-postgres and redis.
PLATFORM = {
    "COMPTOIR_PORT": "tcp://10.0.0.1:8090", "COMPTOIR_SERVICE_HOST": "10.0.0.1", "COMPTOIR_SERVICE_PORT": "8090",
    "COMPTOIR_HTTP_PORT": "tcp://10.0.0.1:8090", "COMPTOIR_HTTP_SERVICE_HOST": "10.0.0.1", "COMPTOIR_HTTP_SERVICE_PORT": "8090",
    "COMPTOIR_HTTP_SERVICE_PORT_METRICS": "8091", "COMPTOIR_HTTP_PORT_8090_TCP": "tcp://10.0.0.1:8090",
    "COMPTOIR_HTTP_PORT_8090_TCP_PROTO": "tcp", "COMPTOIR_HTTP_PORT_8090_TCP_PORT": "8090", "COMPTOIR_HTTP_PORT_8090_TCP_ADDR": "10.0.0.1",
    "COMPTOIR_POSTGRES_PORT": "tcp://10.0.0.2:5433", "COMPTOIR_POSTGRES_NAME": "/web/db", "COMPTOIR_POSTGRES_ENV_PG_VERSION": "15",
    "REDIS_PORT": "tcp://10.0.0.3:6379", "POSTGRES_PORT": "tcp://10.0.0.2:5432", "COMPTOIR_REDIS_HOST": "", "COMPTOIR_LOG_FORMAT": "",
    "COMPTOIR_WORKER_LOT_MAX": "",
}
OTHERS = {
    "LC_ALL": "fr_FR.UTF-8", "LANG": "xx_XX.bizarre", "TZ": "Pacific/Kiritimati", "TMPDIR": "/nulle/part", "HOME": "/nulle/part",
    "XDG_RUNTIME_DIR": "/nulle/part", "XDG_STATE_HOME": "relatif", "OPENSSL_CONF": "/nulle/part", "SSL_CERT_FILE": "/nulle/part",
    "KRB5CCNAME": "FILE:/etc/passwd", "MALLOC_CONF": "retain:peut-etre", "REDISCLI_AUTH": "faux", "PYTHONPATH": "/nulle/part",
}


def up(folder, *options, env=None, umask=-1, user=(), timeout=120):
    """`up --detach`; the finished process and, when it runs, what systeme.json says."""
    done = subprocess.run([*user, BIN, "up", "--detach", "--data-dir", folder, *(options or ["--port", "0"])], capture_output=True,
                          timeout=timeout, umask=umask, env=None if env is None else {**os.environ, **env}, check=False)
    file = os.path.join(os.fsencode(folder), b"systeme.json")
    if done.returncode != 0:
        return done, None
    with open(file, encoding="utf-8") as f:
        return done, json.load(f)


def down(folder, user=()):
    subprocess.run([*user, BIN, "down", "--data-dir", folder], capture_output=True, timeout=60, check=True)


@pytest.fixture
def place():
    folder = tempfile.mkdtemp(prefix="comptoir-lieu-")
    os.chmod(folder, 0o755)
    yield folder
    shutil.rmtree(os.fsencode(folder), ignore_errors=True)


@pytest.fixture(scope="module")
def hostile():
    """A system that was started with all of them at once."""
    before = dict(os.environ)
    os.environ.update({**LIBPQ, **PLATFORM, **OTHERS})
    try:
        s = Systeme()
    finally:
        os.environ.clear()
        os.environ.update(before)
    yield s
    s.wait_idle()
    s.verify()
    s.destroy()


def test_the_environment_governs_nothing(hostile):
    m, c = hostile.magasin(), hostile.client()
    p = hostile.made("/api/produits", {"code": "thé-€-☕", "nom": "Théière «bleue» ☕", "prix": 5.0})["produit_id"]
    assert hostile.get(f"/api/produits/{p}").json()["nom"] == "Théière «bleue» ☕"
    assert hostile.post("/api/produits", {"code": "thé-€-☕", "nom": "x", "prix": 5.0}).status_code == 409
    hostile.stocker(m, (p, 10))
    assert hostile.ended(hostile.commander(c, m, (p, 1))) == "VenteConfirmee"
    sessions = hostile.sql("panier", "SELECT DISTINCT application_name FROM pg_stat_activity")
    assert not any("203.0.113" in name for name, in sessions)


@pytest.mark.parametrize("variable", LIBPQ)
def test_each_variable_of_libpq(hostile, variable):
    done = subprocess.run([BIN, "audit", "verify", "--data-dir", hostile.data_dir], capture_output=True, text=True, timeout=60,
                          env={**os.environ, variable: LIBPQ[variable]}, check=False)
    assert done.returncode == 0 and "autre" not in done.stderr, done.stdout + done.stderr


def test_home_holds_nothing_that_governs(hostile, place):
    os.mkdir(os.path.join(place, ".postgresql"))
    for name, text in [(".pgpass", "*:*:*:*:faux\n"), (".postgresql/root.crt", "x"), (".postgresql/postgresql.crt", "x"),
                       (".postgresql/postgresql.key", "x"), (".pg_service.conf", "[x]\nhost=203.0.113.1\n")]:
        with open(os.path.join(place, name), "w", encoding="utf-8") as f:
            f.write(text)
    done = subprocess.run([BIN, "audit", "verify", "--data-dir", hostile.data_dir], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "HOME": place}, check=False)
    assert done.returncode == 0 and not done.stderr, done.stdout + done.stderr


@pytest.mark.parametrize("host", ["::1", "::"])
def test_ipv6(hostile, host):
    hostile.stop()
    hostile.options = ["--port", "0", "--set", f"http.host={host}"]
    hostile.start()
    assert hostile.url.startswith("http://[::1]:")
    assert hostile.get("/pret").status_code == 200
    assert hostile.run("status").returncode == 0


def test_an_address_without_url_is_refused(place):
    done, _ = up(os.path.join(place, "x"), "--set", "http.host=fe80::1%lo")
    assert done.returncode == 2 and "lien local".encode() in done.stderr
    done, _ = up(os.path.join(place, "x"), "--set", "http.host=203.0.113.7", "--port", "8099")
    assert done.returncode == 1 and "203.0.113.7".encode() in done.stderr and b"http.host" in done.stderr
    assert not os.path.exists(os.path.join(place, "x", "pg"))


@pytest.mark.parametrize("umask, name", [
    (0o027, b"a,b"), (0o077, "l'été \"chez\" nous \\ = % # @".encode()), (0o000, b"latin-\xe9t\xe9"), (0o777, b"long-" * 40)])
def test_any_folder_under_any_umask(place, umask, name):
    folder = os.path.join(os.fsencode(place), b"nouveau", name)
    done, runtime = up(folder, umask=umask)
    assert runtime, done.stderr
    try:
        assert subprocess.run([BIN, "audit", "verify", "--data-dir", folder], capture_output=True, check=False).returncode == 0
        assert os.stat(folder).st_mode & 0o777 in (0o755, 0o700)
        assert os.stat(runtime["postgres"]).st_mode & 0o777 == 0o700
    finally:
        down(folder)


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb", "x" * 200 + "/" + "y" * 200 + "/" + "z" * 200 + "/" + "w" * 200 + "/" + "v" * 150])
def test_a_folder_that_postgresql_cannot_have_is_refused_at_once(place, name):
    done, _ = up(os.path.join(place, name))
    assert done.returncode == 1 and b"--data-dir" in done.stderr
    assert os.listdir(place) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="a process of PostgreSQL's user is needed")
def test_a_stranger_with_the_number_of_an_old_postgresql(hostile):
    postmaster = os.path.join(hostile.data_dir, "pg", "postmaster.pid")
    with open(postmaster, encoding="utf-8") as f:
        lines = f.read().split("\n")
    hostile.stop()
    user = pwd.getpwnam("postgres")
    stranger = subprocess.Popen(["sleep", "600"], user=user.pw_uid, group=user.pw_gid, extra_groups=[])
    try:
        for path, rest in [(postmaster, lines[1:]), (os.path.join(hostile.runtime["postgres"], ".s.PGSQL.5432.lock"), lines[1:5])]:
            with open(path, "w", encoding="utf-8") as f:
                f.write("\n".join([str(stranger.pid), *rest]))
            os.chown(path, user.pw_uid, user.pw_gid)
        hostile.start()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def full_pipe():
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETFL, os.O_NONBLOCK)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        fcntl.fcntl(writer, fcntl.F_SETFL, 0)
    return reader, writer


def foreground(systeme, **streams):
    return subprocess.Popen([BIN, "up", "--data-dir", systeme.data_dir, "--port", "0", "--set", "log.niveau=debug"], **streams)


def ready(systeme):
    wait_until(lambda: os.path.exists(os.path.join(systeme.data_dir, "systeme.json")), "the system is ready")


def test_a_reader_that_does_not_read(hostile):
    hostile.stop()
    reader, writer = full_pipe()
    process = foreground(hostile, stdout=writer, stderr=writer)
    try:
        ready(hostile)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        os.close(reader)
        os.close(writer)
        hostile.start()


def test_no_standard_files_and_a_hangup(hostile):
    """Closed, they must not become the lock file's or a database's; in the foreground SIGHUP is an orderly stop."""
    hostile.stop()
    process = foreground(hostile, preexec_fn=lambda: os.closerange(0, 3))
    try:
        ready(hostile)
        assert [os.readlink(f"/proc/{process.pid}/fd/{fd}") for fd in range(3)] == ["/dev/null"] * 3
        with open(os.path.join(hostile.data_dir, "verrou"), encoding="utf-8") as f:
            assert f.read().split()[0] == str(process.pid)
        process.send_signal(signal.SIGHUP)
        assert process.wait(30) == 0
    finally:
        process.kill()
        hostile.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody without a name")
def test_a_user_without_a_name(place):
    os.chown(place, 12345, 12345)
    user = ["setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups"]
    folder = os.path.join(place, "donnees")
    done, runtime = up(folder, user=user)
    assert runtime, done.stderr.decode()
    down(folder, user)


def test_localhost_by_name(hostile):
    hostile.stop()
    hostile.options = ["--port", "0", "--set", "http.host=localhost"]
    hostile.start()
    assert socket.gethostbyname("localhost") and hostile.get("/pret").status_code == 200
