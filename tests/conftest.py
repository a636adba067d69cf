import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from systeme import Systeme  # noqa: E402


@pytest.fixture(scope="module")
def systeme():
    """One running system per test file; verified at its end: whatever the tests did, the invariants hold."""
    s = Systeme()
    try:
        yield s
        s.wait_idle()
        s.verify()
    finally:
        s.destroy()
