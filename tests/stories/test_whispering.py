"""A whisper that begins: it has no room until the first words are said."""

from playwright.sync_api import expect

# More than come in one page; the last of them with an accent.
CROWD = """
from rooms.models import User
for number in range(205):
    User.objects.create_user(f"guest{number}")
User.objects.create_user("zap", name="José Zapatero")
"""


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


def test_whoever_is_there_is_found_among_many(come, served):
    served.run(CROWD)
    ada = come("ada")
    found = ada.page.locator("dialog[open] .choice")
    ada.says("/group create Crowded")
    ada.is_in("Crowded")
    for opener in ("chat-people [data-dialog=invite]", "nav [data-dialog=whisper]"):
        expect(ada.page.locator("[data-people=here]")).to_contain_text("ada")
        ada.page.locator(opener).click()
        expect(found.nth(150)).to_be_attached()
        ada.page.keyboard.type("zap jose")
        expect(found).to_have_count(1)
        expect(found).to_contain_text("José Zapatero")
        ada.page.keyboard.press("Escape")
        ada.page.reload()
    expect(ada.page.locator("[data-people=here]")).to_contain_text("ada")
    ada.types("/whisper ")
    expect(ada.page.locator(".completion__option")).to_have_count(12)
    ada.types("jos")
    expect(ada.page.locator(".completion__option")).to_contain_text("zap")
