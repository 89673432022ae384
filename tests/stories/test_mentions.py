"""Being spoken to: what stands out, and what is counted."""

import re

from playwright.sync_api import expect

CROWD = """
from rooms.actions import groups
from rooms.models import Room, User
room = Room.objects.get(name={room!r})
for number in range({count}):
    groups.join(User.objects.create_user(f"guest{{number}}"), room)
"""


def makes(visitor, group):
    visitor.says(f"/group create {group}")
    visitor.is_in(group)


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
    served.run(CROWD.format(room="Hall", count=21))
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
