from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property

from . import deeds


class Overseen(admin.ModelAdmin):
    """A list of things, a page for each, and deeds that ask for a reason.

    There are no other addresses: nothing can be added, edited or deleted, and nothing is looked
    up but through `get_queryset`.
    """

    actions = None
    list_per_page = 50
    list_max_show_all = 0
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    deeds = ()
    page_template = None

    def get_urls(self):
        urls = [self.at("", self.changelist_view, "changelist")]
        if self.page_template:
            urls.append(self.at("<int:pk>/", self.page, "change"))
        for deed in self.deeds:
            urls.append(self.at(f"<int:pk>/{deed.path}", self._asks(deed), deed.name))
        return urls

    def at(self, address, view, name):
        name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(address, self.admin_site.admin_view(view), name=name)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    has_module_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request=None):
        """Only the filters that are shown: any other could ask about whispers and passwords."""
        return lookup.split("__")[0] in self._filters and super().lookup_allowed(
            lookup, value, request
        )

    def get_changelist_instance(self, request):
        # A filter's number that is none or too large, or a text that no database takes, gets
        # past Django's own checks.
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as fault:
            raise IncorrectLookupParameters(fault) from None

    def page(self, request, pk):
        """All about one thing, to be looked at."""
        thing = self.thing(request, pk)
        more = {
            "title": str(thing),
            "deeds": [deed for deed in self.deeds if not deed.on_member and deed.fits(thing)],
        }
        return self.show(request, self.page_template, thing, **more, **self.about(request, thing))

    def about(self, request, thing):
        """What the page says, besides the thing itself."""
        return {}

    def thing(self, request, pk):
        thing = self.get_queryset(request).filter(pk=pk).first()
        if thing is None:
            raise Http404("There is no such thing here.")
        return thing

    def show(self, request, template, thing, **context):
        request.current_app = self.admin_site.name
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, template, context | {"opts": self.opts, "thing": thing})

    @cached_property
    def _filters(self):
        named = {getattr(item, "parameter_name", item) for item in self.list_filter}
        return named | {self.date_hierarchy}

    def _asks(self, deed):
        def view(request, pk, **about):
            return deeds.ask(self, request, deed, self.thing(request, pk), **about)

        return view
