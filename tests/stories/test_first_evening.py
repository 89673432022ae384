"""A new chat, from the first start to the second person."""

import re

import pytest
from playwright.sync_api import expect

from tests.server import Server, database

from .visitor import Visitor

PASSWORD = "a long walk by the sea"
TWICE = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def new_chat(tmp_path):
    with database() as found:
        server = Server(tmp_path, **found).start()
        yield server
        server.stop()


@pytest.fixture
def stranger(browser, new_chat):
    """A browser that has never been here."""
    contexts = []

    def arrive(name):
        contexts.append(browser.new_context(base_url=new_chat.address))
        return Visitor(contexts[-1].new_page(), name)

    yield arrive
    for context in contexts:
        context.close()


def fill(visitor, **fields):
    for name, value in fields.items():
        visitor.page.locator(f"[name={name}]").fill(value)
    visitor.page.locator("form .button--main").click()


def code_of(chat):
    """For the first account. It is printed behind the address: once a page came, it is there."""
    return re.search(r"with this code:\s+(\S+)", chat.output).group(1)


def test_the_first_evening(new_chat, stranger):
    ada = stranger("ada")
    ada.page.goto("/")
    code = code_of(new_chat)
    expect(ada.page.get_by_role("heading")).to_have_text("Set the chat up")
    fill(ada, code="wrong", username="ada", **TWICE)
    expect(ada.page.get_by_role("alert")).to_be_visible()
    fill(ada, code=code, username="ada", **TWICE)
    ada.is_in("Lobby")
    ada.says("Hello, is anybody there?")

    bob = stranger("bob")
    bob.page.goto("/")
    bob.page.get_by_role("link", name="Make an account").click()
    fill(bob, username="ADA", **TWICE)
    expect(bob.page.get_by_role("alert")).to_contain_text("Somebody is called ADA already")
    fill(bob, username="bob", **TWICE)
    bob.is_in("Lobby")
    bob.sees("is anybody there?")
    ada.reads("bob entered")

    new_chat.stop()
    new_chat.environment["PORT"] = new_chat.address.rpartition(":")[2]
    new_chat.start()
    assert "code" not in new_chat.output
    bob.says("Still signed in after the restart")
    ada.sees("Still signed in")

    bob.page.get_by_role("button", name="Your account").click()
    bob.page.get_by_role("link", name="Change password").click()
    expect(bob.page.get_by_role("heading")).to_have_text("Change your password")
    bob.page.goto("/")
    bob.page.get_by_role("button", name="Your account").click()
    bob.page.locator("#account").get_by_role("button", name="Sign out").click()
    fill(bob, username="Bob", password=PASSWORD)
    bob.is_in("Lobby")
    assert ada.troubles + bob.troubles == []


def test_an_operator_shows_somebody_the_door_and_they_see_why(new_chat, stranger):
    ada, bob = stranger("ada"), stranger("bob")
    ada.page.goto("/")
    fill(ada, code=code_of(new_chat), username="ada", **TWICE)
    ada.is_in("Lobby")
    bob.page.goto("/accounts/sign-up/")
    fill(bob, username="bob", **TWICE)
    bob.is_in("Lobby")
    bob.says("/group create Noise")
    bob.is_in("Noise")

    ada.page.get_by_role("button", name="Your account").click()
    ada.page.get_by_role("link", name="Operators").click()
    ada.page.get_by_role("link", name="Groups").first.click()
    ada.page.get_by_role("link", name="Noise").click()
    ada.page.locator("#members").get_by_role("link", name="Remove").click()
    ada.page.locator("[name=reason]").fill("Too loud at night")
    ada.page.locator(".reason-form [type=submit]").click()
    expect(ada.page.locator(".messagelist")).to_contain_text("no longer a member")
    bob.is_in("Lobby")
    bob.reads("removed you from Noise (Too loud at night)")

    ada.page.goto("/admin/")
    ada.page.get_by_role("link", name="Users").first.click()
    ada.page.get_by_role("link", name="bob").first.click()
    ada.page.get_by_role("link", name="Deactivate").click()
    ada.page.locator("[name=reason]").fill("Enough")
    ada.page.locator(".reason-form [type=submit]").click()
    expect(bob.page.locator("chat-banner")).to_contain_text("ended by an operator")
