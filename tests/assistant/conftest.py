import subprocess
import sys

import pytest

from .provider import Provider


@pytest.fixture
def provider(settings):
    """A provider that answers in the way that `provider.how("cut")` says; plainly at first."""
    with Provider() as provider:
        provider.how = _named(provider.url, settings)
        yield provider


@pytest.fixture
def answers_in(settings):
    """`answers_in("cut")` says how a provider answers that is a program of its own, so that it
    takes no time of the server's; plainly at first.
    """
    command = [sys.executable, "-m", "tests.assistant.provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        yield _named(program.stdout.readline().strip(), settings)
        program.kill()


def _named(url, settings):
    settings.OPENAI_API_KEY = ""
    settings.OPENAI_BASE_URL = url
    settings.OPENAI_MODEL = "plain"
    return lambda way: setattr(settings, "OPENAI_MODEL", way)
