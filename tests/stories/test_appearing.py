"""How people appear to each other: here or idle, with a status, unseen, writing."""

import re

from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def entry(visitor, name):
    """Somebody in the list of people."""
    return visitor.page.locator(".person").filter(has=visitor.page.get_by_text(name, exact=True))


def own(visitor):
    return visitor.page.locator(".me")


def opens_status(visitor):
    own(visitor).click()
    expect(visitor.page.get_by_role("dialog", name="How others see you")).to_be_visible()


def saves(visitor):
    visitor.page.get_by_role("button", name="Save", exact=True).click()
    expect(visitor.page.get_by_role("dialog")).to_be_hidden()


def test_a_status_is_set_by_mouse_or_line_and_seen_beside_the_name(come):
    ada, dan = come("ada"), come("dan")
    expect(entry(ada, "dan")).to_have_accessible_name(re.compile("dan , online, dan"))
    opens_status(dan)
    dan.page.get_by_role("button", name="On holiday").click()
    saves(dan)
    expect(own(dan)).to_contain_text("🌴 On holiday")
    expect(entry(ada, "dan")).to_contain_text("🌴")
    expect(entry(ada, "dan")).to_contain_text("On holiday")

    dan.says("/status 🎧 Deep in work for 2h")
    dan.reads("Your status, for 2 hours: 🎧 Deep in work")
    expect(own(dan)).to_contain_text("🎧 Deep in work")
    entry(ada, "dan").click()
    expect(ada.page.locator(".heading__emoji")).to_have_text("🎧")
    expect(ada.page.locator(".heading__about")).to_contain_text("dan · online · Deep in work")

    own(dan).focus()
    dan.page.keyboard.press("Enter")
    expect(dan.page.get_by_label("What you are at")).to_have_value("Deep in work")
    expect(dan.page.get_by_label("Until")).to_have_value("keep")
    dan.page.locator("#status [name=emoji]").fill("hm")
    dan.page.get_by_role("button", name="Save", exact=True).click()
    expect(dan.page.get_by_role("dialog").get_by_role("alert")).to_have_text(
        "A status has one emoji, and its words beside it."
    )
    dan.page.get_by_role("button", name="Clear status").click()
    expect(dan.page.get_by_role("dialog")).to_be_hidden()
    expect(own(dan).locator(".sidebar__status")).to_have_text("dan")
    expect(ada.page.locator(".heading__emoji")).to_be_empty()


def test_who_hides_is_offline_to_others_and_knows_it_in_all_tabs(come):
    ada, eve = come("ada"), come("eve")
    tab = come("eve", beside=eve)
    expect(ada.page.locator("[data-people=here]")).to_contain_text("eve")
    ada.says("/whisper eve Are you there?")
    ada.is_in("eve")
    expect(ada.room("eve")).to_have_accessible_name("eve , online")

    opens_status(eve)
    eve.page.get_by_label("Invisible").check()
    eve.page.get_by_label("Don’t tell others that I type").check()
    saves(eve)
    expect(own(eve)).to_contain_text("Invisible")
    expect(own(tab)).to_contain_text("Invisible")
    expect(ada.room("eve")).to_have_accessible_name("eve , offline")
    expect(ada.page.locator(".heading__about")).to_contain_text("last seen just now")
    eve.opens("ada")
    eve.types("I am")
    opens_status(eve)
    expect(eve.page.get_by_label("What you are at")).to_be_disabled()
    eve.page.get_by_label("Invisible").uncheck()
    saves(eve)
    expect(ada.room("eve")).to_have_accessible_name("eve , online")
    eve.types(" here")
    eve.says("I am here")
    ada.sees("I am here")
    expect(ada.page.locator(".timeline__typing")).to_be_empty()
    opens_status(eve)
    expect(eve.page.get_by_label("Don’t tell others that I type")).to_be_checked()
    eve.page.get_by_label("Don’t tell others that I type").uncheck()
    saves(eve)


def test_typing_is_taken_back_and_moves_nothing(come):
    ada, fay = come("ada"), come("fay")
    expect(fay.page.locator(".heading__about")).to_contain_text("here now")
    line = ada.page.locator(".timeline__typing")
    before = line.bounding_box()
    fay.types("Hm")
    expect(line).to_have_text("fay is typing…")
    assert line.bounding_box() == before
    assert not line.evaluate("(one) => one.closest('[aria-live], [role=log], [role=status]')")
    fay.field.fill("")
    expect(line).to_be_empty(timeout=4_000)


def test_who_does_nothing_is_idle_until_they_move(come):
    ada, bob = come("ada"), come("bob")
    expect(entry(ada, "bob")).to_have_accessible_name(re.compile("online"))
    bob.page.clock.install()
    bob.page.reload()
    bob.is_in("Lobby")
    bob.page.clock.fast_forward(5 * 60_000 + 1_000)
    expect(entry(ada, "bob")).to_have_accessible_name(re.compile("idle"))
    bob.page.mouse.move(50, 50)
    bob.page.mouse.move(90, 90)
    expect(entry(ada, "bob")).to_have_accessible_name(re.compile("online"))


def test_the_window_fits_a_phone(come):
    bob = come("bob", **PHONE)
    bob.page.get_by_role("button", name="Show the rooms").click()
    opens_status(bob)
    wide = "() => document.documentElement.scrollWidth > innerWidth"
    assert not bob.page.evaluate(wide)
    dialog = bob.page.get_by_role("dialog")
    assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    bob.page.get_by_role("button", name="At lunch").click()
    saves(bob)
    expect(own(bob)).to_contain_text("🍽️ At lunch")
