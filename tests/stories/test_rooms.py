import re

from playwright.sync_api import expect


def choose(visitor, button, name):
    visitor.page.locator(f"nav [data-dialog={button}]").click()
    visitor.page.locator("dialog[open] .choice").filter(has_text=name).click()


def test_a_group_is_made_and_joined_by_mouse(come):
    ada, bob = come("ada"), come("bob")

    ada.page.locator("nav [data-dialog=create]").click()
    ada.page.locator("#create-name").fill("Chess club")
    ada.page.get_by_role("button", name="Make the group").click()
    ada.is_in("Chess club")
    ada.says("Who plays?")

    choose(bob, "browse", "Chess club")
    bob.is_in("Chess club")
    bob.sees("Who plays?")
    ada.reads("bob joined")
    bob.says("I do")
    ada.sees("I do")

    bob.page.get_by_role("button", name="Leave…").click()
    bob.page.locator("dialog[open]").get_by_role("button", name="Leave").click()
    bob.is_in("Lobby")
    ada.reads("bob left")
    choose(bob, "browse", "Chess club")
    bob.is_in("Chess club")
    expect(bob.page.locator("[data-people=here]")).to_contain_text("ada")


def test_who_leaves_a_group_on_a_phone_is_in_the_lobby(come):
    ada = come("ada", viewport={"width": 360, "height": 740})
    ada.says("/group create Walks")
    heading = ada.page.locator(".heading__name")
    expect(heading).to_have_text("Walks")
    assert heading.evaluate("(name) => name.scrollWidth <= name.clientWidth"), "it is cut off"

    ada.page.get_by_role("button", name="People").click()
    ada.page.get_by_role("button", name="Leave…").click()
    ada.page.locator("dialog[open]").get_by_role("button", name="Leave").click()

    expect(heading).to_have_text("Lobby")
    expect(ada.page.get_by_label("Message", exact=True)).to_be_visible()


def test_a_group_is_made_and_joined_by_typing(come):
    ada, bob = come("ada"), come("bob")

    ada.says("/group create Book club")
    ada.is_in("Book club")
    bob.says("/group join book club")
    bob.is_in("Book club")
    bob.says("/group list")
    bob.reads("Book club: 2 members, you are in it")
    ada.says("/group member")
    ada.reads("bob")
    bob.says("/group leave")
    bob.is_in("Lobby")


def test_a_closed_group_invites_nobody(come):
    ada = come("ada")
    ada.says("/group create Done with")
    ada.is_in("Done with")
    expect(ada.page.locator(".start__words")).to_contain_text("Anyone in this chat can find it")
    ada.says("/group close")
    expect(ada.page.locator(".composer__closed")).to_be_visible()
    expect(ada.page.locator(".start__words")).to_have_text("This is where Done with begins.")


def test_a_name_that_is_taken_is_told_in_the_window(come):
    ada, bob = come("ada"), come("bob")
    ada.says("/group create Taken")
    ada.is_in("Taken")

    bob.page.locator("nav [data-dialog=create]").click()
    bob.page.locator("#create-name").fill("taken")
    bob.page.locator("#create-name").press("Enter")
    expect(bob.page.locator("dialog[open] .dialog__fault")).to_contain_text("already")
    bob.page.keyboard.press("Escape")
    bob.is_in("Lobby")
    bob.page.locator("nav [data-dialog=create]").click()
    expect(bob.page.locator("dialog[open] .dialog__fault")).to_be_hidden()
    bob.page.locator("#create-name").fill("Made once")
    bob.page.get_by_role("button", name="Make the group").dblclick()
    bob.is_in("Made once")


def test_rooms_have_addresses_and_the_way_back_works(come):
    ada = come("ada")
    ada.says("/group create First")
    ada.is_in("First")
    first = ada.page.url
    assert re.search(r"/rooms/\d+/$", first)
    ada.says("/group create Second")
    ada.is_in("Second")

    ada.page.go_back()
    ada.is_in("First")
    ada.page.go_back()
    ada.is_in("Lobby")
    ada.page.go_forward()
    ada.is_in("First")
    ada.page.reload()
    ada.is_in("First")
    assert (
        come("ada", first.partition("//")[2].partition("/")[2].join("/ ").strip()).page.url == first
    )


def test_a_stranger_s_room_is_not_there(come):
    ada, eve = come("ada"), come("eve")
    ada.says("/whisper bob for your ears")
    ada.is_in("bob")
    answer = eve.page.goto(ada.page.url)
    assert answer.status == 404
    expect(eve.page.get_by_role("heading")).to_have_text("There is no such page")
    eve.troubles.clear()


def test_a_whisper_waits_for_who_is_away_and_is_new_to_them(come):
    ada = come("ada")
    choose(ada, "whisper", "eve")
    ada.is_in("eve")
    ada.says("When you are back: the key is under the mat", "Second thing")
    ada.waits_for_all()
    ada.sees("Second thing")
    assert re.search(r"/rooms/\d+/$", ada.page.url)

    eve = come("eve")
    expect(eve.room("ada").locator(".rooms__new")).to_be_visible()
    expect(eve.page).to_have_title("(2) Lobby – Chat")
    eve.opens("ada")
    eve.sees("under the mat")
    expect(eve.page).to_have_title("ada – Chat")
    assert eve.said() == ["When you are back: the key is under the mat", "Second thing"]


def test_what_is_new_elsewhere_shows_and_is_seen_on_all_tabs(come):
    ada, fay = come("ada"), come("fay")
    ada.says("/group create Elsewhere")
    ada.is_in("Elsewhere")
    fay.says("/group join elsewhere")
    fay.is_in("Elsewhere")
    fay.opens("Lobby")
    second = come("fay", beside=fay)

    ada.says("News")
    for tab in (fay, second):
        expect(tab.room("Elsewhere").locator(".rooms__new")).to_be_visible()
        expect(tab.page).to_have_title("• Lobby – Chat")
    second.opens("Elsewhere")
    second.sees("News")
    expect(fay.room("Elsewhere").locator(".rooms__new")).to_be_hidden()


def test_what_was_seen_is_read_though_the_page_closes_at_once(come):
    ada, bob = come("ada"), come("bob")
    ada.says("/group create Passing by")
    ada.is_in("Passing by")
    bob.says("/group join passing by")
    bob.is_in("Passing by")
    bob.says("Did you see?")
    ada.sees("Did you see?")
    # As people do: without this, the page would not be told that it closes.
    ada.page.close(run_before_unload=True)

    expect(come("ada").room("Passing by").locator(".rooms__new")).to_be_hidden()


def test_people_come_and_go_in_quiet_lines(come):
    ada, dan = come("ada"), come("dan")
    ada.reads("dan entered")
    expect(ada.page.locator("[data-people=here]")).to_contain_text("dan")
    dan.page.reload()
    dan.page.close()
    expect(ada.page.locator("[data-people=away]")).to_contain_text("dan", timeout=15_000)
    expect(ada.page).to_have_title("Lobby – Chat")


def test_who_writes_is_shown_and_forgotten(come):
    ada, fay = come("ada"), come("fay")
    expect(fay.page.locator(".heading__about")).to_contain_text("here now")
    fay.types("Hm")
    expect(ada.page.locator(".timeline__typing")).to_have_text("fay is typing…")
    fay.says("Done")
    ada.sees("Done")
    expect(ada.page.locator(".timeline__typing")).to_be_empty()
