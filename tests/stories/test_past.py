"""Groups that not everyone knows of, and the past as far as one may read it."""

import pytest
from playwright.sync_api import expect

PAST = """
import uuid
from datetime import datetime, timedelta
from rooms.actions import groups, messages
from rooms.models import Membership, Message, User
ada, bob = (User.objects.get(username=name) for name in ("ada", "bob"))
room = groups.create(bob, "Diary")
groups.join(ada, room)
for number in range(400):
    posted = messages.post(bob, room, f"line {number}", uuid.uuid4())
    at = datetime.now().astimezone().replace(hour=12) - timedelta(days=100 - number // 4)
    Message.objects.filter(pk=posted.message_id).update(sent_at=at)
Membership.objects.filter(room=room).update(read_seq=posted.seq)
print(room.pk, (datetime.now() - timedelta(days=50)).strftime("%Y-%m-%d"))
"""
TOP = """(words) => {
    const all = [...document.querySelectorAll(".message__body")];
    const top = document.querySelector(".timeline__scroll").getBoundingClientRect().top;
    const one = all.find(({ innerText }) => innerText.trim() === words);
    return one?.getBoundingClientRect().top - top;
}"""
SCROLL = """(pixels) => document.querySelector(".timeline__scroll").scrollBy(0, pixels)"""


def dialog(visitor):
    return visitor.page.locator("dialog[open]")


def test_a_private_group_by_mouse(come):
    ada, bob, eve = come("ada"), come("bob"), come("eve")
    ada.page.locator("nav [data-dialog=create]").click()
    ada.page.locator("#create-name").fill("Surprise party")
    dialog(ada).get_by_label("Private").check()
    ada.page.get_by_role("button", name="Make the group").click()
    ada.is_in("Surprise party")
    expect(ada.page.locator(".heading__about")).to_have_text("1 member · private")
    ada.says("Cake or no cake?")

    ada.page.get_by_role("button", name="Invite…").click()
    dialog(ada).locator(".choice").filter(has_text="bob").click()
    ada.reads("bob joined, brought by ada")
    bob.reads("ada brought you into Surprise party.")
    bob.opens("Surprise party")
    bob.sees("Cake or no cake?")
    expect(bob.page.get_by_role("button", name="Invite…")).to_be_hidden()
    expect(bob.page.get_by_role("button", name="Group settings…")).to_be_hidden()

    eve.page.locator("nav [data-dialog=browse]").click()
    expect(dialog(eve).locator(".choice", has_text="Surprise party")).to_have_count(0)
    eve.page.keyboard.press("Escape")

    ada.page.get_by_role("button", name="Group settings…").click()
    dialog(ada).get_by_label("Private").uncheck()
    dialog(ada).get_by_label("Newcomers see").select_option("joined")
    dialog(ada).get_by_role("button", name="Save").click()
    bob.reads("This group is public now.")
    bob.reads("Newcomers see only what is said after they joined")
    expect(ada.page.locator(".heading__about")).to_have_text("2 members")

    eve.page.reload()
    eve.page.locator("nav [data-dialog=browse]").click()
    listed = dialog(eve).locator(".choice", has_text="Surprise party")
    expect(listed).to_contain_text("2 members · nothing said yet")
    listed.click()
    eve.is_in("Surprise party")
    bob.says("Welcome")
    eve.sees("Welcome")
    assert eve.said() == ["Welcome"]


@pytest.fixture(scope="module")
def diary(served):
    """The address of a group with a past of 100 days, and the day in the middle of it."""
    room, day = served.run(PAST).split()[-2:]
    return f"/rooms/{room}/", day


def test_a_day_is_turned_to_and_the_way_back_is_there(come, diary):
    address, day = diary
    ada, bob = come("ada", address), come("bob", address)
    ada.sees("line 399")

    # By keyboard alone, from the heading of the newest day.
    ada.page.locator(".day__jump").last.focus()
    ada.page.keyboard.press("Enter")
    ada.page.locator("#date-day").fill(day)
    ada.page.keyboard.press("Enter")
    ada.sees("line 200")
    assert 0 < ada.page.evaluate(TOP, "line 200") < 150
    assert "line 399" not in ada.said()
    expect(ada.page.locator(".timeline__scroll")).to_be_focused()

    # What is said meanwhile waits at the end; the way down leads there without a hole.
    bob.says("Meanwhile")
    bob.waits_for_all()
    for _ in range(40):
        ada.page.evaluate(SCROLL, 20_000)
        ada.page.wait_for_timeout(100)
        if "Meanwhile" in ada.said():
            break
    ada.sees("Meanwhile")
    numbers = [int(body.split()[1]) for body in ada.said() if body.startswith("line ")]
    assert numbers == list(range(numbers[0], 400))


def test_the_page_opens_where_its_address_says(come, diary):
    address, day = diary
    ada, bob = come("ada", f"{address}?date={day}"), come("bob", address)
    ada.sees("line 200")
    assert "line 399" not in ada.said()
    ada.page.locator(".day__jump").first.click()
    dialog(ada).get_by_role("button", name="Newest").click()
    ada.sees("line 399")
    assert "?" not in ada.page.url

    ada.comes(f"{address}?around=100")
    ada.sees("line 98")
    assert "line 399" not in ada.said()
    ada.says("And here I am")
    bob.sees("And here I am")
    ada.sees("And here I am")
    ada.waits_for_all()
