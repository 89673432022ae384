"""What is never lost between the typing and the log: drafts, and lines that wait or failed."""

import json
import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect


def test_unfinished_words_are_told_and_are_nobody_else_s(come, keys, served):
    ada = come("ada")
    name = "Drawer"
    ada.says(f"/group create {name}")
    ada.is_in(name)
    ada.types("my secret thought")
    ada.opens("Lobby")
    ada.types("lobby thought")
    draft = ada.room(name).locator(".rooms__draft")
    expect(draft).to_be_visible()
    ada.page.reload()
    expect(ada.field).to_have_value("lobby thought")
    expect(draft).to_be_visible()

    cookie = {"name": "sessionid", "url": served.address}
    ada.page.context.add_cookies([cookie | {"value": keys["bob"]}])
    ada.page.goto("/")
    expect(ada.page.locator(".sidebar__name")).to_have_text("bob")
    expect(ada.field).to_have_value("")
    expect(ada.page.locator(".rooms__draft:visible")).to_have_count(0)

    ada.page.context.add_cookies([cookie | {"value": keys["ada"]}])
    ada.page.goto("/")
    expect(ada.field).to_have_value("lobby thought")
    ada.field.press("Enter")
    ada.opens(name)
    expect(ada.field).to_have_value("my secret thought")
    expect(ada.room("Lobby").locator(".rooms__draft")).to_be_hidden()
    ada.field.fill("")


@pytest.fixture
def cut(come):
    """Somebody whose connection is there as long as `line["up"]`; lines with "No" are refused."""
    ada, line = come("ada"), {"up": True, "open": []}

    def connect(route):
        if not line["up"]:
            return route.close()
        line["open"].append(route)
        server = route.connect_to_server()

        def said(text):
            frame = json.loads(text)
            if frame["type"] == "message.post" and frame["body"].startswith("No"):
                refusal = {"code": "forbidden", "text": "That was refused.", "final": True}
                refusal |= {"type": "error", "client_id": frame["client_id"]}
                return route.send(json.dumps(refusal))
            return server.send(text)

        route.on_message(said)
        return None

    ada.page.route_web_socket(re.compile("/ws/"), connect)
    ada.page.reload()
    expect(ada.page.locator(".heading__about")).to_contain_text("here now")

    def turn(up):
        line["up"] = up
        for route in line["open"]:
            route.close()
        line["open"].clear()

    return ada, turn


def test_a_refused_line_says_why_and_can_be_taken_back(cut):
    ada, _ = cut
    failed = ada.page.locator(".message--failed")
    ada.says("No way")
    expect(failed).to_contain_text("Failed: That was refused.")
    expect(ada.page.locator("[data-failed]")).to_have_text("Not sent: That was refused.")
    failed.get_by_role("button", name="Discard").press("Enter")
    expect(failed).to_have_count(0)
    expect(ada.field).to_have_value("No way")
    expect(ada.field).to_be_focused()


def test_lines_that_wait_can_be_taken_back_or_tried_again(cut, come):
    ada, turn = cut
    bob = come("bob")
    waiting = ada.page.locator(".message--pending")
    turn(False)
    expect(ada.page.locator("chat-banner")).to_be_visible()
    ada.says("first", "second", "third")
    expect(waiting).to_have_count(3)
    expect(waiting.nth(1)).to_contain_text("Queued")
    waiting.nth(1).get_by_role("button", name="Discard").click()
    expect(ada.field).to_have_value("second")
    # Where words stand already, what is taken back stays in sight.
    waiting.nth(1).get_by_role("button", name="Discard").click()
    left = ada.page.locator(".message--left")
    expect(left).to_contain_text("third")
    expect(ada.field).to_have_value("second")
    left.get_by_role("button", name="Put it back").press("Enter")
    expect(waiting).to_have_count(2)
    expect(waiting.last).to_be_focused()
    ada.page.reload()
    expect(waiting).to_have_count(2)

    again = waiting.first.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    turn(True)
    # On a busy machine the page may have tried by itself before.
    with suppress(TimeoutError):
        again.click(timeout=5_000)
    bob.sees("third")
    ada.waits_for_all()
    assert bob.said()[-2:] == ada.said()[-2:] == ["first", "third"]
    ada.field.fill("")
