"""The address at which people reach the chat, from what an operator typed."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from . import environment

STANDARD = {"http": 80, "https": 443}
NEAR = (".local", ".lan", ".internal", ".localhost", ".home.arpa")
NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class Site(NamedTuple):
    """`host` as in Django's ALLOWED_HOSTS, `origin` as browsers write it."""

    host: str
    origin: str

    @property
    def is_secure(self):
        return self.origin.startswith("https:")

    @property
    def socket_origin(self):
        return self.origin.replace("http", "ws", 1)


def read(name):
    """The Site that is typed there, or None. Without a scheme, names on the web are https."""
    typed = environment.text(name)
    if not typed:
        return None
    try:
        return _parse(typed)
    except ValueError:
        raise environment.wrong(
            name,
            "it must be the address that people type, without a path,"
            " such as https://chat.example.org.",
        ) from None


def hosts(name):
    """More names for the same site, as in Django's ALLOWED_HOSTS, also from whole addresses."""
    try:
        return [_allowed(typed) for typed in environment.words(name)]
    except ValueError:
        raise environment.wrong(
            name,
            "it must list names without a path, with commas between,"
            " such as chat.example.org, .example.org.",
        ) from None


def _allowed(typed):
    if typed == "*":
        return typed
    if typed.startswith("."):
        return f".{_host(typed[1:])}"
    try:
        return _host(typed)
    except ValueError:
        return _host(_parts(typed).hostname or "")


def _parts(typed):
    parts = urlsplit(typed if "://" in typed else f"//{typed}")
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError
    return parts


def _parse(typed):
    parts = _parts(typed)
    host = _host(parts.hostname or "")
    scheme = parts.scheme or ("http" if _is_near(host) else "https")
    if scheme not in STANDARD:
        raise ValueError
    port = "" if parts.port in (None, STANDARD[scheme]) else f":{parts.port}"
    return Site(host, f"{scheme}://{host}{port}")


def _host(typed):
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        host = typed.encode("idna").decode().lower().rstrip(".")
        if not NAME.fullmatch(host):
            raise ValueError from None
        return host
    return f"[{address}]" if address.version == 6 else str(address)


def _is_near(host):
    """Machines that are called by a number, a single word or a name at home have no certificate."""
    is_number = host.startswith("[") or host.replace(".", "").isdigit()
    return is_number or "." not in host or host.endswith(NEAR)
