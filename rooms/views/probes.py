"""What programs ask that watch over a server: does it live, can it work, what has it counted?

They are answered before any page, on the server's loop: without a session, without a place among
the pages that are made at a time, and under whatever name they call the server.
"""

import hmac
import ipaddress
import json

from django.conf import settings
from django.http.request import split_domain_port

from rooms.live import metrics, process

WORDS = "text/plain; charset=utf-8"
HERE = {"localhost", "127.0.0.1", "[::1]"}
# Whoever says one of these passes on what somebody else asked.
PASSED_ON = {
    b"forwarded",
    b"via",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-real-ip",
}
NOT_FOR_ALL = (
    "Only programs on this machine may read this, directly and not through a proxy."
    " METRICS_TOKEN lets others in.\n"
)
STRANGER = "This needs the token that METRICS_TOKEN names, as Authorization: Bearer …\n"


class Probes:
    """Answers these three addresses, and leaves all else to an ASGI application."""

    def __init__(self, application):
        self._application = application
        self._answers = {"/healthz": _lives, "/readyz": _ready, "/metrics": _metrics}

    async def __call__(self, scope, receive, send):
        answer = self._answers.get(scope["path"]) if scope["type"] == "http" else None
        if answer is None or scope["method"] not in ("GET", "HEAD"):
            return await self._application(scope, receive, send)
        status, kind, body = await answer(scope)
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        headers += [(b"content-length", str(len(body)).encode())]
        headers += [(b"www-authenticate", b"Bearer")] if status == 401 else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )


async def _lives(scope):
    return 200, WORDS, b"The server lives.\n"


async def _ready(scope):
    chat = await process.start()
    missing = await chat.readiness.look()
    body = json.dumps({"ready": not missing, "not_ready": missing}) + "\n"
    return 503 if missing else 200, "application/json", body.encode()


async def _metrics(scope):
    headers = dict(scope["headers"])
    if settings.METRICS_TOKEN:
        if not _has_token(headers):
            return 401, WORDS, STRANGER.encode()
    elif not _asks_from_here(scope, headers):
        return 403, WORDS, NOT_FOR_ALL.encode()
    return 200, metrics.KIND, metrics.text(await process.start())


def _has_token(headers):
    kind, _, said = headers.get(b"authorization", b"").partition(b" ")
    return kind.lower() == b"bearer" and hmac.compare_digest(
        said.strip(), settings.METRICS_TOKEN.encode()
    )


def _asks_from_here(scope, headers):
    """Whether it is a program of this machine, on its own account, and no page that a browser
    was led to under another name.
    """
    peer, _ = scope.get("client") or ("", 0)
    try:
        is_near = ipaddress.ip_address(peer).is_loopback
    except ValueError:
        is_near = False
    host, _ = split_domain_port(headers.get(b"host", b"").decode("latin-1").lower())
    return is_near and host in HERE and not PASSED_ON & headers.keys()
