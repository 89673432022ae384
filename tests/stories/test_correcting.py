"""Putting right what was said: other words, what they were before, and taking them back."""

import re

import pytest
from playwright.sync_api import expect

from .test_history import AT_END

PHONE = {"viewport": {"width": 360, "height": 740}}
OPERATOR = """
from rooms.models import User
User.objects.filter(username="dan").update(is_staff=True)
"""
ANNOUNCED = """() => {
    window.announced = [];
    const log = document.querySelector(".timeline__log");
    const isLive = (node) => {
        const live = (node.nodeType === 1 ? node : node.parentElement).closest("[aria-live]");
        return !live || live.ariaLive !== "off";
    };
    new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
            for (const node of addedNodes) if (isLive(node)) announced.push(node.textContent);
    }).observe(log, { childList: true, subtree: true });
}"""

# Click, write unless there is nothing to write, and press Enter, all in one go.
AT_ONCE = """(button, words) => {
    const field = document.querySelector("#message");
    button.click();
    if (words !== null) {
        field.value = words;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    const enter = { key: "Enter", bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent("keydown", enter));
}"""


def row(visitor, words):
    return visitor.page.locator(".message").filter(has_text=words).last


def action(visitor, words, name):
    row(visitor, words).hover()
    return row(visitor, words).get_by_role("toolbar").get_by_role("button", name=name)


def editing(visitor):
    return visitor.page.locator(".composer__editing")


def test_the_last_words_are_edited_from_the_keyboard(come):
    ada, bob = come("ada"), come("bob")
    ada.says("The meeting is at noon on Monday")
    bob.sees("at noon")
    bob.page.evaluate(ANNOUNCED)

    ada.field.press("ArrowUp")
    expect(editing(ada)).to_contain_text("Editing a message")
    expect(ada.field).to_have_value("The meeting is at noon on Monday")
    ada.field.press("Escape")
    expect(editing(ada)).to_be_hidden()
    expect(ada.field).to_have_value("")
    ada.field.press("ArrowUp")
    expect(ada.field).to_have_value("The meeting is at noon on Monday")
    ada.field.fill("The meeting is at ten on Monday")
    ada.field.press("Enter")

    bob.sees("The meeting is at ten on Monday")
    expect(editing(ada)).to_be_hidden()
    expect(ada.field).to_have_value("")
    expect(ada.field).to_be_focused()
    assert bob.page.evaluate("() => announced.filter((text) => text.includes('ten'))") == []

    row(bob, "at ten").get_by_role("button", name="(edited)").click()
    dialog = bob.page.get_by_role("dialog", name="How this message changed")
    expect(dialog.locator(".version")).to_have_count(2)
    expect(dialog.locator("del")).to_have_text("noon")
    expect(dialog.locator("ins")).to_have_text("ten")
    expect(dialog.locator(".version").last).to_contain_text("as it was first said")
    bob.page.keyboard.press("Escape")
    expect(row(bob, "at ten").get_by_role("button", name="(edited)")).to_be_focused()


def test_words_go_where_one_has_just_gone(come):
    """No frame is drawn between the click and the words."""
    ada, bob = come("ada"), come("bob")
    ada.says("/group create swift")
    ada.is_in("swift")
    ada.says("The first words")
    ada.waits_for_all()
    action(ada, "The first words", "Edit").evaluate(AT_ONCE, "Other words")
    expect(row(ada, "Other words").get_by_role("button", name="(edited)")).to_be_visible()
    expect(ada.bodies.filter(has_text="The first words")).to_have_count(0)

    ada.types("not for the lobby")
    ada.room("Lobby").evaluate(AT_ONCE, None)
    ada.is_in("Lobby")
    ada.says("the next line")
    bob.sees("the next line")
    assert "not for the lobby" not in bob.said()
    ada.opens("swift")
    expect(ada.field).to_have_value("not for the lobby")


def test_a_draft_comes_back_and_a_refused_edit_keeps_its_words(come):
    ada = come("ada")
    ada.says("//me waves")
    ada.waits_for_all()
    ada.types("half a thought")
    action(ada, "/me waves", "Edit").click()
    expect(ada.field).to_have_value("//me waves")
    expect(ada.field).to_be_focused()

    ada.field.fill("/help")
    ada.field.press("Enter")
    ada.reads("can't become a command")
    expect(ada.field).to_have_value("/help")
    ada.field.fill("I wave")
    ada.field.press("Enter")
    ada.sees("I wave")
    expect(ada.field).to_have_value("half a thought")
    ada.field.fill("")


def test_an_edit_without_a_connection_waits_and_is_not_lost(come, served):
    ada, bob = come("ada"), come("bob")
    ada.says("written online")
    bob.sees("written online")
    ada.waits_for_all()
    served.environment["PORT"] = served.address.rpartition(":")[2]
    served.stop()
    ada.field.press("ArrowUp")
    expect(ada.field).to_have_value("written online")
    ada.field.fill("changed offline")
    expect(ada.page.locator("chat-banner")).to_contain_text("Connecting…")
    ada.field.press("Enter")
    ada.reads("It is saved as soon as you are")
    expect(ada.field).to_have_value("changed offline")
    served.start()

    bob.sees("changed offline")
    expect(editing(ada)).to_be_hidden()
    expect(ada.field).to_have_value("")


@pytest.fixture
def dan_operates(served):
    served.run(OPERATOR)


def test_what_is_deleted_leaves_a_note_and_comes_back(come, dan_operates):
    ada, bob, dan = come("ada"), come("bob", **PHONE), come("dan")
    ada.says("I regret this")
    bob.sees("I regret this")
    row(ada, "I regret this").focus()
    row(ada, "I regret this").get_by_role("button", name="Delete").press("Enter")
    dialog = ada.page.get_by_role("dialog", name="Delete this message?")
    expect(dialog).to_contain_text("For 30 days it can be restored")
    ada.page.keyboard.press("Enter")
    bob.sees("ada deleted this message.")
    expect(dialog).to_be_hidden()
    gone = row(ada, "ada deleted this message.")
    expect(row(bob, "ada deleted").get_by_role("button", name="Restore")).to_be_hidden()
    gone.get_by_role("button", name="Restore").press("Enter")
    bob.sees("I regret this")
    expect(row(ada, "I regret this")).to_be_focused()

    # The buttons stay where the keys are, and these where somebody else takes the words away.
    ada.says("Something else")
    expect(row(ada, "Something else")).to_be_visible()
    row(ada, "I regret this").focus()
    row(ada, "Something else").hover()
    ada.page.mouse.move(1, 1)
    ada.page.keyboard.press("Tab")
    expect(row(ada, "I regret this").get_by_role("button", name="React")).to_be_focused()
    row(ada, "Something else").hover()
    expect(row(ada, "I regret this").get_by_role("button", name="React")).to_be_focused()
    action(dan, "I regret this", "Delete").click()
    dialog = dan.page.get_by_role("dialog", name="Delete this message?")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("Why?").fill("Off topic")
    dialog.get_by_role("button", name="Delete").click()
    bob.sees("dan deleted this message: Off topic")
    expect(row(ada, "Off topic")).to_be_focused()
    expect(row(ada, "Off topic").get_by_role("button", name="Restore")).to_be_hidden()
    row(dan, "Off topic").get_by_role("button", name="Restore").click()
    bob.sees("I regret this")


def test_an_operators_edit_is_never_shown_as_the_authors(come, dan_operates):
    dan, bob = come("dan"), come("bob")
    bob.says("Call me at 555 0199")
    dan.sees("Call me")
    action(dan, "Call me", "Edit").click()
    expect(editing(dan)).to_contain_text("Editing a message of bob")
    dan.field.fill("Call me")
    dan.field.press("Enter")
    dan.reads("Please say why")
    dan.page.get_by_label("Why? It is kept").fill("Numbers are private")
    dan.field.press("Enter")
    button = bob.page.get_by_role("button", name=re.compile(r"\(edited by dan\s?\)"))
    expect(button).to_be_visible()
    expect(row(bob, "Call me")).not_to_contain_text(re.compile("555"))


def test_an_edit_moves_nothing_under_the_eyes_of_others(come):
    ada, bob = come("ada"), come("bob")
    ada.says("a short one")
    for number in range(30):
        ada.says(f"line {number}")
        bob.sees(f"line {number}")
    row(bob, "line 5").evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    bob.page.wait_for_timeout(300)
    assert not bob.page.evaluate(AT_END)
    seen = row(bob, "line 9")
    top = seen.bounding_box()["y"]

    action(ada, "a short one", "Edit").click()
    ada.field.fill("a long one\n\nof\n\nmany\n\nparagraphs")
    ada.field.press("Enter")
    expect(row(bob, "paragraphs")).to_be_attached()
    assert abs(seen.bounding_box()["y"] - top) < 2


def test_a_deletion_that_was_given_up_while_offline_is_not_done(come):
    ada, bob = come("ada"), come("bob")
    ada.says("This stays")
    bob.sees("This stays")
    ada.page.context.set_offline(True)
    expect(ada.page.locator("chat-banner")).to_contain_text("You are offline.")
    row(ada, "This stays").focus()
    row(ada, "This stays").get_by_role("button", name="Delete").press("Enter")
    dialog = ada.page.get_by_role("dialog", name="Delete this message?")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).to_contain_text("It is done as soon as you are.")
    ada.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    ada.page.context.set_offline(False)
    ada.says("I am back")
    bob.sees("I am back")
    bob.sees("This stays")
