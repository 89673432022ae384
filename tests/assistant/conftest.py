import pytest

from .provider import Provider


@pytest.fixture
def provider(settings):
    """A provider that answers in the way that `provider.how("cut")` says; plainly at first."""
    with Provider() as provider:
        settings.OPENAI_API_KEY = ""
        settings.OPENAI_BASE_URL = provider.url

        def how(way):
            settings.OPENAI_MODEL = way

        provider.how = how
        how("plain")
        yield provider
