"""How the servers run: what each counted in the last minutes, drawn by the page."""

from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.urls import path

from rooms import limits
from rooms.live import process, watch
from rooms.live.figures import FIGURES


def urls(site):
    return [
        path("servers/", site.admin_view(lambda request: page(site, request)), name="servers"),
        path("servers/figures", site.admin_view(figures), name="figures"),
    ]


def page(site, request):
    request.current_app = site.name
    context = site.each_context(request) | {"title": "How the servers run"}
    return TemplateResponse(request, "admin/rooms/servers.html", context)


def figures(request):
    """For each server a point every few seconds, each a value for each of the figures."""
    servers, unheard = watch.servers(process.running())
    return JsonResponse(
        {
            "figures": [figure._asdict() for figure in FIGURES],
            "servers": servers,
            "unheard": unheard,
            "most": limits.WATCHED_POINTS,
        }
    )
