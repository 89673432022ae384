import pytest
from django.core.exceptions import ImproperlyConfigured

from chatsite import site


@pytest.mark.parametrize(
    ("typed", "host", "origin"),
    [
        ("chat.example.org", "chat.example.org", "https://chat.example.org"),
        ("https://chat.example.org/", "chat.example.org", "https://chat.example.org"),
        (" HTTPS://Chat.Example.ORG:443 ", "chat.example.org", "https://chat.example.org"),
        ("http://chat.example.org", "chat.example.org", "http://chat.example.org"),
        ("chat.example.org:8443", "chat.example.org", "https://chat.example.org:8443"),
        ("192.168.1.5:8000", "192.168.1.5", "http://192.168.1.5:8000"),
        ("localhost:8000/", "localhost", "http://localhost:8000"),
        ("[::1]:8000", "[::1]", "http://[::1]:8000"),
        ("den", "den", "http://den"),
        ("raspberrypi.local:8000", "raspberrypi.local", "http://raspberrypi.local:8000"),
        ("chat.lan", "chat.lan", "http://chat.lan"),
        ("chat.home.arpa", "chat.home.arpa", "http://chat.home.arpa"),
        ("chat.internal", "chat.internal", "http://chat.internal"),
        ("chat.localhost", "chat.localhost", "http://chat.localhost"),
        ("https://chat.local", "chat.local", "https://chat.local"),
        ("10.example.org", "10.example.org", "https://10.example.org"),
        ("notlocal.net", "notlocal.net", "https://notlocal.net"),
        ("https://bücher.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_the_address_is_understood_as_people_type_it(monkeypatch, typed, host, origin):
    monkeypatch.setenv("SITE_URL", typed)
    assert site.read("SITE_URL") == (host, origin)


@pytest.mark.parametrize(
    "typed",
    [
        "https://example.org/chat",
        "ftp://example.org",
        "https://me@example.org",
        "https://",
        "two words",
        "https://example.org:port",
        "*",
        "https://*.example.org",
        "https://[1::2::3]",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(monkeypatch, typed):
    monkeypatch.setenv("SITE_URL", typed)
    with pytest.raises(ImproperlyConfigured, match=r"\ASITE_URL .*https://chat\.example\.org\.\Z"):
        site.read("SITE_URL")


def test_the_socket_lives_at_the_same_place(monkeypatch):
    monkeypatch.setenv("SITE_URL", "chat.example.org")
    assert site.read("SITE_URL").socket_origin == "wss://chat.example.org"


@pytest.mark.parametrize(
    ("typed", "hosts"),
    [
        ("", []),
        ("chat.example.org, den", ["chat.example.org", "den"]),
        ("https://Chat.Example.org/", ["chat.example.org"]),
        ("http://chat.example.org:8000,192.168.1.5:8000", ["chat.example.org", "192.168.1.5"]),
        ("::1, [::2]:8000, http://[::3]", ["[::1]", "[::2]", "[::3]"]),
        (".example.org, *", [".example.org", "*"]),
        ("bücher.example", ["xn--bcher-kva.example"]),
    ],
)
def test_more_names_are_understood_as_people_type_them(monkeypatch, typed, hosts):
    monkeypatch.setenv("ALLOWED_HOSTS", typed)
    assert site.hosts("ALLOWED_HOSTS") == hosts


@pytest.mark.parametrize(
    "typed",
    ["chat.example.org den", "https://", "*.example.org", "https://example.org/chat", "a..b", "."],
)
def test_what_is_no_name_is_refused_in_a_sentence(monkeypatch, typed):
    monkeypatch.setenv("ALLOWED_HOSTS", typed)
    with pytest.raises(ImproperlyConfigured, match=r"\AALLOWED_HOSTS .*chat\.example\.org.*\.\Z"):
        site.hosts("ALLOWED_HOSTS")
