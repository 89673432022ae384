"""Answering, reacting, linking, pinning and saving, by several people and by keys alone."""

import re

import pytest
from playwright.sync_api import expect

TALK = """
import uuid
from rooms.actions import messages
from rooms.models import Room, User
for number in range(260):
    author = User.objects.get(username="eve")
    messages.post(author, Room.objects.lobby(), f"old line {number}", client_id=uuid.uuid4())
"""
MIDDLE = """() => {
    const box = document.querySelector(".timeline__scroll").getBoundingClientRect();
    const one = document.querySelector(".message--target")?.getBoundingClientRect();
    return Boolean(one) && one.top >= box.top && one.bottom <= box.bottom;
}"""
SCROLL = """(pixels) => document.querySelector(".timeline__scroll").scrollBy(0, pixels)"""


def message(visitor, words):
    return visitor.page.locator(".message").filter(has_text=words).last


def does(visitor, words, what):
    """Press one of the buttons that come where one points."""
    visitor.waits_for_all()
    message(visitor, words).hover()
    message(visitor, words).get_by_role("button", name=what, exact=True).click()


@pytest.fixture
def both_in(come):
    """Ada and bob, in a group that is called so."""

    def make(group):
        ada, bob = come("ada"), come("bob")
        ada.says(f"/group create {group}")
        ada.is_in(group)
        bob.says(f"/group join {group}")
        bob.is_in(group)
        return ada, bob

    return make


def test_an_answer_and_what_others_feel(both_in):
    ada, bob = both_in("Chess")
    bob_answers(ada, bob)
    they_react(ada, bob)


def bob_answers(ada, bob):
    ada.says("Shall we **play**?\n\nOn Sunday")
    bob.sees("Shall we play?")

    # By keys alone: to the last message, to its button, and back to where one writes.
    bob.page.locator(".timeline__scroll").focus()
    bob.page.keyboard.press("ArrowUp")
    expect(message(bob, "Shall we")).to_be_focused()
    message(bob, "Shall we").get_by_role("button", name="Reply").press("Enter")
    expect(bob.field).to_be_focused()
    whom = bob.page.locator(".composer__reply")
    expect(whom).to_contain_text(re.compile("Replying to ada: Shall we play?", re.I))
    bob.page.keyboard.press("Escape")
    expect(whom).to_be_hidden()
    does(bob, "Shall we", "Reply")
    bob.page.context.set_offline(True)
    bob.says("Gladly")
    expect(whom).to_be_hidden()
    expect(message(bob, "Gladly").locator(".quote")).to_contain_text("Shall we play?")
    bob.page.context.set_offline(False)
    ada.sees("Gladly")
    quote = message(ada, "Gladly").locator(".quote")
    expect(quote).to_have_text(re.compile(r"↪ ada\s+Shall we play\?", re.I))
    quote.click()
    expect(message(ada, "On Sunday")).to_have_class(re.compile("message--target"))
    assert re.search(r"/m/\d+$", ada.page.url)
    ada.says("Fine")
    expect(ada.page.locator(".message--target")).to_have_count(0)

    bob.sees("Fine")


def they_react(ada, bob):
    # A few are at hand, all others are found by name; a press on one's own takes it back.
    does(bob, "On Sunday", "React")
    bob.page.locator("#quick").get_by_role("button", name="thumbs up").press("ArrowRight")
    bob.page.keyboard.press("Enter")
    hearts = message(ada, "On Sunday").locator(".reaction")
    expect(hearts).to_have_attribute("aria-label", re.compile("❤️ 1 reaction: bob", re.I))
    expect(hearts).to_have_attribute("aria-pressed", "false")
    hearts.click()
    expect(hearts).to_have_attribute("aria-pressed", "true")
    expect(hearts).to_have_text("❤️2")
    does(ada, "Gladly", "React")
    ada.page.locator("#quick").get_by_role("button", name="More emoji").click()
    ada.page.locator("#emoji-search").fill("chess")
    ada.page.keyboard.press("Enter")
    chips = message(bob, "Gladly").locator(".reaction")
    expect(chips).to_have_text("♟️1")
    mine = message(bob, "On Sunday").locator(".reaction")
    expect(mine).to_have_text("❤️2")
    mine.focus()
    mine.press("Enter")
    expect(hearts).to_have_text("❤️1")
    expect(mine).to_be_focused()
    expect(mine).to_have_attribute("aria-pressed", "false")


def test_a_link_leads_into_the_past_and_pins_and_stars_lead_back(both_in, come, served):
    ada, bob = both_in("Go")
    before = come("dan")
    expect(before.page.locator(".heading__about")).to_contain_text("here now")
    before.page.close()
    served.run(TALK)
    phone = come("ada", viewport={"width": 360, "height": 700}, has_touch=True)
    phone.goes_to_the_end("old line 259")
    address = phone.page.evaluate(
        """async () => {
            const page = JSON.parse(document.getElementById("page-data").textContent);
            const { id, body } = page.history.messages.at(-1);
            return `/m/${id - Number(body.match(/[0-9]+/)[0]) + 89}`;
        }"""
    )

    dan_goes_into_the_past(come("dan", address))
    ada_follows_a_link(ada, bob, served.address, address)
    they_pin(ada, bob)
    they_save(ada, bob, phone)
    ada_copies_a_link(ada, served.address)


def dan_goes_into_the_past(dan):
    expect(dan.page.locator(".message--target")).to_contain_text("old line 89")
    assert dan.page.evaluate(MIDDLE)
    expect(dan.page.locator(".message--target")).to_be_focused()
    assert not [one for one in dan.said() if one in ("old line 0", "old line 259")]
    # Nothing counts as read for that, also where it has been on the screen.
    expect(dan.page).to_have_title("• Lobby – Chat")
    # It goes on in both directions, and the way to the newest is at hand.
    dan.page.evaluate(SCROLL, 20_000)
    dan.sees("old line 150")
    assert "old line 259" not in dan.said()
    expect(dan.page).to_have_title("• Lobby – Chat")
    dan.page.get_by_role("button", name=re.compile("To the newest|[0-9]+ new")).click()
    dan.sees("old line 259")
    expect(dan.page.locator(".message--target")).to_have_count(0)
    expect(dan.page).to_have_title("Lobby – Chat")
    assert dan.page.url.endswith("/")


def ada_follows_a_link(ada, bob, site, address):
    # It opens in its place, and the way back leads back.
    bob.says(f"Look: {site}{address}")
    ada.sees("Look:")
    ada.page.evaluate("() => (window.isSamePage = true)")
    message(ada, "Look:").get_by_role("link").click()
    ada.is_in("Lobby")
    expect(ada.page.locator(".message--target")).to_contain_text("old line 89")
    assert ada.page.evaluate(MIDDLE)
    ada.page.go_back()
    ada.is_in("Go")
    assert ada.page.evaluate("() => window.isSamePage")
    ada.says(f"{site}/m/999999999")
    ada.page.locator('.message__body a[href$="/m/999999999"]').click()
    ada.reads("There is no such message, or you can’t read it.")


def they_pin(ada, bob):
    # Both may pin in a small group, and both see it.
    does(ada, "Look:", "Pin for everyone here")
    expect(bob.page.get_by_role("button", name="1 pinned message")).to_be_visible()
    expect(message(bob, "Look:")).to_contain_text(re.compile("Pinned by ada", re.I))
    bob.page.get_by_role("button", name="1 pinned message").click()
    pins = bob.page.locator("#pins")
    expect(pins.locator(".kept__foot")).to_have_text(re.compile("Pinned by ada, Today", re.I))
    pins.locator(".kept__link").click()
    expect(pins).to_be_hidden()
    expect(bob.page.locator(".message--target")).to_contain_text("Look:")
    bob.page.get_by_role("button", name="1 pinned message").click()
    pins.get_by_role("button", name="Unpin").click()
    expect(pins.locator(".choices__none")).to_be_visible()
    pins.get_by_role("button", name="Close").click()
    expect(bob.page.locator("[data-pins]")).to_be_hidden()
    expect(message(ada, "Look:")).not_to_contain_text("Pinned")


def they_save(ada, bob, phone):
    # What one keeps for oneself is on all one's devices, and on nobody else's.
    does(ada, "Look:", "Save for yourself")
    expect(message(ada, "Look:")).to_contain_text("★ Saved")
    phone.page.get_by_role("button", name="Show the rooms").click()
    phone.page.get_by_role("button", name="Saved").click()
    kept = phone.page.locator("#saved")
    expect(kept.locator(".kept__foot")).to_contain_text("Go · saved")
    kept.locator(".kept__link").click()
    phone.is_in("Go")
    expect(phone.page.locator(".message--target")).to_contain_text("★ Saved")
    expect(message(bob, "Look:")).not_to_contain_text("Saved")
    ada.page.get_by_role("button", name="Saved", exact=True).click()
    ada.page.locator("#saved").get_by_role("button", name="Take out").click()
    expect(ada.page.locator("#saved .choices__none")).to_be_visible()
    expect(message(phone, "Look:")).not_to_contain_text("★ Saved")
    ada.page.keyboard.press("Escape")


def ada_copies_a_link(ada, site):
    ada.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    does(ada, "Look:", "Copy link")
    expect(ada.page.get_by_text("Copied")).to_be_visible()
    link = ada.page.evaluate("() => navigator.clipboard.readText()")
    assert re.fullmatch(rf"{site}/m/\d+", link)
