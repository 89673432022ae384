import sys

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry


@pytest.fixture
def warned(settings):
    """Which of the chat's own warnings these settings bring."""

    def warned(deploy=False, **changes):
        for name, value in changes.items():
            setattr(settings, name, value)
        found = run_checks(include_deployment_checks=deploy)
        return {warning.id for warning in found if warning.id.startswith("rooms.")}

    return warned


def test_a_chat_as_it_comes_has_nothing_to_be_warned_of(warned):
    assert warned() == set()


def test_a_stock_layer_is_warned_of(warned):
    stock = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    assert warned(CHANNEL_LAYERS=stock) == {"rooms.W001"}


def test_the_server_for_developing_is_warned_of(warned, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["manage.py", "runserver"])
    assert warned() == {"rooms.W002"}


def test_a_star_for_a_host_is_warned_of(warned):
    assert warned(ALLOWED_HOSTS=["*"]) == {"rooms.W003"}


def test_a_sqlite_that_locks_itself_out_is_warned_of(warned, settings, monkeypatch):
    plain = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}
    monkeypatch.setitem(settings.DATABASES, "default", plain)
    assert warned(REDIS_URLS=[]) == {"rooms.W004"}


def test_several_servers_without_what_they_share_are_warned_of(warned, settings, monkeypatch):
    sqlite = {
        "ENGINE": "django.db.backends.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }
    local = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setitem(settings.DATABASES, "default", sqlite)
    assert warned(REDIS_URLS=["redis://here"], CACHES=local) == {"rooms.W005", "rooms.W006"}


def test_https_without_a_proxy_to_trust_is_warned_of_before_it_is_deployed(warned):
    assert warned(IS_SECURE=True, TRUSTED_PROXIES=[]) == set()
    assert warned(deploy=True) == {"rooms.W007"}
    assert warned(deploy=True, TRUSTED_PROXIES=["10.0.0.1"]) == set()


def test_the_checks_are_among_djangos():
    ours = {check.__name__ for check in registry.registered_checks if "rooms" in check.__module__}
    assert ours == {"layer", "server", "hosts", "database", "cache", "search"}
