from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import re_path
from django.utils.module_loading import import_string

pages = get_asgi_application()
# It imports models, which are there only now.
consumer = import_string("bench.tutorial.consumers.ChatConsumer")

sockets = URLRouter([re_path(r"ws/chat/(?P<room_name>\w+)/$", consumer.as_asgi())])
application = ProtocolTypeRouter(
    {"http": pages, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))}
)
