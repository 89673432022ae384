"""What one can do without letting go of the keys."""

from playwright.sync_api import expect

LANDSCAPE_PHONE = {"viewport": {"width": 740, "height": 360}, "has_touch": True, "is_mobile": True}


def options(visitor):
    return visitor.page.locator(".completion__option")


def places(visitor):
    return visitor.page.locator("#switcher .place")


def fresh_group(visitor, name):
    visitor.says(f"/group create {name}")
    visitor.is_in(name)
    return name


def test_people_groups_and_emoji_are_completed_behind_their_signs(come):
    ada, bob = come("ada"), come("bob")
    fresh_group(ada, "Knitting circle")
    ada.opens("Lobby")
    bob.says("I spoke last")
    ada.sees("I spoke last")

    ada.types("Ask @")
    expect(options(ada).first).to_contain_text("@bob")
    expect(ada.field).to_have_attribute("aria-expanded", "true")
    expect(ada.field).to_have_attribute("aria-activedescendant", "option-0")
    ada.field.press("Enter")
    ada.types("in #circ")
    expect(options(ada)).to_have_text(["#Knitting circleyours"])
    ada.field.press("Tab")
    ada.types(":party")
    expect(options(ada).first).to_contain_text(":tada:")
    ada.field.press("Escape")
    expect(ada.field).to_have_attribute("aria-expanded", "false")
    ada.types("_p")
    expect(options(ada).first).to_contain_text(":tada:")
    ada.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    ada.field.press("Tab")
    expect(ada.field).to_have_value("Ask @bob in #Knitting circle 🎉 ")
    expect(ada.field).to_be_focused()
    ada.types("10:30 me@example.org :D :tada:")
    expect(options(ada)).to_have_count(0)
    ada.field.press("Enter")
    bob.sees("in #Knitting circle 🎉 10:30 me@example.org :D 🎉")


def test_groups_that_are_called_the_same_are_walked_one_by_one(come):
    ada = come("ada")
    fresh_group(ada, "Twice")
    ada.says("/group close")
    closed = ada.page.locator(".composer__closed")
    expect(closed).to_be_visible()
    ada.opens("Lobby")
    fresh_group(ada, "Twice")
    expect(closed).to_be_hidden()
    ada.types("#twi")
    expect(options(ada)).to_have_text(["#Twiceyours", "#Twiceyours"])
    ada.field.press("ArrowDown")
    expect(options(ada).last).to_have_attribute("aria-selected", "true")
    ada.field.fill("")


def test_an_emoji_is_picked_by_keyboard_and_remembered(come):
    ada = come("ada")
    ada.types("Good ")
    ada.page.get_by_role("button", name="Emoji").press("Enter")
    search = ada.page.locator("#emoji-search")
    expect(search).to_be_focused()
    ada.page.keyboard.type("thumbs")
    ada.page.keyboard.press("ArrowDown")
    ada.page.keyboard.press("ArrowRight")
    expect(ada.page.locator(".picker__name")).to_contain_text("thumbs down")
    ada.page.keyboard.press("ArrowLeft")
    ada.page.keyboard.press("Enter")
    expect(ada.field).to_have_value("Good 👍")
    expect(ada.field).to_be_focused()
    ada.page.get_by_role("button", name="Emoji").click()
    expect(ada.page.locator(".picker section").first.get_by_role("button")).to_have_text(["👍"])
    ada.page.keyboard.press("Escape")
    expect(ada.page.locator(".picker")).to_be_hidden()
    ada.field.fill("")


def test_one_goes_anywhere_by_keys(come):
    ada = come("ada")
    first, second = fresh_group(ada, "Alley"), fresh_group(ada, "Boulevard")

    ada.field.press("Control+k")
    field = ada.page.locator("#switcher-field")
    expect(field).to_be_focused()
    # Where one was last comes first, and where one is not at all.
    expect(places(ada).nth(0)).to_contain_text(first)
    expect(places(ada).filter(has_text=second)).to_have_count(0)
    ada.page.keyboard.type("lobb")
    expect(places(ada)).to_have_count(1)
    ada.page.keyboard.press("Enter")
    ada.is_in("Lobby")
    expect(ada.field).to_be_focused()

    ada.field.press("Control+k")
    ada.page.keyboard.type("dan")
    expect(places(ada)).to_have_count(1)
    ada.page.keyboard.press("Enter")
    ada.is_in("dan")
    expect(ada.page.locator(".heading__about")).to_contain_text("only the two of you")


def test_one_goes_from_room_to_room_and_from_part_to_part(come):
    ada, bob = come("ada"), come("bob")
    first, second = fresh_group(ada, "Avenue"), fresh_group(ada, "Avenue by night")
    ada.opens("Lobby")
    ada.room(first).first.click()
    ada.is_in(first)
    ada.field.press("Alt+ArrowDown")
    ada.is_in(second)
    ada.field.press("Alt+ArrowUp")
    ada.is_in(first)
    ada.opens("Lobby")
    bob.says(f"/group join {second}")
    bob.is_in(second)
    bob.says("Over here")
    expect(ada.room(second).locator(".rooms__new")).to_be_visible()
    ada.field.press("Alt+Shift+ArrowDown")
    ada.is_in(second)
    expect(ada.room(second).locator(".rooms__new")).to_be_hidden()

    for part in ("chat-people", "nav", "chat-timeline", "chat-composer"):
        ada.page.keyboard.press("F6")
        inside = f"() => document.querySelector('{part}').contains(document.activeElement)"
        assert ada.page.evaluate(inside), part


def test_the_sheet_shows_what_the_keys_do(come):
    ada = come("ada")
    ada.types("What?")
    expect(ada.page.locator("#shortcuts")).to_be_hidden()
    ada.page.locator(".timeline__scroll").focus()
    ada.page.keyboard.press("?")
    sheet = ada.page.locator("#shortcuts")
    expect(sheet).to_be_visible()
    expect(sheet.locator(".shortcut").filter(has_text="Go to a room")).to_contain_text("Ctrl K")
    ada.page.keyboard.press("Escape")
    expect(ada.field).to_have_value("What?")
    ada.field.press("Control+/")
    expect(sheet).to_be_visible()
    ada.page.keyboard.press("Control+/")
    expect(sheet).to_be_hidden()
    ada.field.fill("")


def test_who_wants_it_sends_by_control_and_enter(come):
    ada = come("ada")
    ada.page.get_by_role("button", name="Your account").click()
    ada.page.get_by_role("switch").click()
    ada.page.keyboard.press("Escape")
    ada.page.reload()
    ada.types("one")
    ada.field.press("Enter")
    ada.types("two")
    expect(ada.field).to_have_value("one\ntwo")
    ada.field.press("Control+Enter")
    ada.sees("two")
    expect(ada.field).to_have_value("")

    thumb = come("bob", **LANDSCAPE_PHONE)
    thumb.types("by")
    thumb.field.press("Enter")
    thumb.types("thumb")
    thumb.page.get_by_role("button", name="Send").tap()
    ada.sees("thumb")
