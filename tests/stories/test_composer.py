import re

from playwright.sync_api import expect


def options(visitor):
    return visitor.page.locator(".completion__option")


def test_enter_sends_and_shift_enter_breaks_the_line(come):
    ada = come("ada")
    ada.types("one")
    ada.field.press("Shift+Enter")
    ada.types("two")
    assert ada.field.input_value() == "one\ntwo"
    ada.field.press("Enter")
    ada.sees("two")
    assert ada.field.input_value() == ""
    assert ada.said()[-1].split() == ["one", "two"]


def test_who_types_anywhere_writes(come):
    ada = come("ada")
    ada.page.locator(".timeline__scroll").focus()
    ada.page.keyboard.type("So, then")
    expect(ada.field).to_have_value("So, then")
    expect(ada.field).to_be_focused()

    ada.page.locator("nav [data-dialog=whisper]").focus()
    ada.page.keyboard.press("Control+b")
    expect(ada.field).not_to_be_focused()
    ada.page.keyboard.press("Space")
    ada.page.keyboard.type("bob")
    expect(ada.page.locator("#whisper-filter")).to_have_value("bob")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.type("x")
    expect(ada.page.locator("#whisper-filter")).to_have_value("bob")
    ada.page.keyboard.press("Escape")
    assert ada.field.input_value() == "So, then"
    ada.field.fill("")


def test_the_enter_that_ends_a_composed_character_sends_nothing(come):
    ada = come("ada")
    ada.types("にほ")
    ada.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert ada.field.input_value() == "にほ"
    ada.field.fill("")


def test_a_slash_completes_commands_and_names_by_keyboard(come):
    ada, _ = come("ada"), come("bob")
    ada.types("/whi")
    expect(options(ada)).to_have_count(1)
    ada.field.press("Tab")
    assert ada.field.input_value() == "/whisper "
    ada.types("b")
    expect(options(ada).filter(has_text="bob")).to_be_visible()
    expect(ada.field).to_have_attribute("aria-activedescendant", "option-0")
    expect(ada.page.locator("[data-offered]")).to_have_text("1 suggestion")
    ada.field.press("Enter")
    assert ada.field.input_value() == "/whisper bob "
    expect(ada.field).to_be_focused()
    ada.types("psst")
    ada.field.press("Enter")
    ada.is_in("bob")
    ada.sees("psst")


def test_the_list_is_walked_dismissed_and_pressed(come):
    ada = come("ada")
    ada.types("/group ")
    first = options(ada).nth(0)
    expect(first).to_have_attribute("aria-selected", "true")
    ada.field.press("ArrowDown")
    expect(options(ada).nth(1)).to_have_attribute("aria-selected", "true")
    ada.field.press("ArrowUp")
    ada.field.press("Escape")
    expect(options(ada)).to_have_count(0)
    assert ada.field.input_value() == "/group "
    ada.types("cr")
    options(ada).nth(0).click()
    assert ada.field.input_value() == "/group create "
    expect(ada.field).to_be_focused()


def test_groups_are_completed_where_a_command_wants_one(come):
    ada, bob = come("ada"), come("bob")
    ada.says("/group create Astronomy at night")
    ada.is_in("Astronomy at night")
    bob.types("/group join astr")
    expect(options(bob)).to_have_text(["Astronomy at nightjoin"])
    bob.field.press("Tab")
    bob.field.press("Enter")
    bob.is_in("Astronomy at night")


def test_a_mistake_is_explained_and_the_words_come_back(come):
    ada, bob = come("ada"), come("bob")
    ada.says("/wisper bob secret")
    ada.reads("Did you mean /whisper?")
    assert ada.field.input_value() == "/wisper bob secret"
    assert not any("secret" in body for body in bob.said())
    ada.page.locator(".composer__fault").get_by_role("button").press("Enter")
    expect(ada.page.locator(".composer__fault")).to_be_hidden()
    expect(ada.field).to_be_focused()
    ada.says("/help whisper")
    ada.page.locator(".notice").get_by_role("button", name="Dismiss").press("Enter")
    expect(ada.page.locator(".notice")).to_have_count(0)
    expect(ada.field).to_be_focused()


def test_two_slashes_say_one(come):
    ada, bob = come("ada"), come("bob")
    ada.says("//help is a command")
    bob.sees("/help is a command")
    ada.waits_for_all()
    assert ada.said()[-1] == "/help is a command"


def test_too_much_is_counted_and_not_sent(come):
    ada = come("ada")
    before = len(ada.said())
    ada.field.fill("x" * 4_001)
    expect(ada.page.locator(".composer__count")).to_have_text("1 characters too many")
    ada.field.press("Enter")
    assert len(ada.field.input_value()) == 4_001
    ada.field.fill("   ")
    ada.field.press("Enter")
    assert len(ada.said()) == before


def test_unfinished_words_stay_with_their_room(come):
    ada = come("ada")
    ada.says("/group create Drafts")
    ada.is_in("Drafts")
    ada.types("half a thought")
    ada.opens("Lobby")
    assert ada.field.input_value() == ""
    ada.page.go_back()
    ada.is_in("Drafts")
    assert ada.field.input_value() == "half a thought"
    ada.page.reload()
    expect(ada.field).to_have_value("half a thought")


def test_words_that_could_not_be_said_are_shown_beside_new_ones(come):
    ada = come("ada")
    ada.field.fill("/whisper nobodyy long words")
    # They go on typing before the answer is there.
    ada.page.evaluate(
        """() => {
            const field = document.querySelector("#message");
            field.form.requestSubmit();
            field.value = "meanwhile";
        }"""
    )
    ada.reads("You wrote: /whisper nobodyy long words")
    assert ada.field.input_value() == "meanwhile"
    ada.field.fill("")


def test_what_is_typed_before_the_page_is_at_work_is_kept(come):
    ada = come("ada")
    held = []
    ada.page.route(re.compile(r"/js/chat\."), lambda route: held.append(route))
    ada.page.reload(wait_until="commit")
    ada.types("early words")
    for route in held:
        route.continue_()
    expect(ada.heading).not_to_be_empty()
    expect(ada.field).to_have_value("early words")
    ada.field.press("Enter")
    ada.sees("early words")
