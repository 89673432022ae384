"""Which web pages may open a socket: the site's own, to the letter."""

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from rooms.live import sessions

WEB = {"ws": "http", "wss": "https"}


class OwnOrigin:
    """Refuses the handshake (HTTP 403) of pages that are not exactly this site's.

    The site is `SITE_URL` where it is set, and the address that was asked for, if that is
    one of `ALLOWED_HOSTS`: a name that somebody else points here is not ours. Who is no page
    and brings no session either hears from the chat itself that they have to sign in.
    """

    def __init__(self, inner):
        self.inner = inner

    def __call__(self, scope, receive, send):
        # No coroutine of its own, which would be kept for as long as the socket is open.
        return self.inner(scope, receive, send) if is_own(scope) else refuse(scope, receive, send)


def is_own(scope):
    said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
    if not said:
        return not sessions.key_of(dict(scope["headers"]))
    return len(said) == 1 and said[0] in own_origins(scope)


async def refuse(scope, receive, send):
    """An application that opens no socket: the handshake ends with 403, and nothing is logged."""
    await receive()
    await send({"type": "websocket.close"})


def own_origins(scope):
    listed = set(getattr(settings, "SOCKET_ORIGINS", ()))
    # A site that is https has no unencrypted twin.
    secure = {origin for origin in listed if origin.startswith("https:")}
    return listed | {o for o in _asked_for(scope) if o.replace("http:", "https:") not in secure}


def _asked_for(scope):
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return set()
    scheme = WEB[scope.get("scheme", "ws")]
    return {f"{scheme}://{host}"}
