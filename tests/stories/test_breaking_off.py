"""The server goes and comes back; what people wrote meanwhile is neither lost nor doubled."""

import signal
import uuid

import pytest
from playwright.sync_api import expect

from .judge import NARROW, STILL, findings, sticks_out
from .visitor import Visitor

CHANGED = """
from rooms.actions import groups
from rooms.models import Room, User
groups.{deed}(User.objects.get(username="ada"), Room.objects.get(name={name!r}))
"""

PASSWORD = """
from rooms.models import User
User.objects.create_user("gil", "correct horse")
"""


@pytest.fixture
def broken_off(served):
    """The server is gone, at once; `broken_off()` brings it back at the same address."""

    def gone():
        served.stop(signal.SIGKILL)
        return served.start

    served.environment["PORT"] = served.address.rpartition(":")[2]
    yield gone
    if served.process.poll() is not None:
        served.start()


def test_what_is_written_meanwhile_waits_and_goes_in_order(come, broken_off):
    ada, bob = come("ada"), come("bob")
    ada.says("before")
    bob.sees("before")
    ada.waits_for_all()

    come_back = broken_off()
    ada.says("one", "two", "three")
    expect(ada.page.locator("chat-banner")).to_contain_text("Connecting…")
    expect(ada.page.locator(".message--pending")).to_have_count(3)
    ada.reads("it goes as soon as you are connected")
    come_back()

    bob.sees("three")
    ada.waits_for_all()
    expect(ada.page.locator("chat-banner")).to_be_hidden()
    assert bob.said()[-4:] == ada.said()[-4:] == ["before", "one", "two", "three"]


def test_a_command_that_waits_is_seen_to_wait(come, broken_off):
    ada = come("ada")
    come_back = broken_off()
    ada.says("/group create Later on")
    ada.sees("/group create Later on")
    come_back()
    ada.is_in("Later on")


def test_a_short_break_is_not_worth_a_banner(come):
    ada = come("ada")
    expect(ada.page.locator("chat-banner")).to_be_hidden()
    ada.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(ada.page.locator("chat-banner")).to_be_hidden()


def test_what_a_closed_tab_left_is_sent_by_another_one(come, broken_off):
    ada, bob = come("ada"), come("bob")
    second = come("ada", beside=ada)

    come_back = broken_off()
    second.says("left behind", "and this")
    expect(second.page.locator(".message--pending")).to_have_count(2)
    second.page.wait_for_timeout(300)
    second.page.close()
    come_back()
    # A living tab looks after such lines from time to time; a new one does at once.
    third = come("ada", beside=ada)

    bob.sees("and this")
    third.sees("and this")
    assert bob.said()[-2:] == ["left behind", "and this"]


def test_what_was_refused_is_kept_and_never_sent_unasked(come, served, broken_off):
    ada, name = come("ada"), f"Group {uuid.uuid4().hex[:6]}"
    ada.says(f"/group create {name}")
    ada.is_in(name)

    come_back = broken_off()
    ada.says("too late")
    expect(ada.page.locator(".message--pending")).to_have_count(1)
    served.run(CHANGED.format(deed="close", name=name))
    come_back()
    refused = ada.page.locator(".message--failed")
    expect(refused).to_contain_text("too late")

    served.run(CHANGED.format(deed="reopen", name=name))
    ada.page.reload()
    ada.says("and on")
    ada.sees("and on")
    expect(refused).to_contain_text("too late")
    assert "too late" not in come("ada", beside=ada).said()
    refused.get_by_role("button", name="Try again").click()
    expect(refused).to_have_count(0)
    ada.waits_for_all()
    ada.page.reload()
    ada.is_in(name)
    ada.sees("and on")
    assert ada.said() == ["and on", "too late"]


def test_signing_out_with_unsent_lines_asks(come, broken_off):
    ada = come("ada", **STILL)
    second = come("ada", beside=ada)
    come_back = broken_off()
    ada.says("not yet sent")
    expect(ada.page.locator(".message--pending")).to_have_count(1)

    for tab in (ada, second):
        tab.page.get_by_role("button", name="Your account").click()
        tab.page.locator("#account").get_by_role("button", name="Sign out").click()
        asks = tab.page.locator("dialog#unsent")
        expect(asks).to_contain_text("1 line was not sent yet")
        assert findings(tab, within="#unsent") == []
        tab.page.set_viewport_size(NARROW["viewport"])
        assert sticks_out(tab, "#unsent") == []
        asks.get_by_role("button", name="Stay").click()
    come_back()
    ada.waits_for_all()
    second.sees("not yet sent")


def test_who_signs_out_elsewhere_is_told_and_led_to_sign_in(come):
    ada = come("dan")
    second = come("dan", beside=ada)
    second.page.get_by_role("button", name="Your account").click()
    second.page.locator("#account").get_by_role("button", name="Sign out").click()
    expect(second.page.get_by_role("heading", name="Sign in")).to_be_visible()

    banner = ada.page.locator("chat-banner")
    expect(banner).to_contain_text("signed out")
    banner.get_by_role("link", name="Sign in").click()
    expect(ada.page.get_by_role("heading")).to_have_text("Sign in")
    ada.troubles.clear()
    second.troubles.clear()


def test_a_new_password_leaves_the_other_tabs_of_this_browser_in(browser, served):
    served.run(PASSWORD)
    here, elsewhere = (browser.new_context(base_url=served.address) for _ in range(2))
    gil, second, other = (Visitor(one.new_page(), "gil") for one in (here, here, elsewhere))
    for visitor in (gil, other):
        visitor.page.goto("/")
        visitor.page.fill("[name=username]", "gil")
        visitor.page.fill("[name=password]", "correct horse")
        visitor.page.keyboard.press("Enter")
        visitor.is_in("Lobby")

    second.page.goto("/accounts/password/")
    second.page.fill("[name=old_password]", "correct horse")
    for name in ("new_password1", "new_password2"):
        second.page.fill(f"[name={name}]", "battery staple")
    second.page.get_by_role("button", name="Change it").click()
    expect(second.page.get_by_text("Your password is changed")).to_be_visible()

    expect(other.page.locator("chat-banner")).to_contain_text("signed out")
    gil.says("I am still here")
    gil.waits_for_all()
    expect(gil.page.locator("chat-banner")).to_be_hidden()
    here.close()
    elsewhere.close()


def test_what_one_person_left_unsent_is_never_said_by_another(come, served, keys, broken_off):
    ada, eve = come("ada"), come("eve")
    ada.says("before")
    eve.sees("before")
    ada.waits_for_all()

    come_back = broken_off()
    ada.says("mine alone")
    expect(ada.page.locator(".message--pending")).to_have_count(1)

    browser = ada.page.context
    browser.add_cookies([{"name": "sessionid", "value": keys["bob"], "url": served.address}])
    come_back()
    expect(ada.page.locator(".sidebar__name")).to_have_text("bob")
    ada.says("bob was here")
    eve.sees("bob was here")
    assert "mine alone" not in eve.said()

    browser.add_cookies([{"name": "sessionid", "value": keys["ada"], "url": served.address}])
    ada.page.goto("/")
    eve.sees("mine alone")
    expect(eve.page.locator(".message__author").last).to_have_text("ada")
