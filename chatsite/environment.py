"""What can be set from outside: a reader for each kind of value.

Unset and empty are the same. A wrong value raises ImproperlyConfigured with a sentence that
names the variable, and the start ends there.
"""

import ipaddress
import os
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

ON = {"on", "true", "yes", "1"}
OFF = {"off", "false", "no", "0"}
DATABASES = {"sqlite", "postgres", "postgresql"}
KEY_CHARS = 32


def wrong(name, wanted):
    return ImproperlyConfigured(f"{name} is {os.environ[name]!r}, but {wanted}")


def text(name, default=""):
    return os.environ.get(name, "").strip() or default


def words(name):
    """A list with commas between."""
    return [word for word in (part.strip() for part in text(name).split(",")) if word]


def choice(name, *choices):
    """One of these words; the first when nothing is said."""
    said = text(name, choices[0]).lower()
    if said not in choices:
        raise wrong(name, f"it can only be {' or '.join(choices)}.")
    return said


def switch(name, default):
    said = text(name, "on" if default else "off").lower()
    if said not in ON | OFF:
        raise wrong(name, "it can only be on or off.")
    return said in ON


def key(name, opens):
    """A secret that nobody finds by trying, or nothing; whoever has it `opens` something."""
    said = text(name)
    if said and len(said) < KEY_CHARS:
        # It may be a part of the real one, so it is not repeated.
        raise ImproperlyConfigured(
            f"{name} must have {KEY_CHARS} characters or more, as whoever guesses it can {opens}."
        )
    return said


def port(name, default):
    said = text(name, str(default))
    if not (said.isascii() and said.isdigit() and int(said) < 65_536):
        raise wrong(name, "it must be a number from 1 to 65535, or 0 for any that is free.")
    return int(said)


def count(name, default):
    said = text(name, str(default))
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 1_000):
        raise wrong(name, "it must be a number from 1 to 999.")
    return int(said)


def folder(name, default):
    """A folder for the chat alone, made when it is not there."""
    path = Path(text(name, str(default))).expanduser().absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        why = "it is a file" if isinstance(fault, FileExistsError) else fault.strerror.lower()
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, but the chat can't make a folder there: {why}."
        ) from None
    _must_be_writable(name, path)
    return path


def _must_be_writable(name, folder):
    try:
        # Asked for permission, Linux promises root what /proc and /sys then refuse.
        TemporaryFile(dir=folder).close()
    except OSError as fault:
        raise ImproperlyConfigured(
            f"{name} leads to the folder {str(folder)!r}, but the chat can't write there:"
            f" {fault.strerror.lower()}."
        ) from None


def url(name, *schemes):
    """The address of another server, or nothing."""
    said = text(name)
    if said and not _is_usable(said, schemes):
        # An address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(f"{name} must be an address such as {schemes[0]}://host.")
    return said


def urls(name, *schemes):
    """The addresses of other servers, with commas between; none is given twice."""
    said = words(name)
    if len(set(said)) < len(said) or not all(_is_usable(each, schemes) for each in said):
        example = f"{schemes[0]}://host"
        raise ImproperlyConfigured(
            f"{name} must be an address such as {example}, or several different ones with commas"
            f" between. A comma within one is written %2C."
        )
    return said


def _is_usable(said, schemes):
    try:
        parts = urlsplit(said)
        place = parts.path if parts.scheme == "unix" else parts.hostname
        return bool(place) and parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False


def database(name, default):
    """Django's settings of the database at this address."""
    said = text(name)
    return database_at(said, name) if said else Env.db_url_config(f"sqlite:///{default}")


def database_at(said, name):
    """The same of an address that was read already; `name` is what it is called if it is wrong."""
    try:
        known = urlsplit(said).scheme in DATABASES
        found = Env.db_url_config(said) if known else {}
    except ValueError:
        found = {}
    if not found.get("NAME") or found["NAME"] == ":memory:":
        raise ImproperlyConfigured(
            f"{name} is not an address that the chat can use: it looks like"
            " postgres://user:password@host:5432/name or sqlite:////folder/chat.sqlite3."
        )
    if found["ENGINE"].endswith("sqlite3"):
        _must_be_writable(name, Path(found["NAME"]).absolute().parent)
    return found


def networks(name, default=()):
    """IP addresses and networks; of an address with a size behind it, its network."""
    try:
        return [_network(each) for each in words(name) or default]
    except ValueError:
        raise wrong(
            name, "it must list IP addresses or networks, such as 127.0.0.1, 10.0.0.0/8."
        ) from None


def _network(typed):
    network = ipaddress.ip_network(typed, strict=False)
    return str(network) if "/" in typed else typed


def is_loopback(host):
    """Whether only programs on this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def is_everywhere(host):
    """Whether listening there means listening at every address of this machine."""
    return host in {str(ipaddress.IPv4Address(0)), str(ipaddress.IPv6Address(0))}
