"""The socket's address."""

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from .chat import ChatConsumer
from .origin import OwnOrigin


def application_for(pages):
    """The whole ASGI application: sockets to the chat, everything else to `pages`."""
    sockets = URLRouter([path("ws/", ChatConsumer.as_asgi())])
    return ProtocolTypeRouter({"http": pages, "websocket": OwnOrigin(sockets)})
