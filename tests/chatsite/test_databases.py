"""Statements mean to the chat's database what they mean to Django's own."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("times", [1, 2])
def test_values_get_to_their_places_however_often_it_is_asked(times):
    for n in range(times):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s, '100%% of %%s', %s", [f"a{n}", "%s ?"])
            assert cursor.fetchone() == (f"a{n}", "100% of %s", "%s ?")
            cursor.execute("SELECT %(b)s, %(a)s", {"a": f"one {n}", "b": "two"})
            assert cursor.fetchone() == ("two", f"one {n}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL compiles questions")
def test_nothing_is_compiled():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_what_stands_without_values_stays_as_it_is():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '100%'")
        assert cursor.fetchone() == ("100%",)
