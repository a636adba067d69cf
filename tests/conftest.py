import os
import socket
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from systeme import Systeme  # noqa: E402


@pytest.fixture(scope="module")
def systeme(request):
    """One running system per test file; verified at its end: whatever the tests did, the invariants hold. A test that failed
    leaves things half done, and must not be hidden by what verify says of them."""
    s = Systeme()
    failed = request.session.testsfailed
    try:
        yield s
        if request.session.testsfailed == failed:
            s.wait_idle()
            s.verify()
    finally:
        s.destroy()


@pytest.fixture
def fixed_port():
    """Killed and started again, the program must come back where its callers look for it."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return str(s.getsockname()[1])
