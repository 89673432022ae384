"""What `manage.py check` says when the chat can't keep its promises as it is set up."""

import sys

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import connections

from rooms.live.layers import is_direct
from rooms.search import index


def add():
    """Have Django run these with its own."""
    for check in (layer, server, hosts, database, cache):
        register(check, Tags.compatibility)
    register(search, Tags.database)
    register(proxies, Tags.security, deploy=True)


def layer(**_):
    if not is_direct(get_channel_layer()):
        yield Warning(
            "The channel layer is not one of the chat's own: everything works, but slower.",
            hint="CHANNEL_LAYERS should name LocalLayer of rooms.live.layers, or RedisLayer of"
            " rooms.live.redis_layer.",
            id="rooms.W001",
        )


def server(**_):
    if sys.argv[1:2] == ["runserver"]:
        yield Warning(
            "This server is for developing: it neither slows down for clients that don't read"
            " nor says goodbye when it stops.",
            hint="For real use: python manage.py serve",
            id="rooms.W002",
        )


def hosts(**_):
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            "ALLOWED_HOSTS has '*': any name that somebody points here counts as this site.",
            hint="Set SITE_URL, or list the names.",
            id="rooms.W003",
        )


def database(**_):
    found = settings.DATABASES["default"]
    if not found["ENGINE"].endswith("sqlite3"):
        return
    options = {"transaction_mode": "", "init_command": ""} | found.get("OPTIONS", {})
    if options["transaction_mode"] != "IMMEDIATE" or "WAL" not in options["init_command"]:
        yield Warning(
            "SQLite without WAL and IMMEDIATE transactions fails as soon as two write at once.",
            id="rooms.W004",
        )
    if settings.REDIS_URLS:
        yield Warning(
            "REDIS_URL is for several servers, but a SQLite file serves one only.",
            hint="Set DATABASE_URL to a PostgreSQL database.",
            id="rooms.W005",
        )


def cache(**_):
    if settings.REDIS_URLS and "locmem" in settings.CACHES["default"]["BACKEND"]:
        yield Warning(
            "Each server counts attempts to sign in for itself: the cache is not shared.",
            hint="CACHES should use the Redis at REDIS_URL.",
            id="rooms.W006",
        )


def search(databases=None, **_):
    """Runs with `migrate`, and with `check --database default`."""
    for name in databases or ():
        if index.missing(connections[name]) and index.has_terms(connections[name]):
            yield Warning(
                "The index that searches go by is not there, or is not kept.",
                hint="python manage.py rebuild_search",
                id="rooms.W008",
            )


def proxies(**_):
    if settings.IS_SECURE and not settings.TRUSTED_PROXIES:
        yield Warning(
            "SITE_URL is https, but no proxy is trusted: all visitors seem to be the proxy.",
            hint="Set TRUSTED_PROXIES to the address of the proxy.",
            id="rooms.W007",
        )
