"""A whisper that begins: it has no room until the first words are said."""

from playwright.sync_api import expect


def begin(visitor, name):
    visitor.page.locator("nav [data-dialog=whisper]").click()
    visitor.page.locator("dialog[open] .choice").filter(has_text=name).click()
    visitor.is_in(name)


def test_nothing_that_is_typed_there_is_heard_in_the_lobby(come):
    ada, bob = come("ada"), come("bob")
    begin(ada, "dan")
    ada.says("/chatgpt how do I tell dan?")
    ada.reads("Say something to dan first")
    assert ada.field.input_value() == "/chatgpt how do I tell dan?"
    ada.field.fill("")
    ada.says("/help whisper")
    ada.reads("Say something only that person sees")
    ada.is_in("dan")
    assert not any("how do I tell" in body for body in bob.said())


def test_a_reload_stays_with_the_person(come):
    ada = come("ada")
    begin(ada, "fay")
    ada.page.locator(".skip").press("Enter")
    expect(ada.field).to_be_focused()
    ada.page.reload()
    ada.is_in("fay")
    ada.says("still here")
    ada.sees("still here")
    ada.page.go_back()
    ada.is_in("Lobby")


def test_the_first_words_may_be_as_long_as_they_fit_behind_the_name(come):
    bob = come("bob")
    begin(bob, "eve")
    bob.field.fill("x" * 4_000)
    expect(bob.page.locator(".composer__count")).to_have_text("13 characters too many")
    bob.field.fill("x" * 3_987)
    bob.field.press("Enter")
    bob.sees("xxx")
    bob.waits_for_all()
    bob.says("y" * 4_000)
    bob.sees("yyy")


def test_an_old_whisper_is_found_by_its_person(come):
    ada = come("ada")
    ada.says("/whisper bob once")
    ada.is_in("bob")
    ada.opens("Lobby")
    ada.page.locator("chat-people .person").filter(has_text="bob").click()
    ada.is_in("bob")
    ada.sees("once")
