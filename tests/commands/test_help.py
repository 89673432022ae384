"""What is no command, and /help: told to the one who typed, and to nobody else."""

import pytest

from rooms import commands
from rooms.live import database
from rooms.models import Message

from ..conftest import crossing

GROUP = "close create create-private history invite join leave list member owner private public"


@crossing
async def test_help_tells_of_everything(connect, ada, lobby):
    hers = await connect(ada)

    text = (await hers.asked(lobby, "/help"))["text"]

    for command in commands.listing():
        assert f"{command.usage}: {command.summary}" in text.split("\n")
    assert "//x says the text /x" in text


@crossing
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/help whisper", ["/whisper"]),
        ("/HELP /Whisper", ["/whisper"]),
        ("/help group join", ["/group join"]),
        ("/help /group   JOIN", ["/group join"]),
        (
            "/help group",
            [f"/group {w}" for w in GROUP.split()],
        ),
    ],
)
async def test_help_tells_of_one_thing(connect, ada, lobby, said, shown):
    hers = await connect(ada)

    lines = (await hers.asked(lobby, said))["text"].split("\n")

    assert len(lines) == len(shown)
    for line, name in zip(lines, shown, strict=True):
        assert line.startswith(name)


@crossing
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/whsiper bob my secret", "There is no command /whsiper. Did you mean /whisper?"),
        ("/", "There is no command /. /help shows them all."),
        ("/ bob my secret", "There is no command /bob."),
        ("/grp join x", "Did you mean /group?"),
        ("/group", "/group is not known. There are: /group close, "),
        ("/group make x", "/group make is not known. There are: /group close, "),
        ("/help dance", "There is no command /dance. /help shows them all."),
        ("/group list please", "That was too much. This is how it is used: /group list"),
        ("/" + "x" * 3000, "There is no command /xxx"),
    ],
)
async def test_what_is_not_understood_is_told_to_its_sender_and_never_posted(
    connect, ada, bob, lobby, said, told
):
    hers, tab, his = await connect(ada), await connect(ada), await connect(bob)

    answer = await hers.asked(lobby, said)

    assert (answer["type"], answer["final"]) == ("error", True)
    assert told in answer["text"]
    for line in (tab, his):
        assert await line.hears_nothing("message.posted", "error", "notice")
    assert not await database.read(Message.objects.exists)


@crossing
@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("//help", "/help"),
        ("//", "/"),
        ("///x", "//x"),
        ("a /help", "a /help"),
        (" /help", " /help"),
        ("\n/help", "\n/help"),
        ("／help", "／help"),
    ],
)
async def test_what_is_no_command_is_said(connect, ada, bob, lobby, said, heard):
    hers, his = await connect(ada), await connect(bob)

    assert (await hers.asked(lobby, said))["type"] == "ack"

    assert (await his.hear("message.posted"))["message"]["body"] == heard


@crossing
async def test_an_answer_goes_to_the_tab_that_asked_with_its_ids(connect, ada, lobby):
    hers, tab = await connect(ada), await connect(ada)

    client_id = await hers.post(lobby, "/help", id="mine")
    notice = await hers.hear("notice")

    assert (notice["id"], notice["client_id"], notice["room"]) == ("mine", client_id, lobby.pk)
    assert await hers.hears_nothing("notice", "ack", "error")
    assert await tab.hears_nothing("notice", "ack", "error")


@crossing
async def test_lines_and_commands_are_done_in_the_order_in_which_they_were_typed(
    connect, ada, lobby
):
    hers = await connect(ada)

    said = ["one", "/group create Chess", "two", "/group list", "three"]
    ids = [await hers.post(lobby, line) for line in said]
    answers = [await hers.hear("ack", "notice", "error") for _ in said]

    order = [ids.index(answer["client_id"]) for answer in answers]
    assert order == sorted(order)
    assert "Chess: 1 member" in answers[3]["text"]
