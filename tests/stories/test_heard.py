"""The page for those who listen to it, and who write while others do."""

import re

from playwright.sync_api import expect

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


def test_a_room_is_heard_as_it_is_seen_and_nothing_takes_the_focus(come, served):
    ada, bob = come("ada"), come("bob")
    ada.says("/group create Aloud")
    ada.is_in("Aloud")
    bob.says("/group join aloud")
    bob.is_in("Aloud")
    bob.says("See `code` and @ada", "Gone soon")
    bob.sees("Gone soon")
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
    bob.says("/group leave")
    bob.is_in("Lobby")
    bob.says("/group join aloud")
    bob.is_in("Aloud")
    served.run(FLOOD)
    ada.sees("flood 29")
    ada.types(" about to say")
    expect(ada.field).to_be_focused()
    expect(ada.field).to_have_value("I was just about to say")
    expect(ada.page.locator("[data-arrived]")).to_have_text(re.compile(r"^\d+ new messages$"))
    expect(log).to_have_attribute("aria-live", "polite")
