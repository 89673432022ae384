"""The socket's address."""

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

from .chat import ChatConsumer
from .origin import OwnOrigin


def application_for(pages):
    """The whole ASGI application: sockets to the chat, everything else to `pages`."""
    sockets = URLRouter([path("ws/", ChatConsumer.as_asgi()), re_path("", _nowhere)])
    return ProtocolTypeRouter({"http": pages, "websocket": OwnOrigin(sockets)})


async def _nowhere(scope, receive, send):
    """There is no socket at any other address: the handshake is refused, and nothing logged."""
    await receive()
    await send({"type": "websocket.close"})
