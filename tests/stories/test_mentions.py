"""Being spoken to: what stands out, what is counted, and of what one is told while elsewhere."""

import re

from playwright.sync_api import expect

from .visitor import PATIENCE_MS

CROWD = """
from rooms.actions import groups
from rooms.models import Room, User
room = Room.objects.get(name={room!r})
for number in range({count}):
    groups.join(User.objects.create_user(f"guest{{number}}"), room)
"""
# Keeps what the browser is asked to show, and shows it.
RECORD = """() => {
  const Shown = window.Notification;
  window.told = [];
  window.Notification = class extends Shown {
    constructor(title, more) { super(title, more); window.told.push(this); }
  };
}"""
TOLD = "() => window.told.map(({ title, body }) => `${title}: ${body}`)"


def makes(visitor, group):
    visitor.says(f"/group create {group}")
    visitor.is_in(group)


def sets(visitor, level):
    visitor.page.locator(".alerts__bell").click()
    visitor.page.get_by_role("radio", name=level).check()
    visitor.page.keyboard.press("Escape")


def told(*tabs):
    return [one for tab in tabs for one in tab.page.evaluate(TOLD)]


def hears_of(visitor, count, *others):
    tabs = [visitor, *others]
    for _ in range(PATIENCE_MS // 100):
        if len(told(*tabs)) >= count:
            break
        visitor.page.wait_for_timeout(100)
    assert len(told(*tabs)) == count, told(*tabs)


def test_a_name_reaches_its_person_and_stands_out_for_them(come):
    bob = come("bob")
    makes(bob, "Workshop")
    ada = come("ada")

    ada.says("Hello @BOB, and `@bob` is code")

    calls = bob.room("Lobby").locator(".rooms__calls")
    expect(calls).to_have_text("@1, 1 mention")
    expect(bob.page).to_have_title("(1) Workshop – Chat")
    expect(bob.page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("icon-calls"))
    bob.opens("Lobby")
    expect(bob.page.locator("mark.mention--me")).to_have_text("@bob (you)")
    expect(bob.page.locator(".message--calls")).to_have_count(1)
    expect(calls).to_be_hidden()
    expect(bob.page).to_have_title("Lobby – Chat")

    expect(ada.page.locator("mark.mention--me")).to_have_count(0)
    name = ada.page.locator("button.mention")
    expect(name).to_have_count(1)
    name.focus()
    ada.page.keyboard.press("Enter")
    ada.is_in("bob")
    bob.opens("Workshop")
    bob.says("Is @dan there?")
    bob.reads("dan is not in Workshop")


def test_many_people_are_called_when_their_author_says_so(come, served):
    ada = come("ada")
    makes(ada, "Hall")
    served.manage("shell", "--no-imports", "-c", CROWD.format(room="Hall", count=21))
    dialog = ada.page.locator("dialog#call")

    ada.says("@room lunch?")
    expect(dialog.get_by_role("heading")).to_have_text("Call 21 people?")
    dialog.get_by_role("button", name="Not now").click()
    expect(dialog).to_be_hidden()
    expect(ada.page.locator(".message--failed")).to_contain_text("has to be confirmed")
    ada.page.get_by_role("button", name="Try again").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Call them").press("Enter")
    expect(dialog).to_be_hidden()
    expect(ada.bodies.last.locator(".mention")).to_have_text("@room")
    expect(ada.page.locator(".message--failed")).to_have_count(0)


def test_one_tab_tells_of_what_is_meant_for_one_who_looks_elsewhere(come):
    eve = come("eve", permissions=["notifications"])
    makes(eve, "Den")
    second = come("eve", path=eve.page.url, beside=eve)
    eve.page.locator(".alerts__bell").click()
    eve.page.get_by_role("button", name="Your keywords…").click()
    eve.page.get_by_label("Tell me when somebody says").fill("Backup")
    eve.page.get_by_role("button", name="Keep them").click()
    for tab in (eve, second):
        tab.page.evaluate(RECORD)
    ada = come("ada")

    ada.says("nothing for anybody", "The backup is done")
    hears_of(eve, 1, second)
    ada.says("@eve, and <b>you</b>?")
    hears_of(eve, 2, second)
    assert set(told(eve, second)) == {
        "ada in Lobby · keyword: Backup: The backup is done",
        "ada mentioned you in Lobby: @eve, and <b>you</b>?",
    }

    sets(eve, "Nothing")
    second.page.locator(".alerts__bell[aria-label='Notifications: nothing']").wait_for()
    eve.opens("Lobby")
    sets(eve, "Nothing")
    eve.opens("Den")
    ada.says("@eve again", "/whisper eve psst")
    hears_of(eve, 3, second)
    assert "ada whispers to you: psst" in told(eve, second)

    teller = next(tab for tab in (eve, second) if any("psst" in one for one in told(tab)))
    teller.page.evaluate(
        "() => window.told.find(({ body }) => body === 'psst').dispatchEvent(new Event('click'))"
    )
    teller.is_in("ada")
    teller.sees("psst")
