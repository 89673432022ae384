"""The address at which people reach the chat, from what an operator typed."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from . import environment

STANDARD = {"http": 80, "https": 443}
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


def _parse(typed):
    has_scheme = "://" in typed
    parts = urlsplit(typed if has_scheme else f"//{typed}")
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError
    host = _host(parts.hostname or "")
    scheme = parts.scheme if has_scheme else ("http" if _is_near(host) else "https")
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
    """Machines that are called by a number or a single word have no certificate."""
    return "." not in host or host.startswith("[") or host.replace(".", "").isdigit()
