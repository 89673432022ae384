from playwright.sync_api import expect


def test_two_people_talk_and_it_stays(come):
    ada, bob = come("ada"), come("bob")

    ada.says("Hello **Bob**")
    bob.sees("Hello Bob")
    bob.says("Hello Ada")
    ada.sees("Hello Ada")

    assert ada.said()[-2:] == bob.said()[-2:] == ["Hello Bob", "Hello Ada"]
    ada.page.reload()
    ada.sees("Hello Ada")
    expect(ada.bodies.filter(has_text="Hello Bob").locator("strong")).to_have_text("Bob")
