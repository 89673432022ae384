import pytest
from django.test import Client


@pytest.fixture
def browser():
    """Another visitor's browser: `browser("192.0.2.7")`."""

    def make(address="127.0.0.1"):
        return Client(REMOTE_ADDR=address)

    return make
