"""Every way of reading, by everybody, in every kind of room: what they may read, and nothing else.

A new way of reading is one line in READS, in `tests/reading.py`.
"""

import json
import uuid

import pytest
from django.test import Client

from rooms.actions import changes, messages, numbers
from rooms.live import database
from rooms.models import Message, Room, RoomEvent
from rooms.wire import events, log, publish

from .. import sight as stage
from ..conftest import crossing
from ..reading import LONG_AGO, READS, Reading

TYPED = (
    *("Hello", "/chatgpt Hi", "/group member", "/group join Chess", "/group leave chess"),
    *("/group close", "/group private", "/group invite ada", "/group history all"),
)


@pytest.fixture
def them(person):
    return stage.cast(person)


@pytest.fixture
def sit_down(connect, them):
    """Everybody at one room: `await sit_down(room)` gives {name: Reading}."""

    async def make(room):
        epoch = await database.read(lambda: Room.objects.get(pk=room.pk).counter.epoch)
        ids = [one.pk for one in (await database.read(stage.messages_of, room)).values()]
        more = {"room": room, "epoch": epoch, "ids": ids, "connect": connect}
        return {
            name: Reading(user=user, line=await connect(user), **more)
            for name, user in vars(them).items()
        }

    return make


@crossing
@pytest.mark.parametrize("make", stage.ROOMS, ids=lambda one: one.__name__)
async def test_everybody_reads_what_they_may_and_nothing_else(make, them, sit_down):
    room, allowed = await database.write(make, them)
    readings = await sit_down(room)

    found = {
        (way, name): stage.letters_in(await read(it))
        for way, read in READS.items()
        for name, it in readings.items()
    }

    for (way, name), letters in found.items():
        # Nobody has to catch up with their own words.
        is_own = way == "catching up" and name == "ada"
        expected = "" if is_own else allowed[name]
        if way == "the log":
            # There a post is told with its number, which nobody hears who came later.
            assert set(letters) <= set(expected), (way, name)
        else:
            assert letters == expected, (way, name)


@crossing
@pytest.mark.parametrize("make", stage.ROOMS, ids=lambda one: one.__name__)
async def test_what_they_may_not_read_is_not_counted_either(make, them, sit_down):
    room, allowed = await database.write(make, them)
    for name, it in (await sit_down(room)).items():
        if not allowed[name]:
            continue
        await it.line.say("room.read", room=room.pk, unread_from=1, id="back")
        marked = await it.line.hear("room.marked", id="back")
        others = 0 if name == "ada" else len(allowed[name])
        assert (marked["unread"], marked["mentions"]) == (others, others), name


@crossing
@pytest.mark.parametrize("make", stage.ROOMS, ids=lambda one: one.__name__)
async def test_changes_of_the_past_are_heard_by_those_who_may_read_it(make, them, sit_down):
    """The others hear how the room stands at that number: no hole, and no word."""
    room, allowed = await database.write(make, them)
    readings = await sit_down(room)
    said = await database.read(stage.messages_of, room)

    changed = {letter: await database.write(_change, them.ada, one) for letter, one in said.items()}
    for one in said.values():
        await database.write(_grow, one)
    last = (await database.write(messages.post, them.ada, room, "the end", uuid.uuid4())).seq

    for name, it in readings.items():
        if not allowed[name]:
            assert await it.line.hears_nothing(room=room.pk)
            continue
        await it.line.hear("message.posted", room=room.pk, seq=last)
        heard = [event for event in it.line.in_order if event.get("room") == room.pk]
        for letter, seq in changed.items():
            [event] = [event for event in heard if event.get("seq") == seq]
            may = letter in allowed[name]
            assert event["type"] == ("message.changed" if may else "room.changed"), (name, letter)
        assert set(stage.letters_in(json.dumps(heard))) <= set(allowed[name]), name
        grown = [event["text"] for event in heard if event["type"] == "answer.grew"]
        assert grown == [stage.WORDS[letter] for letter in allowed[name]], name


@crossing
@pytest.mark.parametrize("make", [stage.private_group, stage.whisper], ids=lambda o: o.__name__)
async def test_what_a_stranger_may_not_know_of_is_not_there_to_the_letter(make, them, sit_down):
    room, _ = await database.write(make, them)
    readings = await sit_down(room)
    nowhere = room.pk + 1_000
    frames = [
        ("room.history", {}),
        ("room.history", {"date": LONG_AGO}),
        ("room.sync", {}),
        ("people.list", {}),
        ("room.read", {"seq": 1}),
    ]

    for it in (readings["stranger"], readings["root"]):
        for type, fields in frames:
            here = await it.asked(type, **fields)
            assert here == await it.asked(type, room=nowhere, **fields), type
        for said in TYPED:
            answers = [await it.line.asked(place, said) for place in (room.pk, nowhere)]
            assert _bare(answers[0]) == _bare(answers[1]), said
            assert answers[0]["code"] == "not_found", said
        pages = [await database.write(_status, it.user, place) for place in (room.pk, nowhere)]
        assert pages[0] == pages[1]


def _bare(answer):
    return {key: value for key, value in answer.items() if key not in ("client_id", "id")}


def _status(user, room_id):
    browser = Client()
    browser.force_login(user)
    answer = browser.get(f"/rooms/{room_id}/")
    groups = browser.get("/groups/").json()["groups"]
    return answer.status_code, answer.content.replace(str(room_id).encode(), b""), groups


def _change(by, message):
    with numbers.next_in(message.room) as counter:
        fresh = Message.objects.told().get(pk=message.pk)
        return changes.record(counter, fresh, EDITED, by).seq


def _grow(message):
    head = message.room.counter.last_seq
    grown = events.AnswerGrew(message.room_id, message.pk, 0, message.body)
    publish.passing(message.room_id, head, grown, log.sight_of(message))


EDITED = RoomEvent.Kind.EDITED
