import re

import pytest
from playwright.sync_api import expect

TALK = """
import uuid
from rooms.actions import messages
from rooms.models import Room, User
for number in range({first}, {last}):
    name = ["bob", "eve"][number // 7 % 2]
    said = f"line {{number}}" + " and more" * (number % 40)
    author = User.objects.get(username=name)
    messages.post(author, Room.objects.lobby(), said, client_id=uuid.uuid4())
"""
TOP_OF = """(words) => {
    const all = [...document.querySelectorAll(".message__body")];
    const one = all.find(({ innerText }) => `${innerText} `.startsWith(`${words} `));
    return one && one.getBoundingClientRect().top;
}"""
SCROLL = """(pixels) => document.querySelector(".timeline__scroll").scrollBy(0, pixels)"""
# All tabs of a browser without a window have the focus.
LOOK = """(isHere) => {
    document.hasFocus = () => isHere;
    dispatchEvent(new Event(isHere ? "focus" : "blur"));
}"""
AT_END = """() => {
    const box = document.querySelector(".timeline__scroll");
    return box.scrollHeight - box.scrollTop - box.clientHeight < 5;
}"""


@pytest.fixture
def talk(served):
    def say(first, last):
        served.run(TALK.format(first=first, last=last))

    return say


def test_the_past_comes_from_above_without_a_jump(come, talk):
    talk(0, 160)
    ada = come("ada")
    ada.sees("line 159")
    assert ada.page.evaluate(AT_END)
    assert len(ada.said()) == 50

    ada.page.evaluate(SCROLL, -20_000)
    expect(ada.bodies.filter(has_text="line 80")).to_have_count(1)
    # What was at the top of the screen is still there, with the older lines above it.
    top = ada.page.evaluate(TOP_OF, "line 110")
    assert top is not None
    assert 0 < top < 400, top

    for _ in range(3):
        ada.page.evaluate(SCROLL, -20_000)
        ada.page.wait_for_timeout(300)
    numbers = [int(body.split()[1]) for body in ada.said() if body.startswith("line ")]
    assert numbers == list(range(160))
    expect(ada.page.locator(".start__title")).to_have_text("Welcome to the lobby")


def test_who_reads_above_is_not_torn_away(come, talk):
    ada, bob, eve = come("ada"), come("bob"), come("eve")
    ada.sees("line 159")
    # That is told at the end too, and whoever stands there goes with it.
    expect(ada.page.locator(".timeline__log")).to_contain_text(re.compile("eve.*entered"))
    ada.page.evaluate(SCROLL, -900)
    ada.page.wait_for_timeout(500)
    expect(ada.page.locator(".day").first).to_be_in_viewport()
    place = ada.page.evaluate("() => document.querySelector('.timeline__scroll').scrollTop")

    bob.says("Look here")
    pill = ada.page.locator(".timeline__more")
    expect(pill).to_have_text("1 new ↓")
    assert ada.page.evaluate("() => document.querySelector('.timeline__scroll').scrollTop") == place
    pill.press("Enter")
    ada.sees("Look here")
    assert ada.page.evaluate(AT_END)
    expect(pill).to_be_hidden()
    expect(ada.page.locator(".timeline__scroll")).to_be_focused()
    bob.says("And here")
    ada.sees("And here")
    assert ada.page.evaluate(AT_END)

    # Nor who stands a little above the end, while nothing is said.
    ada.page.evaluate(SCROLL, -60)
    ada.page.wait_for_timeout(500)
    assert not ada.page.evaluate(AT_END)
    eve.types("I think that")
    ada.reads("is typing…")
    assert not ada.page.evaluate(AT_END)
    eve.field.press("Enter")
    ada.sees("I think that")
    assert ada.page.evaluate(AT_END)


def test_who_looks_again_reads_on_where_they_stopped(come, talk):
    ada, bob = come("ada"), come("bob")
    bob.says("Before you went")
    ada.sees("Before you went")
    ada.page.evaluate(LOOK, False)
    for number in range(25):
        bob.says(f"meanwhile {number}")
    ada.sees("meanwhile 24")
    assert ada.page.evaluate(AT_END)
    expect(ada.page).to_have_title("• Lobby – Chat")

    ada.page.evaluate(LOOK, True)
    expect(ada.bodies.filter(has_text="meanwhile 0")).to_be_in_viewport()
    expect(ada.page.locator(".day--new")).to_be_in_viewport()
    expect(ada.page.locator(".timeline__more")).to_have_text(re.compile(r"^1?\d new ↓$"))
    ada.goes_to_the_end("meanwhile 24")
    expect(ada.page).to_have_title("Lobby – Chat")


def test_a_tab_that_slept_catches_up_exactly(come, talk):
    ada, bob = come("ada"), come("bob")
    ada.sees("line 159")
    before = ada.said()
    sleep = ada.page.context.new_cdp_session(ada.page)
    sleep.send("Page.setWebLifecycleState", {"state": "frozen"})

    talk(200, 330)
    bob.says("after the night")
    bob.waits_for_all()
    sleep.send("Page.setWebLifecycleState", {"state": "active"})

    ada.goes_to_the_end("after the night")
    other_tab = come("ada")
    other_tab.goes_to_the_end("after the night")
    fresh = other_tab.said()
    assert ada.said()[-len(fresh) :] == fresh
    missed = [f"line {number}" + " and more" * (number % 40) for number in range(200, 330)]
    assert ada.said() == [*before, *missed, "after the night"]
