import json
import uuid

import pytest

from rooms import limits
from rooms.errors import NotFound

from ..conftest import crossing

BAD_JSON = ["", "{", "[" * 100_000, "nope", '{"type": NaN]', "\x00"]
BAD_FRAME = ["[]", "7", "null", '"hello"', "{}", '{"type": 5}', '{"type": null}', '{"type": []}']


@crossing
@pytest.mark.parametrize("text", BAD_JSON)
async def test_what_is_no_json_is_answered_and_the_socket_lives(connect, ada, text):
    line = await connect(ada)

    await line.say_text(text)

    assert (await line.hear("error"))["code"] == "bad_json"
    await line.say("heartbeat")
    await line.hear("heartbeat")


@crossing
@pytest.mark.parametrize("text", BAD_FRAME)
async def test_what_is_no_frame_is_answered_and_the_socket_lives(connect, ada, text):
    line = await connect(ada)

    await line.say_text(text)

    assert (await line.hear("error"))["code"] == "bad_frame"
    await line.say("heartbeat")
    await line.hear("heartbeat")


@crossing
async def test_binary_frames_are_answered_and_the_socket_lives(connect, ada):
    line = await connect(ada)

    await line.socket.send_to(bytes_data=b"\x00\xff")

    assert (await line.hear("error"))["code"] == "bad_frame"
    await line.say("heartbeat")
    await line.hear("heartbeat")


@crossing
async def test_a_type_from_the_future_is_answered_with_its_id(connect, ada, lobby):
    line = await connect(ada)

    for type in ("message.sing", "reaction.dance", "dance"):
        await line.say(type, id="q1", room=lobby.pk)
        refused = await line.hear("error", id="q1")
        assert (refused["code"], refused["final"]) == ("unknown_type", True)


@crossing
async def test_a_field_that_is_wrong_is_named(connect, ada, lobby):
    line = await connect(ada)
    good = {"type": "message.post", "room": lobby.pk, "client_id": str(uuid.uuid4()), "body": "x"}
    wrong = {
        "room": ["x", 1.5, True, None, "9" * 5000],
        "client_id": ["x", 5, None],
        "body": [5, None, ["x"], "", "  \n ", "\x07", "a\x00b"],
    }
    for field, values in wrong.items():
        for value in values:
            await line.say_text(json.dumps(good | {field: value, "id": "q"}))
            refused = await line.hear("error", id="q")
            assert (refused["code"], refused["field"]) == ("bad_field", field), value
    for field in wrong:
        await line.say_text(json.dumps({k: v for k, v in good.items() if k != field}))
        assert (await line.hear("error"))["field"] == field


@crossing
async def test_a_number_that_no_room_has_is_not_found_like_any_other(connect, ada, lobby):
    line = await connect(ada)
    heard = []

    for room in (0, -1, 2**63, 10**100, 999_999):
        for type in ("message.post", "room.history", "room.sync", "people.list"):
            more = {"client_id": str(uuid.uuid4()), "body": "x"} if type == "message.post" else {}
            await line.say(type, id="q", room=room, **more)
            refused = await line.hear("error", id="q")
            heard.append((refused["code"], refused["text"], refused["final"]))

    assert set(heard) == {("not_found", NotFound.text, True)}


@crossing
async def test_another_version_is_told_so_whatever_else_it_says(connect, ada):
    for more in ({"resume": []}, {"resume": {"1": 5}}, {"id": 7}):
        line = await connect(ada, hello=False)
        await line.say("hello", v=2, **more)
        assert (await line.hear("bye"))["code"] == 4426


@crossing
async def test_a_copy_that_no_room_can_have_starts_anew(connect, ada, lobby):
    [room] = (await connect(ada)).welcome["rooms"]
    for epoch, after in (("x" * 100, 0), ("", -1), (room["epoch"], 2**63), ("", 10**40)):
        odd = {"epoch": epoch, "after": after}
        resume = {str(lobby.pk): odd, "0": odd, "x": odd, str(2**63): odd}
        line = await connect(ada, resume=resume)
        assert (await line.hear("room.sync"))["reset"] is True
        await line.say("room.sync", room=lobby.pk, id="again", **odd)
        assert (await line.hear("room.sync", id="again"))["reset"] is True


@crossing
async def test_an_error_names_no_line_where_none_was_meant(connect, ada):
    line = await connect(ada)

    await line.say("typing.start", room="x")

    answer = await line.hear("error")
    assert answer["field"] == "room"
    assert not {"id", "client_id"} & set(answer)


@crossing
async def test_half_a_character_is_refused_to_whom_it_concerns(connect, ada, lobby):
    line = await connect(ada)
    client_id = str(uuid.uuid4())

    await line.say_text(
        f'{{"type": "message.post", "room": {lobby.pk}, "client_id": "{client_id}",'
        ' "body": "\\ud800"}'
    )

    assert (await line.answer(client_id))["code"] == "bad_field"


@crossing
async def test_a_message_that_is_too_long_is_refused_with_its_length(connect, ada, lobby):
    line = await connect(ada)

    refused = await line.asked(lobby, "x" * 4001)

    assert (refused["code"], refused["final"]) == ("too_large", True)
    assert "4001" in refused["text"]
    assert (await line.asked(lobby, "\U0001f600" * 4000))["type"] == "ack"


@crossing
async def test_unknown_fields_are_ignored(connect, ada, lobby):
    line = await connect(ada)

    assert (await line.asked(lobby, "Hello", colour="red", id="a"))["id"] == "a"


@crossing
async def test_lines_end_in_one_way_and_not_in_spaces(connect, ada, lobby):
    line = await connect(ada)

    await line.post(lobby, "one\r\ntwo  \t\n\n")

    assert (await line.hear("message.posted"))["message"]["body"] == "one\ntwo"


@crossing
async def test_ten_bad_frames_in_a_minute_end_the_connection(connect, ada):
    line = await connect(ada)

    for _ in range(limits.BAD_FRAMES_PER_MINUTE):
        await line.say_text("{")

    assert await line.closed() == 4400


@crossing
async def test_a_second_hello_is_refused(connect, ada):
    line = await connect(ada)

    await line.say("hello", v=1)

    assert (await line.hear("error"))["code"] == "bad_frame"


@crossing
async def test_a_heartbeat_carries_the_heads_of_the_rooms(connect, ada, lobby):
    line = await connect(ada)
    await line.asked(lobby, "Hello")
    await line.hear("message.posted")

    await line.say("heartbeat")

    assert (await line.hear("heartbeat"))["heads"] == {str(lobby.pk): 1}
