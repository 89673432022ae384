"""The socket's address."""

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

from .chat import ChatConsumer
from .origin import OwnOrigin, refuse


def application_for(pages):
    """The whole ASGI application: sockets to the chat, everything else to `pages`."""
    sockets = URLRouter([path("ws/", ChatConsumer.as_asgi()), re_path("", refuse)])
    return ProtocolTypeRouter({"http": pages, "websocket": OwnOrigin(sockets)})
