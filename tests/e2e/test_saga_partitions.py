"""The saga's tests again, where clients are spread over three partitions: every sanitised program has then run them too."""
import pytest
from systeme import Systeme, proven
from test_saga import *  # noqa: F403


@pytest.fixture(scope="module")
def systeme():
    with proven(Systeme("--port", "0", "--set", "saga.partitions=3")) as s:
        yield s
