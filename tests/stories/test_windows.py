"""Every window of the page, for those who see or move otherwise, and on narrow screens."""

import pytest
from playwright.sync_api import expect

from .judge import NARROW, STILL, findings, sticks_out

ROOM = """
import uuid
from rooms.actions import corrections, groups, messages
from rooms.models import Room, User
ada, bob = (User.objects.get(username=name) for name in ("ada", "bob"))
room = groups.create(ada, {room!r})
groups.join(bob, room)
for number in range(21):
    groups.join(User.objects.get_or_create(username=f"guest{{number}}")[0], room)
said = messages.post(bob, room, "Half past *nine*?", client_id=uuid.uuid4())
corrections.edit(bob, said.message_id, "Half past **ten**, and " + "no " * 60 + "later")
messages.post(ada, room, "Fine", client_id=uuid.uuid4())
"""

# By what each is opened. The other comes where somebody goes while their lines wait.
BUTTONS = [
    *("create", "browse", "whisper", "invite", "status", "keywords", "group", "leave"),
    *("switcher", "shortcuts", "pins", "saved", "date"),
]
MESSAGES = {"delete": ("Fine", "delete-message"), "history": ("Half past", "message-history")}
ELSEWHERE = {"unsent"}  # test_breaking_off.py
PRESS = "(one) => one.click()"


def opens(visitor, window):
    page = visitor.page
    if window in MESSAGES:
        words, action = MESSAGES[window]
        page.locator(".message").filter(has_text=words).focus()
        page.locator(f".actions [data-action={action}]").press("Enter")
    elif window == "call":
        visitor.says("@room come")
    else:
        # On a phone, its button may stand in another pane.
        page.locator(f"[data-dialog={window}]").first.evaluate(PRESS)
    expect(page.locator(f"dialog#{window}")).to_be_visible()


@pytest.mark.parametrize(
    ("scheme", "screen"), [("light", STILL), ("dark", NARROW)], ids=["wide, light", "narrow, dark"]
)
def test_each_can_be_read_reached_and_left(come, served, scheme, screen):
    room = f"Everything {scheme}"
    served.run(ROOM.format(room=room))
    ada = come("ada", color_scheme=scheme, **screen)
    path = ada.room(room).get_attribute("href")
    ada.comes(path)
    ada.sees("Fine")

    windows = {*BUTTONS, *MESSAGES, "call"}
    all_there_are = ada.page.locator("dialog").evaluate_all("(all) => all.map(({ id }) => id)")
    assert windows | ELSEWHERE == set(all_there_are)
    for window in sorted(windows):
        opens(ada, window)
        assert findings(ada, within=f"#{window}") == [], window
        assert sticks_out(ada, f"#{window}") == [], window
        focused = ada.page.evaluate("() => Boolean(document.activeElement.closest('dialog[open]'))")
        assert focused, window
        ada.page.keyboard.press("Escape")
        expect(ada.page.locator(f"dialog#{window}")).to_be_hidden()
