import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from chatsite.urls import urlpatterns as all_pages


def broken(request):
    raise ZeroDivisionError


def forbidden(request):
    raise PermissionDenied("Only <b>operators</b> can look at these pages.")


def silent(request):
    raise PermissionDenied


urlpatterns = [
    *all_pages,
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("silent/", silent),
]


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def is_dressed(page):
    return '<main class="card">' in page.text and "app.css" in page.text


def test_a_page_that_is_not_there_is_told_kindly(visitor):
    page = visitor.get("/nothing-here/?secret=1")

    assert (page.status_code, is_dressed(page)) == (404, True)
    assert "There is no such page" in page.text
    assert "nothing-here" not in page.text


def test_a_page_for_others_says_why(visitor):
    page = visitor.get("/forbidden/")

    assert (page.status_code, is_dressed(page)) == (403, True)
    assert "Only &lt;b&gt;operators&lt;/b&gt; can look at these pages." in page.text
    assert "may help" in visitor.get("/silent/").text


def test_a_fault_is_owned_up_to_without_the_database(visitor, caplog):
    """No database mark: touching it would fail this test."""
    page = visitor.get("/broken/")

    assert (page.status_code, is_dressed(page)) == (500, True)
    assert "Something went wrong" in page.text
    assert "ZeroDivisionError" not in page.text


def test_the_page_for_faults_needs_nothing_from_anybody():
    assert "Something went wrong" in render_to_string("500.html")


@pytest.mark.django_db
def test_a_form_without_its_token_is_not_taken(visitor, ada):
    page = visitor.post("/accounts/sign-in/", {"username": "ada", "password": "correct horse"})

    assert (page.status_code, is_dressed(page)) == (403, True)
    assert "load the page anew" in page.text
    assert "_auth_user_id" not in visitor.session


def test_a_wrong_address_is_told_which_setting_names_it(visitor):
    page = visitor.get("/", headers={"host": "evil.example"})

    assert page.status_code == 400
    assert "SITE_URL" in page.text
    assert "evil.example" not in page.text
