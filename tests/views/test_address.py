import asyncio
from io import BytesIO

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from rooms.views import address


def seen(peer, forwarded, trusted):
    """The address of a visitor who comes from `peer`, where these proxies are trusted."""
    found = []

    async def page(scope, receive, send):
        found.append(address.of(ASGIRequest(scope, BytesIO())))

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "client": [peer, 50_000],
        "headers": [(b"x-forwarded-for", forwarded.encode())],
    }
    asyncio.run(ProxyHeadersMiddleware(page, trusted)(scope, None, None))
    return found[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "visitor"),
    [
        ("192.0.2.66", "198.51.100.1", [], "192.0.2.66"),
        ("192.0.2.66", "198.51.100.1", ["10.0.0.0/8"], "192.0.2.66"),
        ("10.0.0.1", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", "2001:db8::7", ["10.0.0.0/8"], "2001:db8::/64"),
    ],
)
def test_only_trusted_proxies_say_who_the_visitor_is(peer, forwarded, trusted, visitor):
    assert seen(peer, forwarded, trusted) == visitor


@pytest.mark.parametrize(
    ("peer", "visitor"),
    [("::ffff:192.0.2.66", "192.0.2.66"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("", "")],
)
def test_one_visitor_has_one_address(peer, visitor):
    assert address.of(RequestFactory().get("/", REMOTE_ADDR=peer)) == visitor
