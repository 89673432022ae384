"""The ASGI application: pages to Django, sockets to the chat's consumer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

pages = get_asgi_application()

from chatsite import static
from chatsite.gate import Gate
from rooms import limits
from rooms.consumers.routes import application_for
from rooms.views.probes import Probes

# Proxies are heard here and not in a server's options, so that every server believes the same
# ones; only the probes see who it really is that asks.
application = Probes(
    ProxyHeadersMiddleware(
        application_for(static.Served(Gate(pages, limits.PAGES_AT_ONCE))),
        settings.TRUSTED_PROXIES,
    )
)
