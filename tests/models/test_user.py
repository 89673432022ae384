from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from rooms.models import User


@pytest.mark.django_db
def test_a_user_name_and_its_key_are_saved_together(ada):
    ada.username = "Zoe"
    ada.save(update_fields=["username"])

    assert User.objects.get_by_natural_key("zoe") == ada


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["jose", "JOSÉ", "jose\u0301", "os", "ｊｏｓｅ", "orsted", "ØRS", "strasse"]
)
def test_people_are_found_whatever_the_case_and_accents(person, text):
    jose, other = person("José", name="Ørsted Straße"), person("joan", name="100%")

    assert list(User.objects.called(text)) == [jose]
    assert list(User.objects.called("%")) == [other]
    assert not User.objects.called("o_").exists()


@pytest.mark.django_db
def test_people_are_found_by_the_names_that_they_have_now(ada):
    ada.name = "Ána"
    ada.save(update_fields=["name"])
    assert list(User.objects.called("ana")) == [ada]
    ada.username = "zoë"
    ada.save()
    assert list(User.objects.called("zoe")) == [ada]
    assert not User.objects.called("ada").exists()


@pytest.mark.django_db
def test_people_who_were_there_before_an_upgrade_are_found(person):
    jose = person("José", name="Zoë")
    User.objects.update(folded="")
    import_module("rooms.migrations.0013_folded_names").fold_names(
        apps, SimpleNamespace(connection=connection)
    )
    assert list(User.objects.called("jose")) == list(User.objects.called("zoe")) == [jose]
