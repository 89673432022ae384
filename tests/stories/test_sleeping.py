"""While a tab sleeps much is said, changed and taken back: then it shows what a fresh one shows."""

import re

import pytest
from playwright.sync_api import expect

GROUP = """
from rooms.actions import groups
from rooms.models import User
people = [User.objects.get(username=name) for name in ("bob", "eve", "ada")]
room = groups.create(people[0], {name!r})
for one in people[1:]:
    groups.join(one, room)
print("room", room.pk)
"""
TALK = """
import random, uuid
from rooms.actions import corrections, messages, numbers, tombstones
from rooms.models import Message, Room, User
dice = random.Random({seed})
room = Room.objects.get(pk={room})
people = [User.objects.get(username=name) for name in ("bob", "eve")]
def say(who, words):
    messages.post(who, room, words, uuid.uuid4())
def go_on():
    for number in range({messages}):
        say(people[number // 7 % 2], f"line {{number}} of **{seed}**")
    said = Message.objects.filter(room=room, deleted_at=None).order_by("pk")
    for place, one in enumerate(dice.sample(list(said), {edits} + {deletions})):
        if place < {edits}:
            corrections.edit(one.author, one.pk, f"{{one.body}}\\n\\nput right")
        else:
            tombstones.delete(people[0], one.pk, "no use")
    say(people[0], "the end of {seed}")
# One disk write for all of it.
with numbers.writing():
    go_on()
"""
# A page holds a part of a long room, so this walks up to its beginning and puts the parts together,
# by the second row, as the first one looks different when others come before it. Without what
# nobody sees: parts of a row that are hidden keep what they showed before, and whether a row is
# read out when it changes hangs on when it came.
ROWS = """async () => {
    const bare = (element) => {
        const row = element.cloneNode(true);
        row.ariaLive = null;
        for (const part of row.querySelectorAll("[hidden], .actions")) part.remove();
        return row.outerHTML;
    };
    const shown = () => [...document.querySelectorAll(".message")].map(bare);
    const hasBegun = () => document.querySelector(".start__title").textContent !== "";
    let all = shown();
    while (!hasBegun()) {
        document.querySelector(".timeline__scroll").scrollTop = 0;
        await new Promise((done) => setTimeout(done, 100));
        const rows = shown();
        const place = rows.indexOf(all[1]);
        if (place > 1) all = [...rows.slice(0, place), ...all.slice(1)];
    }
    return all;
}"""


def rows(visitor):
    """All that was said in the room from its beginning, as it stands on the page."""
    # How far each has read is not what is compared.
    visitor.field.press("Escape")
    expect(visitor.page.locator(".day--new")).to_have_count(0)
    return visitor.page.evaluate(ROWS)


@pytest.mark.parametrize(
    ("messages", "edits", "deletions"), [(500, 40, 20), (120, 40, 20)], ids=["reset", "resumed"]
)
def test_a_tab_that_slept_shows_what_a_fresh_one_shows(come, served, messages, edits, deletions):
    def run(script, **more):
        return served.run(script.format(**more))

    room = re.search(r"room (\d+)", run(GROUP, name=f"Slept through {messages}"))[1]
    run(TALK, seed=1, room=room, messages=80, edits=10, deletions=5)
    ada = come("ada", f"/rooms/{room}/")
    ada.goes_to_the_end("the end of 1")

    served.environment["PORT"] = served.address.rpartition(":")[2]
    served.stop()
    run(TALK, seed=2, room=room, messages=messages, edits=edits, deletions=deletions)
    served.start()

    ada.goes_to_the_end("the end of 2")
    slept, other = rows(ada), come("ada", f"/rooms/{room}/")
    # That all is read may not be known there yet: then it opens where the new begins.
    other.goes_to_the_end("the end of 2")
    fresh = rows(other)
    assert len(slept) == 80 + messages + 2
    assert slept == fresh
    words = re.sub("<[^>]+>", "", "\n".join(fresh))
    assert words.count("put right") >= edits
    assert words.count("bob deleted this message: no use") >= deletions
    ada.page.get_by_role("button", name="(edited)").last.click()
    expect(ada.page.locator("#history ins").first).to_have_text(re.compile("put right"))
