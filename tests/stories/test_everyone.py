"""The page for all: on a phone, by keyboard, read aloud, in the dark."""

import json
import re

import pytest
from playwright.sync_api import expect

from .judge import NARROW, STILL, findings, sticks_out
from .visitor import Visitor

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WIDER_THAN_SCREEN = "() => document.documentElement.scrollWidth > innerWidth"

WIDE_CODE = "```\nabcdefghij" + " abcdefghij" * 40 + "\n```"
SMALL_TARGETS = """() => [...document.querySelectorAll("button, textarea, .rooms__link")]
    .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }))
    .filter((one) => one.offsetWidth < 44 || one.offsetHeight < 44)
    .map((one) => one.outerHTML)"""

TO_THE_TOP = "() => { document.body.tabIndex = -1; document.body.focus(); }"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(come, scheme):
    ada = come("ada", color_scheme=scheme, **STILL)
    ada.says(f"/group create Readable when {scheme}", "/help")
    ada.is_in(f"Readable when {scheme}")
    ada.says("**Bold**, `code`, [a link](https://example.org)\n> quoted", "/nonsense")
    ada.reads("There is no command")
    assert findings(ada) == []
    ada.page.get_by_role("button", name="Emoji").click()
    expect(ada.page.locator("#emoji .picker__one").first).to_be_visible()
    assert findings(ada) == []
    ada.page.keyboard.press("Escape")
    ada.field.fill("")
    ada.types("/gr")
    assert findings(ada) == []
    ada.page.get_by_role("button", name="Your account").click()
    assert findings(ada) == []
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("button", name="Your account")).to_be_focused()
    ada.field.fill(WIDE_CODE)
    ada.field.press("Enter")
    ada.waits_for_all()
    assert findings(ada) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach_on_a_phone(come, scheme):
    ada = come("ada", color_scheme=scheme, **STILL, **PHONE)
    ada.types("/")
    expect(ada.page.locator(".completion__option").filter(has_text="/whisper")).to_be_attached()
    assert ada.page.evaluate(SMALL_TARGETS) == []
    # The keys that scroll the list are pressed in the field.
    assert findings(ada, "scrollable-region-focusable") == []
    ada.field.fill("")
    ada.page.get_by_role("button", name="Emoji").click()
    expect(ada.page.locator("#emoji .picker__one").first).to_be_visible()
    assert ada.page.evaluate(SMALL_TARGETS) == []
    ada.page.keyboard.press("Escape")
    # One pane at a time: the others are not there with what they hold.
    elsewhere = ("landmark-one-main", "page-has-heading-one")
    ada.page.get_by_role("button", name="People").click()
    assert ada.page.evaluate(SMALL_TARGETS) == []
    assert findings(ada, *elsewhere) == []
    ada.page.get_by_role("button", name="Back to the room").click()
    ada.page.get_by_role("button", name="Show the rooms").click()
    ada.page.locator(".me").click()
    assert ada.page.evaluate(SMALL_TARGETS) == []
    assert findings(ada, *elsewhere) == []
    ada.page.keyboard.press("Escape")
    ada.page.get_by_role("button", name="Your account").click()
    assert ada.page.evaluate(SMALL_TARGETS) == []
    assert findings(ada, *elsewhere) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_did_not_arrive_can_be_read_too(come, scheme):
    ada = come("ada", color_scheme=scheme, **STILL)
    ada.page.route_web_socket(re.compile("/ws/"), refusing)
    ada.page.reload()
    expect(ada.heading).not_to_be_empty()
    ada.says("No")
    expect(ada.page.locator(".message--failed")).to_have_count(1)
    ada.says("Wait")
    expect(ada.page.locator(".message--pending")).to_have_count(1)
    expect(ada.page.locator("chat-banner")).to_be_visible()
    # Until it looks as if it was waiting.
    ada.page.wait_for_timeout(1_000)
    assert findings(ada) == []


OPERATOR = """
from rooms.models import User
User.objects.filter(username="dan").update(is_staff=True, is_superuser=True)
"""
SEARCHES = ("/search/", "/search/?q=who+nonsense:1", "/search/?q=zzz")
PAGES = ("/catchup/", *SEARCHES, "/accounts/password/")
OPERATORS = ("/admin/", "/admin/rooms/user/", "/admin/rooms/group/", "/admin/rooms/auditentry/")


def refusing(line):
    """A server that has refused one line for good, and is gone then."""
    server = line.connect_to_server()

    def said(text):
        frame = json.loads(text)
        if frame["type"] != "message.post":
            return server.send(text)
        if frame["body"] == "No":
            refusal = {"code": "forbidden", "text": "That was refused.", "final": True}
            line.send(json.dumps({"type": "error", "client_id": frame["client_id"], **refusal}))
        else:
            line.close()
        return None

    line.on_message(said)


@pytest.mark.parametrize(("scheme", "screen"), [("light", STILL), ("dark", NARROW)])
def test_the_other_pages_too(browser, come, served, scheme, screen):
    stranger = Visitor(browser.new_page(base_url=served.address, color_scheme=scheme, **screen), "")
    for path in ("/accounts/sign-in/", "/accounts/sign-up/", "/nowhere/"):
        is_clean(stranger, path)
    stranger.page.close()

    served.run(OPERATOR)
    bob, dan = come("bob"), come("dan", color_scheme=scheme, **screen)
    bob.says("Who knows https://example.org/a @dan?")
    bob.waits_for_all()
    for path in PAGES:
        is_clean(dan, path)
    # Django's own pages have wide tables, and a picture for the label of their search.
    for path in OPERATORS if screen is STILL else ():
        is_clean(dan, path, "label-title-only")


def is_clean(visitor, path, *excused):
    visitor.page.goto(path)
    assert findings(visitor, *excused) == [], path
    assert sticks_out(visitor, "main") == [], path


def test_a_phone_shows_one_pane_and_the_ways_between(come):
    ada = come("ada", **PHONE)
    expect(ada.page.locator("chat-timeline")).to_be_visible()
    expect(ada.page.locator("chat-sidebar")).to_be_hidden()
    ada.says("https://example.org/" + "a-long-way-" * 20, "`" + "x" * 300 + "`")
    ada.waits_for_all()
    assert not ada.page.evaluate(WIDER_THAN_SCREEN)

    ada.page.get_by_role("button", name="Show the rooms").click()
    expect(ada.page.locator("chat-sidebar")).to_be_visible()
    ada.page.locator("nav [data-dialog=create]").click()
    ada.page.locator("#create-name").fill("On the road")
    ada.page.locator("#create-name").press("Enter")
    ada.is_in("On the road")
    expect(ada.page.locator("chat-sidebar")).to_be_hidden()
    ada.page.get_by_role("button", name="People").click()
    expect(ada.page.locator("chat-people")).to_be_visible()
    assert not ada.page.evaluate(WIDER_THAN_SCREEN)
    ada.page.get_by_role("button", name="Back to the room").click()
    expect(ada.field).to_be_visible()


def tabs_to(visitor, place):
    for _ in range(8):
        visitor.page.keyboard.press("Tab")
        if place.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError("Tab does not lead there")


def test_all_by_keyboard(come):
    ada = come("ada")
    expect(ada.field).to_be_focused()
    ada.page.evaluate(TO_THE_TOP)
    ada.page.keyboard.press("Tab")
    expect(ada.page.locator(".skip")).to_be_focused()
    tabs_to(ada, ada.room("Lobby"))
    tabs_to(ada, ada.page.get_by_role("button", name="New group"))
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator("#create-name")).to_be_focused()
    ada.page.keyboard.type("By keys alone")
    ada.page.keyboard.press("Enter")
    ada.is_in("By keys alone")
    expect(ada.field).to_be_focused()
    ada.page.keyboard.type("done")
    ada.page.keyboard.press("Enter")
    ada.sees("done")
