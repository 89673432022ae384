"""Finding again what was said."""

import uuid

from playwright.sync_api import expect

from .judge import findings

PHONE = {"viewport": {"width": 360, "height": 740}}


def test_what_was_said_is_found_by_keyboard_alone(come):
    ada, bob = come("ada"), come("bob")
    word = f"W{uuid.uuid4().hex[:8]}"
    ada.says(f"The <b>{word}</b> is in the Café", f"/whisper eve {word} between us")
    bob.sees(word)
    page = bob.page
    page.keyboard.press("Control+Shift+F")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(f"{word.lower()} cafe")
    page.keyboard.press("Enter")

    hit = page.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text([word, "Café"])
    expect(hit).to_contain_text("The <b>")
    link = hit.get_by_role("link")
    assert link.get_attribute("href").startswith("/m/")
    # The address is the search: who opens it finds what they may read.
    assert "q=" in page.url
    expect(page.locator("[data-zone]")).not_to_have_value("")
    ada.page.goto(page.url.partition("&")[0])
    expect(ada.page.locator(".hit")).to_have_count(1)
    ada.page.goto(f"/search/?q={word}")
    expect(ada.page.locator(".hit")).to_have_count(2)
    assert bob.troubles == []
    assert findings(bob) == []


def test_on_a_phone_one_searches_in_the_room_and_nothing_sticks_out(come):
    eve = come("eve", **PHONE)
    eve.says("Something to find " + "W" * 80)
    eve.waits_for_all()
    eve.page.get_by_role("link", name="Search in this room").click()
    field = eve.page.locator("#q")
    expect(field).to_have_value("in:Lobby ")
    field.press("End")
    field.press_sequentially("something")
    field.press("Enter")
    expect(eve.page.locator(".hit").first).to_be_visible()
    assert eve.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    eve.page.get_by_role("link", name="Back to the chat").click()
    eve.is_in("Lobby")
