"""What counts as new, and what as seen."""

import uuid

from playwright.sync_api import expect

NARROW = {"viewport": {"width": 800, "height": 700}}
PHONE = {"viewport": {"width": 360, "height": 740}}
ON_SCREEN = """(element) => {
    const box = element.getBoundingClientRect();
    return box.top > 0 && box.bottom < innerHeight;
}"""
FRAMES = "() => document.querySelectorAll('.message').length"


def a_group_of_two(ada, bob):
    name = f"Group {uuid.uuid4().hex[:6]}"
    ada.says(f"/group create {name}")
    ada.is_in(name)
    bob.says(f"/group join {name}")
    bob.is_in(name)
    return name


def test_one_lands_where_the_new_begins(come):
    ada, bob = come("ada"), come("bob")
    name = a_group_of_two(ada, bob)
    bob.says("seen before")
    bob.waits_for_all()
    bob.page.goto("/")
    bob.is_in("Lobby")
    context = bob.page.context
    bob.page.close()
    for count in range(16):
        ada.says(f"new {count}\n\nwith\n\nmany\n\nlines")
        ada.sees(f"new {count}")
        ada.page.wait_for_timeout(50)

    page = context.new_page()
    page.goto("/")
    link = page.locator(".rooms__link").filter(has_text=name)
    expect(link.locator(".rooms__new")).to_be_visible()
    link.click()
    mark = page.locator(".day--new")
    expect(mark).to_be_visible()
    assert mark.evaluate(ON_SCREEN)
    page.locator(".timeline__more").click()
    expect(link.locator(".rooms__new")).to_be_hidden()


def test_what_another_pane_hides_is_not_seen(come):
    ada, fay = come("ada"), come("fay", **NARROW)
    fay.page.get_by_role("button", name="People").click()
    expect(fay.page.locator("chat-people")).to_be_visible()
    ada.says("Do you see me?")
    expect(fay.page).to_have_title("• Lobby – Chat")
    fay.page.get_by_role("button", name="Back to the room").click()
    fay.sees("Do you see me?")
    expect(fay.page).to_have_title("Lobby – Chat")


def test_a_phone_that_shows_the_rooms_loads_no_past_and_tells_of_news(come, served):
    ada, fay = come("ada"), come("fay", **PHONE)
    name = a_group_of_two(ada, fay)
    fay.page.get_by_role("button", name="Show the rooms").click()
    fay.room("Lobby").click()
    ada.says("Look over here")
    expect(fay.page.locator(".heading__news")).to_be_visible()
    fay.page.get_by_role("button", name="Show the rooms").click()
    shown = fay.page.evaluate(FRAMES)
    fay.page.wait_for_timeout(1_000)
    assert fay.page.evaluate(FRAMES) == shown
    fay.opens(name)
    fay.sees("Look over here")
    expect(fay.page.locator(".heading__news")).to_be_hidden()


def test_escape_that_means_something_else_reads_nothing(come):
    ada, bob = come("ada"), come("bob")
    name = a_group_of_two(ada, bob)
    bob.opens("Lobby")
    ada.says("Any news?")
    news = bob.room(name).locator(".rooms__new")
    expect(news).to_be_visible()

    bob.page.locator("#search").press("Shift+Escape")
    bob.says("/nonsense")
    bob.reads("There is no command")
    bob.field.press("Shift+Escape")
    expect(bob.page.locator(".composer__fault")).to_be_hidden()
    expect(news).to_be_visible()
    bob.field.press("Shift+Escape")
    expect(news).to_be_hidden()
    bob.field.fill("")


def test_a_long_name_stays_in_its_column(come):
    ada = come("ada")
    ada.says("/group create " + "W" * 60)
    ada.is_in("W" * 60)
    for column in (".sidebar__rooms", ".timeline__scroll"):
        box = ada.page.locator(column)
        assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth"), column


def test_a_name_from_right_to_left_begins_where_others_do(come):
    ada = come("ada")
    ada.says("/group create مجموعة القراءة")
    ada.is_in("مجموعة القراءة")
    ada.page.locator("nav [data-dialog=browse]").click()
    for piece in (".rooms__name", ".choice__name", ".heading__name", ".start__title"):
        name = ada.page.locator(piece).filter(has_text="مجموعة القراءة")
        expect(name).to_be_visible()
        assert name.bounding_box()["width"] < 180, piece


FROM_THE_RIGHT = ["مريم", "مطالعة"]
LEFT_IN_A_SENTENCE = """(name) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode;
        const isSentence = data.includes(name) && data.trim() !== name;
        if (isSentence && !parentElement.closest("template, .avatar, script")) found.push(data);
    }
    return found;
}"""


def test_a_name_from_right_to_left_turns_no_sentence_around(come, served):
    name, group = FROM_THE_RIGHT
    renamed = (
        f"from rooms.models import User; User.objects.filter(username='dan').update(name={name!r})"
    )
    served.run(renamed)
    ada, dan = come("ada"), come("dan")
    ada.reads(f"{name} entered")
    dan.says(f"/group create {group}")
    dan.is_in(group)
    dan.reads(f"{name} made this group")
    ada.says(f"/group join {group}")
    ada.is_in(group)
    dan.types("Writing")
    expect(ada.page.locator(".timeline__typing")).to_have_text(f"{name} is typing…")
    ada.field.fill("/whisper d")
    ada.types("a")
    expect(ada.page.locator(".completion__detail")).to_have_text(f"{name}, here")
    for visitor in (ada, dan):
        for word in FROM_THE_RIGHT:
            assert visitor.page.evaluate(LEFT_IN_A_SENTENCE, word) == []
