import asyncio
import uuid

from rooms import limits
from rooms.actions import groups, messages
from rooms.live import database

from ..conftest import crossing
from ..line import Line


@crossing
async def test_who_is_not_signed_in_hears_why_after_the_accept():
    line = Line()

    assert await line.open()
    assert await line.closed() == 4401


@crossing
async def test_a_page_of_another_site_gets_no_handshake(signed_in, ada):
    key = await database.write(signed_in, ada)
    foreign = [
        "http://localhost:9999",
        "https://localhost",
        "http://evil.example",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://LOCALHOST",
        "http://localhost.",
        "file://localhost",
        "null",
        "",
    ]
    for origin in foreign:
        assert not await Line(key, origin=origin).open(), origin
    assert await Line(key).open()


@crossing
async def test_a_name_that_somebody_else_points_here_is_not_ours(signed_in, ada):
    key = await database.write(signed_in, ada)

    line = Line(key, origin="http://evil.example", host="evil.example")

    assert not await line.open()


@crossing
async def test_hello_is_answered_with_who_and_where_you_are(connect, ada, bob, lobby):
    his = await connect(bob)
    await his.hear("people.changed", here=1)
    line = await connect(ada)

    welcome = line.welcome

    assert welcome["v"] == 1
    assert welcome["me"] == {"id": ada.pk, "username": "ada", "name": "Ada", "bot": False}
    assert welcome["heartbeat"] == 25
    assert welcome["limits"]["message_chars"] == 4000
    [room] = welcome["rooms"]
    assert room["id"] == lobby.pk
    assert (room["kind"], room["head"], room["members"]) == ("lobby", 0, 2)
    assert {person["username"] for person in welcome["people"]} == {"ada", "bob"}
    assert welcome["here"] == 2


@crossing
async def test_another_version_is_told_to_reload(connect, ada):
    line = await connect(ada, hello=False)

    await line.say("hello", v=2)

    assert (await line.hear("bye"))["code"] == 4426
    assert await line.closed() == 4426


@crossing
async def test_who_says_nothing_is_closed(connect, ada, monkeypatch):
    monkeypatch.setattr(limits, "HELLO_SECONDS", 0.1)
    line = await connect(ada, hello=False)

    assert await line.closed() == 4408


@crossing
async def test_the_first_frame_is_a_hello(connect, ada, lobby):
    line = await connect(ada, hello=False)

    refused = await line.asked(lobby, "Hello")

    assert refused["code"] == "bad_frame"
    await line.hello()


@crossing
async def test_a_client_back_gets_exactly_what_it_lacks(connect, ada, bob, lobby):
    for count in range(5):
        await database.write(messages.post, bob, lobby, f"line {count}", uuid.uuid4())
    epoch = (await connect(ada)).welcome["rooms"][0]["epoch"]

    line = await connect(ada, resume={str(lobby.pk): {"epoch": epoch, "after": 3}})

    sync = await line.hear("room.sync")
    assert [message["seq"] for message in sync["messages"]] == [4, 5]
    assert (sync["reset"], sync["upto"], sync["more"]) == (False, 5, False)


@crossing
async def test_a_copy_of_another_epoch_or_from_the_future_is_thrown_away(connect, ada, bob, lobby):
    await database.write(messages.post, bob, lobby, "Hello", uuid.uuid4())
    epoch = (await connect(ada)).welcome["rooms"][0]["epoch"]

    for held in ({"epoch": "else", "after": 1}, {"epoch": epoch, "after": 2}):
        line = await connect(ada, resume={str(lobby.pk): held})
        sync = await line.hear("room.sync")
        assert sync["reset"] is True
        assert [message["body"] for message in sync["messages"]] == ["Hello"]


@crossing
async def test_a_client_far_behind_starts_anew_with_the_newest(connect, ada, bob, lobby):
    lines = [messages.Line(lobby.pk, bob, uuid.uuid4(), f"line {count}") for count in range(510)]
    await database.write(messages.post_all, lines)
    epoch = (await connect(ada)).welcome["rooms"][0]["epoch"]

    line = await connect(ada, resume={str(lobby.pk): {"epoch": epoch, "after": 9}})
    sync = await line.hear("room.sync")
    assert sync["reset"] is True
    assert [message["seq"] for message in sync["messages"]] == list(range(461, 511))

    line = await connect(ada, resume={str(lobby.pk): {"epoch": epoch, "after": 10}})
    sync = await line.hear("room.sync")
    assert sync["reset"] is False
    assert [message["seq"] for message in sync["messages"]] == list(range(11, 511))


@crossing
async def test_a_room_that_one_has_left_is_not_resumed(connect, ada, bob, lobby):
    room = await database.write(groups.create, bob, "Chess")
    epoch = await database.read(lambda: room.counter.epoch)
    resume = {str(room.pk): {"epoch": epoch, "after": 0}}

    line = await connect(ada, resume=resume)

    assert [shown["id"] for shown in line.welcome["rooms"]] == [lobby.pk]
    assert await line.hears_nothing("room.sync", "room.removed")


@crossing
async def test_what_is_said_while_one_comes_in_is_heard_once(connect, ada, bob, lobby):
    speaker = await connect(bob)
    for count in range(20):
        await speaker.post(lobby, f"before {count}")
    late = await connect(ada)
    head = late.welcome["rooms"][0]["head"]

    for _ in range(20 - head):
        await late.hear("message.posted")

    assert await late.hears_nothing("message.posted")


@crossing
async def test_the_eleventh_socket_of_a_person_is_refused(connect, ada):
    lines = [await connect(ada) for _ in range(limits.SOCKETS_PER_USER)]

    extra = await connect(ada, hello=False)

    assert await extra.closed() == 4409
    assert await lines[0].hears_nothing("bye")


@crossing
async def test_many_hellos_wait_for_each_other(connect, lobby, person):
    people = [await database.write(person, f"guest{count}") for count in range(40)]

    lines = await asyncio.gather(*(connect(guest) for guest in people))

    assert all(line.welcome["rooms"][0]["id"] == lobby.pk for line in lines)
