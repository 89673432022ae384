"""What a client calls its frames and lines comes back as it was written."""

import uuid

import pytest

from ..conftest import crossing


@crossing
async def test_every_answer_repeats_the_id(connect, ada, lobby):
    line = await connect(ada, hello=False)
    await line.say("hello", v=1, id="first")
    assert (await line.hear("welcome"))["id"] == "first"
    await line.say("heartbeat", id="beat")
    assert (await line.hear("heartbeat"))["id"] == "beat"
    await line.say("people.list", id="who")
    assert (await line.hear("people.page"))["id"] == "who"


@crossing
async def test_a_uuid_comes_back_in_its_own_letters_and_is_one_in_any(connect, ada, lobby):
    line = await connect(ada)
    small = str(uuid.uuid4())

    first = await line.asked(lobby, "Hello", client_id=small.upper())
    again = await line.asked(lobby, "Hello", client_id=small)

    assert (first["client_id"], again["client_id"]) == (small.upper(), small)
    assert (again["seq"], again["duplicate"]) == (first["seq"], True)


@crossing
@pytest.mark.parametrize("client_id", ["x", "0" * 32, "{0b8f5f0e-2a55-4c0e-9a39-7d6c3f1f5a10}"])
async def test_what_is_no_uuid_names_no_line(connect, ada, lobby, client_id):
    line = await connect(ada)

    refused = await line.asked(lobby, "Hello", client_id=client_id)

    assert (refused["code"], refused["field"]) == ("bad_field", "client_id")


@crossing
async def test_junk_beside_a_line_costs_nothing(connect, ada, lobby):
    line = await connect(ada)
    client_id = str(uuid.uuid4())

    await line.socket.send_to(
        text_data=f'{{"type": "message.post", "room": {lobby.pk}, "client_id": "{client_id}",'
        ' "body": "fine", "junk": "\\ud800"}'
    )

    assert (await line.answer(client_id))["type"] == "ack"


@crossing
@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ('{"type": "heartbeat", "x": NaN}', "bad_json", None),
        ('{"type": "presence.set", "state": "\\ud800"}', "bad_field", "state"),
        ('{"type": "heartbeat", "id": "\\ud800"}', "bad_field", "id"),
    ],
)
async def test_the_field_that_is_wrong_is_the_one_that_is_named(connect, ada, text, code, field):
    line = await connect(ada)

    await line.socket.send_to(text_data=text)

    refused = await line.hear("error")
    assert (refused["code"], refused.get("field")) == (code, field)


@crossing
async def test_a_command_in_a_room_that_is_not_there_is_not_run(connect, ada, lobby):
    line = await connect(ada)
    for body in ("/group create Ghost", "/help", "/whisper ada psst"):
        assert (await line.asked(999_999, body))["code"] == "not_found"
    assert "no groups yet" in (await line.asked(lobby, "/group list"))["text"]


@crossing
@pytest.mark.parametrize("character", ["\x80", "\x85", "\x9f", "\x7f", "\x0b", "\x1f"])
async def test_control_characters_are_refused_wherever_they_stand(connect, ada, lobby, character):
    line = await connect(ada)
    for body in (f"a{character}b", f"a{character}"):
        assert (await line.asked(lobby, body))["code"] == "bad_field"
