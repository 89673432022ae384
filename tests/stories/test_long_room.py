"""A room with thousands of messages, read up to its beginning and down again."""

import re

import pytest
from playwright.sync_api import expect

LINES = 2_100
AWAY = 130
# What is read, the newest, and as much again as may come with one page.
MOST_NODES = 500

TALK = """
import uuid
from django.db import transaction
from rooms.actions import messages
from rooms.models import Room, User
author, lobby = User.objects.get(username="bob"), Room.objects.lobby()
with transaction.atomic():
    for number in range({lines}):
        messages.post(author, lobby, f"line {{number}}", client_id=uuid.uuid4())
"""

MISSED = """
import uuid
from rooms.actions import groups, messages
from rooms.models import User
ada, bob = (User.objects.get(username=name) for name in ("ada", "bob"))
room = groups.create(bob, "{name}")
groups.join(ada, room)
for number in range({lines}):
    messages.post(bob, room, f"line {{number}}", client_id=uuid.uuid4())
"""

# Scrolls as a wheel does, each time by less than a screen, and looks what happened: how many
# messages stood in the page, which were shown, whether words jumped (but near the end, to it).
WALK = """async ([step, most]) => {
    const box = document.querySelector(".timeline__scroll");
    const report = { nodes: 0, seen: [], jumps: [], turns: 0 };
    const frame = () => new Promise(requestAnimationFrame);
    const top = box.getBoundingClientRect().top;
    const inView = () => [...box.querySelectorAll(".message")].filter((one) => {
        const { top: from, bottom } = one.getBoundingClientRect();
        return bottom > top && from < top + box.clientHeight;
    });
    const bodyOf = (one) => one.querySelector(".message__body");
    const numberOf = (one) => Number(bodyOf(one).textContent.match(/line (\\d+)/)?.[1] ?? -1);
    const placeOf = (one) => bodyOf(one).getBoundingClientRect().top;
    const seen = new Set();
    for (const one of inView()) seen.add(numberOf(one));
    let still = 0;
    while (still < 30 && report.turns++ < most) {
        const before = inView().map((one) => [one, placeOf(one)]);
        const from = box.scrollTop;
        box.scrollTop += step;
        const moved = box.scrollTop - from;
        await frame();
        await frame();
        report.nodes = Math.max(report.nodes, box.querySelectorAll(".message").length);
        for (const one of inView()) seen.add(numberOf(one));
        const known = before.find(([one]) => one.isConnected && inView().includes(one));
        if (known) {
            const off = known[1] - moved - placeOf(known[0]);
            const end = box.scrollHeight - box.clientHeight;
            const isTaken = 0 < off && off < 100 && box.scrollTop > end - 2;
            if (Math.abs(off) > 2 && !isTaken) report.jumps.push([numberOf(known[0]), off]);
        } else if (!known && before.length && moved) {
            report.jumps.push(["lost", report.turns]);
        }
        still = moved ? 0 : still + 1;
        if (!moved) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    report.seen = [...seen].filter((number) => number >= 0).sort((a, b) => a - b);
    return report;
}"""

# Somebody who scrolls all the time, also while a page that has come is not drawn yet.
SCROLLING = """window.WebSocket = class extends WebSocket {
    addEventListener(name, heed) {
        super.addEventListener(name, (event) => {
            heed.call(this, event);
            document.querySelector(".timeline__scroll")?.dispatchEvent(new Event("scroll"));
        });
    }
}"""


@pytest.fixture(scope="module")
def talk(served, keys):
    served.run(TALK.format(lines=LINES))


def test_it_is_walked_up_and_down_with_few_nodes_and_nothing_lost(come, talk):
    ada, bob = come("ada"), come("bob")
    ada.sees(f"line {LINES - 1}")

    up = ada.page.evaluate(WALK, [-450, 4_000])
    expect(ada.page.locator(".start__title")).to_have_text("Welcome to the lobby")
    assert up["nodes"] <= MOST_NODES
    assert up["jumps"] == []
    assert up["seen"] == list(range(LINES))

    bob.says(*(f"line {LINES + number}" for number in range(5)))
    bob.sees(f"line {LINES + 4}")
    expect(ada.page.locator(".timeline__more")).to_have_text("5 new ↓")

    down = ada.page.evaluate(WALK, [450, 4_000])
    assert down["nodes"] <= MOST_NODES
    assert down["jumps"] == []
    assert down["seen"] == list(range(LINES + 5))
    expect(ada.page.locator(".timeline__more")).to_be_hidden()


def test_the_newest_are_a_press_or_a_word_away(come, talk):
    ada = come("ada")
    ada.sees(f"line {LINES - 1}")
    more = ada.page.locator(".timeline__more")
    ada.page.evaluate(WALK, [-450, 60])
    more.click()
    ada.sees(f"line {LINES - 1}")
    expect(more).to_be_hidden()

    ada.page.evaluate(WALK, [-450, 60])
    ada.says("And now me")
    ada.sees("And now me")
    ada.waits_for_all()
    expect(ada.bodies.last).to_be_in_viewport()
    expect(ada.bodies.last).to_have_text("And now me")
    assert ada.said()[-2].startswith("line ")


@pytest.mark.parametrize("is_switched", [False, True], ids=["opened there", "turned to"])
def test_one_lands_where_the_unread_begin_however_many_there_are(come, served, is_switched):
    name = f"Busy {is_switched}"
    served.run(MISSED.format(lines=AWAY, name=name))
    ada = come("ada")
    if is_switched:
        ada.opens(name)
    else:
        address = ada.room(name).get_attribute("href")
        ada.comes(address)
    first = ada.bodies.filter(has_text=re.compile("^line 0$"))
    expect(first).to_be_in_viewport()
    expect(ada.page.locator(".day--new")).to_be_in_viewport()
    more = ada.page.locator(".timeline__more")
    expect(more).to_have_text(re.compile(r"^1[0-2]\d new ↓$"))
    assert f"line {AWAY - 1}" not in ada.said()

    # Reading on joins page to page, and counts down; at the end all is read.
    walked = ada.page.evaluate(WALK, [450, 4_000])
    assert walked["jumps"] == []
    assert walked["seen"] == list(range(AWAY))
    expect(more).to_be_hidden()
    expect(ada.room(name).locator(".rooms__new")).to_be_hidden()
    ada.comes(ada.room(name).get_attribute("href"))
    expect(ada.bodies.last).to_have_text(f"line {AWAY - 1}")
    expect(ada.bodies.last).to_be_in_viewport()


def test_scrolling_while_a_page_comes_asks_for_no_other_one(come, served):
    served.run(MISSED.format(lines=AWAY, name="Scrolled"))
    ada = come("ada")
    ada.page.add_init_script(SCROLLING)
    ada.comes(ada.room("Scrolled").get_attribute("href"))
    expect(ada.bodies).to_have_count(100)
    ada.page.wait_for_load_state("networkidle")
    assert len(ada.said()) == 100


def test_from_the_first_unread_the_end_is_a_press_away(come, served):
    served.run(MISSED.format(lines=AWAY, name="Busier"))
    ada = come("ada")
    ada.opens("Busier")
    ada.sees("line 0")
    ada.page.locator(".timeline__more").click()
    expect(ada.bodies.last).to_have_text(f"line {AWAY - 1}")
    expect(ada.bodies.last).to_be_in_viewport()
    expect(ada.room("Busier").locator(".rooms__new")).to_be_hidden()


TURNS = 4
FLOOD = """
import uuid
from django.db import transaction
from rooms.actions import messages
from rooms.models import Room, User
bob = User.objects.get(username="bob")
with transaction.atomic():
    for room in (Room.objects.lobby(), Room.objects.get(name="Evening")):
        for number in range(200):
            messages.post(bob, room, f"**turn {turn}** line {{number}} `code` :+1:", uuid.uuid4())
"""


def test_a_long_evening_leaves_nothing_behind(come, served):
    ada = come("ada")
    ada.says("/group create Evening")
    ada.is_in("Evening")
    bob = come("bob")
    bob.says("/group join evening")
    bob.is_in("Evening")
    bob.page.close()
    kept = []
    for turn in range(TURNS):
        served.run(FLOOD.format(turn=turn))
        for room in ("Lobby", "Evening"):
            ada.opens(room)
            ada.goes_to_the_end(f"turn {turn} line 199")
            ada.types("half a thou")
            ada.field.fill("")
        kept.append(ada.keeps())
    heaps, nodes = zip(*kept, strict=True)
    # The first turns fill what may be kept.
    assert heaps[-1] < heaps[1] * 1.15, kept
    assert nodes[-1] < nodes[1] * 1.15, kept


def test_a_place_beyond_the_unread_reads_nothing_of_what_lies_between(come, served):
    served.run(MISSED.format(lines=AWAY, name="Skipped"))
    ada = come("ada")
    ada.comes(f"{ada.room('Skipped').get_attribute('href')}?around=100")
    ada.sees("line 98")
    ada.page.wait_for_timeout(1_000)
    expect(ada.page.locator(".timeline__more")).to_have_text(f"{AWAY} new ↓")
    ada.page.reload()
    ada.sees("line 98")
    expect(ada.page.locator(".timeline__more")).to_have_text(f"{AWAY} new ↓")


BURST = """
import uuid
from django.db import transaction
from rooms.actions import messages
from rooms.models import Room, User
with transaction.atomic():
    for number in range(60):
        bob, lobby = User.objects.get(username="bob"), Room.objects.lobby()
        messages.post(bob, lobby, f"burst {number}", client_id=uuid.uuid4())
"""


def test_a_burst_higher_than_the_screen_is_read_from_its_beginning(come, served, talk):
    ada = come("ada")
    ada.page.locator(".timeline__scroll").press("End")
    expect(ada.page.locator(".timeline__more")).to_be_hidden()
    served.run(BURST)
    expect(ada.bodies.filter(has_text=re.compile("^burst 0$"))).to_be_in_viewport()
    expect(ada.page.locator(".timeline__more")).to_have_text(re.compile(r"^[3-5]\d new ↓$"))
    ada.goes_to_the_end("burst 59")
    expect(ada.page.locator(".timeline__more")).to_be_hidden()
