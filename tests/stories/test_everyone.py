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

    served.manage("shell", "--no-imports", "-c", OPERATOR)
    bob, dan = come("bob"), come("dan", color_scheme=scheme, **screen)
    bob.says("Who knows https://example.org/a @dan?")
    bob.waits_for_all()
    for path in PAGES if screen is NARROW else PAGES + OPERATORS:
        is_clean(dan, path)


def is_clean(visitor, path):
    visitor.page.goto(path)
    assert findings(visitor) == [], path
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


def test_arrivals_are_announced_and_the_past_is_not(come):
    ada, bob = come("ada"), come("bob")
    log = ada.page.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "polite")
    bob.says("Listen")
    ada.sees("Listen")
    expect(log).to_have_attribute("aria-live", "polite")
    ada.says("/group create Quiet start")
    ada.is_in("Quiet start")
    expect(log).to_have_attribute("aria-live", "off")
    expect(log).to_have_attribute("aria-live", "polite")


FLOOD = """
import uuid
from rooms.actions import messages
from rooms.models import Room, User
for number in range(30):
    bob, room = User.objects.get(username="bob"), Room.objects.get(name="Aloud")
    messages.post(bob, room, f"flood {number}", client_id=uuid.uuid4())
"""
READ_OUT = """
- log "Messages":
  - list:
    - listitem:
      - button "Today"
    - listitem:
      - paragraph:
        - text: bob
        - time
      - paragraph:
        - text: See
        - code: code
        - text: and
        - mark: "@ada (you)"
    - listitem:
      - paragraph:
        - text: bob
        - time
      - text: bob deleted this message.
    - listitem:
      - paragraph:
        - text: ada
        - time
      - link "In reply to bob See code and @ada"
      - paragraph: Why?
      - group "Reactions":
        - button /👍 1 reaction. bob/
"""


def test_a_room_is_heard_as_it_is_seen_and_nothing_takes_the_focus(come, served):
    ada, bob = come("ada"), come("bob")
    ada.says("/group create Aloud")
    ada.is_in("Aloud")
    bob.says("/group join aloud")
    bob.is_in("Aloud")
    bob.says("See `code` and @ada", "Gone soon")
    bob.waits_for_all()
    own = bob.page.locator(".message").last
    own.focus()
    own.get_by_role("button", name="Delete").press("Enter")
    bob.page.keyboard.press("Enter")
    ada.sees("bob deleted this message")
    asked = ada.page.locator(".message").first
    asked.focus()
    asked.get_by_role("button", name="Reply").press("Enter")
    ada.says("Why?")
    bob.sees("Why?")
    answer = bob.page.locator(".message").last
    answer.focus()
    answer.get_by_role("button", name="React").press("Enter")
    bob.page.locator("#quick button").first.press("Enter")
    log = ada.page.get_by_role("log", name="Messages")
    expect(log).to_match_aria_snapshot(READ_OUT)

    # Who writes goes on writing, whatever happens around them.
    ada.types("I was just")
    bob.says("/group history joined", "/group leave", "/group join aloud")
    served.manage("shell", "--no-imports", "-c", FLOOD)
    ada.sees("flood 29")
    ada.types(" about to say")
    expect(ada.field).to_be_focused()
    expect(ada.field).to_have_value("I was just about to say")
    expect(ada.page.locator("[data-arrived]")).to_have_text(re.compile(r"^\d+ new messages$"))
    expect(log).to_have_attribute("aria-live", "polite")
