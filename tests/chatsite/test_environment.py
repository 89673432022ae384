import pytest
from django.core.exceptions import ImproperlyConfigured

from chatsite import environment


@pytest.fixture
def said(monkeypatch):
    return lambda value: monkeypatch.setenv("WORD", value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("maybe", lambda: environment.switch("WORD", True)),
        ("invite", lambda: environment.choice("WORD", "open", "closed")),
        ("eighty", lambda: environment.port("WORD", 80)),
        ("65536", lambda: environment.port("WORD", 80)),
        ("-1", lambda: environment.port("WORD", 80)),
        ("٨٠", lambda: environment.port("WORD", 80)),
        ("too short to be secret", lambda: environment.key("WORD", "come in")),
        ("localhost:6379", lambda: environment.url("WORD", "redis")),
        ("http://[", lambda: environment.url("WORD", "http")),
        ("http:///v1", lambda: environment.url("WORD", "http")),
        ("unix:", lambda: environment.url("WORD", "unix")),
        ("redis://one,two", lambda: environment.urls("WORD", "redis")),
        ("redis://one, redis://one", lambda: environment.urls("WORD", "redis")),
        *[(words, lambda: environment.count("WORD", 1)) for words in ("0", "-1", "two", "1000")],
        ("mysql://host/chat", lambda: environment.database("WORD", "file")),
        ("postgres://host:port/chat", lambda: environment.database("WORD", "file")),
        ("postgres://host", lambda: environment.database("WORD", "file")),
        ("sqlite://", lambda: environment.database("WORD", "file")),
        ("sqlite:////no/such/folder/x", lambda: environment.database("WORD", "file")),
        ("sqlite:////proc/x", lambda: environment.database("WORD", "file")),
        ("10.0.0.0/99", lambda: environment.networks("WORD")),
        ("127.0.0.1, *", lambda: environment.networks("WORD")),
        ("/dev/null/chat", lambda: environment.folder("WORD", "var")),
        ("/dev/null", lambda: environment.folder("WORD", "var")),
        ("/proc", lambda: environment.folder("WORD", "var")),
        ("/sys", lambda: environment.folder("WORD", "var")),
    ],
)
def test_a_wrong_value_is_said_in_one_sentence_that_names_it(said, value, read):
    said(value)
    with pytest.raises(ImproperlyConfigured, match=r"\AWORD .*\.\Z"):
        read()


def test_passwords_in_addresses_are_not_repeated(said):
    for read in (environment.url, environment.database):
        said("foo://me:secret@host/name")
        with pytest.raises(ImproperlyConfigured) as fault:
            read("WORD", "redis")
        assert "secret" not in str(fault.value)


def test_a_secret_is_not_repeated(said):
    said("hunter2")
    with pytest.raises(ImproperlyConfigured) as fault:
        environment.key("WORD", "come in")
    assert "hunter2" not in str(fault.value)


def test_what_is_empty_is_as_if_it_were_not_there(said):
    said("  ")
    assert environment.switch("WORD", True) is True
    assert environment.port("WORD", 8000) == 8000
    assert environment.choice("WORD", "open", "closed") == "open"
    assert environment.url("WORD", "redis") == ""
    assert environment.urls("WORD", "redis") == []
    assert environment.count("WORD", 1) == 1
    assert environment.networks("WORD", ["::1"]) == ["::1"]
    assert environment.words("WORD") == []


def test_values_are_taken_as_people_type_them(said):
    said(" Off ")
    assert environment.switch("WORD", True) is False
    said("CLOSED")
    assert environment.choice("WORD", "open", "closed") == "closed"
    said("10.0.0.0/8, ::1,")
    assert environment.networks("WORD") == ["10.0.0.0/8", "::1"]
    said("10.0.0.1/8, 192.168.1.9/255.255.0.0")
    assert environment.networks("WORD") == ["10.0.0.0/8", "192.168.0.0/16"]
    said("unix:///run/redis.sock")
    assert environment.url("WORD", "redis", "unix") == "unix:///run/redis.sock"
    said("redis://one:6379/1, redis://two:6379/1")
    assert environment.urls("WORD", "redis") == ["redis://one:6379/1", "redis://two:6379/1"]
    said("12")
    assert environment.count("WORD", 1) == 12
    said("$money in a password")
    assert environment.text("WORD") == "$money in a password"


def test_a_database_address_gives_its_parts_and_options(said):
    said("postgresql://me:p%40ss@db:5433/chat?sslmode=require")
    found = environment.database("WORD", "file")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("me", "p@ss", "chat")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_new_folder_is_for_its_owner_alone(said, tmp_path):
    said(str(tmp_path / "a" / "b"))
    assert environment.folder("WORD", "var").stat().st_mode & 0o777 == 0o700
