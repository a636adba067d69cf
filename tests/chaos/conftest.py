import pytest
from instance import Instance


@pytest.fixture
def others(first):
    """Two more instances on the stores of the test's `first` system."""
    instances = [Instance(first) for _ in range(2)]
    try:
        yield instances
    finally:
        for i in instances:
            i.kill()
