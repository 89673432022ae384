"""Which door answers to which address."""

from django.urls import include, path

from rooms.admin import site as operators

urlpatterns = [
    path("admin/", operators.urls),
    path("", include("rooms.urls")),
]
