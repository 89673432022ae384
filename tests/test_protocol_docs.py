"""What the pages promise to others, against the code: the protocol above all."""

import inspect
import json
import re
import uuid
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from rooms import commands, errors, limits
from rooms.consumers import chat, hello, inbox, strikes
from rooms.live import access, process, sessions
from rooms.models import Message, Room, RoomSeq, User
from rooms.wire import decode, events, frames, payloads

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGE = (ROOT / "docs/protocol.md").read_text()
EVENTS = events.Event.__subclasses__()
REFUSALS = errors.Refusal.__subclasses__()
# Said by the WebSocket library itself, which is told how large a frame may be.
FRAME_TOO_LARGE = 1009
CLOSES = {
    *(chat.TOO_MANY, chat.NO_HELLO, hello.RELOAD),
    *(inbox.OVERLOAD, strikes.BAD_FRAMES, strikes.FLOOD),
    *(access.SILENT, process.RESTART, sessions.SIGN_IN, sessions.DEACTIVATED),
    FRAME_TOO_LARGE,
}
# Numbers in sentences that are no limits: the version, HTTP's code, numbers of a log, the norm
# for times, and the seconds between signs of typing.
OTHER_NUMBERS = {0, 1, 2, 3, 403, 8601}


def section(title):
    """What stands under a heading of the second level."""
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)[1]


def entries(title):
    """{name: text} of the entries of the third level in a section."""
    parts = re.split(r"^### `(.+)`\n", section(title), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def rows(title):
    """The cells of the tables in a section, by the name in their first cell."""
    cells = [line.strip("| ").split(" | ") for line in section(title).splitlines() if "|" in line]
    return {name.strip("`"): rest for name, *rest in cells if re.match(r"`?[\w.]+`?(:|$)", name)}


def told_fields(entry):
    line = re.search(r"^Fields: (.*?)\n\n", entry, re.M | re.S)[1]
    return re.findall(r"`(.+?)`", line)


def fields(struct):
    """The fields of a frame or event; those that may be left out with a question mark."""
    return {
        f"{field.encode_name}{'' if field.required else '?'}"
        for field in msgspec.structs.fields(struct)
    }


def tag(struct):
    return struct.__struct_config__.tag


def folded(text):
    return " ".join(text.split())


def numbers_in(text):
    """Whole numbers as they stand in sentences: `4 000` is one."""
    prose = re.sub(r"`[^`]*`|^```.*?^```", "", text, flags=re.M | re.S)
    return {int(found.replace(" ", "")) for found in re.findall(r"\d+(?: \d{3})*", prose)}


@pytest.mark.parametrize(("title", "structs"), [("Frames", frames.ALL), ("Events", EVENTS)])
def test_every_frame_and_event_stands_there_and_no_other(title, structs):
    told = entries(title)
    assert sorted(told) == sorted(map(tag, structs))
    for struct in structs:
        assert set(told_fields(told[tag(struct)])) == fields(struct), tag(struct)
        assert folded(inspect.getdoc(struct)) in folded(told[tag(struct)])


def test_the_objects_have_the_fields_that_they_are_said_to_have():
    ada = User(pk=1, username="ada")
    said = Message(pk=1, room_id=1, author=ada, client_id=uuid.uuid4(), answer_state="done")
    said.is_new()
    room = Room(pk=1, kind=Room.Kind.WHISPER, name="")
    room.people, room.role, room.others = 2, None, [ada]
    room.notify = "mentions"
    room.read = room.unread = room.mentions = 0
    room.counter = RoomSeq(room=room)
    made = {
        "user": payloads.user(ada),
        "message": payloads.message(said),
        "room": payloads.room(room),
    }

    told = entries("Objects")
    assert told.keys() == made.keys()
    for name, payload in made.items():
        assert {field.rstrip("?") for field in told_fields(told[name])} == payload.keys()


def test_every_error_code_stands_there_and_whether_it_is_final():
    told = {code: cells[0] for code, cells in rows("Errors").items() if code != "code"}
    assert told == {one.code: "yes" if one.final else "no" for one in REFUSALS}


def test_every_close_code_stands_there_and_no_other():
    assert {int(code) for code in rows("Closes") if code != "code"} == CLOSES
    assert numbers_in(PAGE) & set(range(4000, 5000)) - {limits.MESSAGE_CHARS} <= CLOSES


def test_every_close_code_that_the_code_names_is_among_them():
    """In these folders a number of this size is nothing else."""
    folders = Path(chat.__file__).parent, Path(access.__file__).parent
    text = "\n".join(path.read_text() for folder in folders for path in folder.glob("*.py"))
    named = {int(found) for found in re.findall(r"\b(4\d{3}|101\d)\b", text)}
    assert named == CLOSES - {FRAME_TOO_LARGE}


def test_the_limits_are_as_they_stand_there():
    told = {name: cells for name, cells in rows("Limits").items() if name.isupper()}
    assert len(told) > 10
    for name, (number, *_) in told.items():
        assert int(number.replace(" ", "")) == getattr(limits, name), name


def test_the_allowances_are_as_they_stand_there():
    found = re.findall(r"^\| `(\w+)`: .*? \| ([\d/]+) \| (\d+) \|$", section("Limits"), re.M)
    told = {name: (float(Fraction(rate)), int(burst)) for name, rate, burst in found}
    assert told == {
        name: (pytest.approx(rate), burst) for name, (rate, burst) in limits.BUCKETS.items()
    }


def test_no_sentence_names_a_number_that_is_no_limit():
    known = {value for value in vars(limits).values() if isinstance(value, int)}
    known |= {int(part) for pair in limits.BUCKETS.values() for part in pair}
    known |= {limits.FRAME_BYTES // 1024, strikes.STRIKE_REFUSALS * limits.FLOOD_STRIKES}
    assert numbers_in(PAGE) - known - CLOSES <= OTHER_NUMBERS


def test_the_short_visit_is_one_that_can_happen():
    said = re.findall(r"^→ (.*)$", PAGE, re.M)
    heard = [json.loads(line) for line in re.findall(r"^← (.*)$", PAGE, re.M)]
    assert [tag(type(decode.decode(line))) for line in said] == ["hello", "message.post"]
    by_tag = {tag(event): event for event in EVENTS}
    for event in heard:
        msgspec.convert(event, by_tag[event["type"]])
    welcome, _, posted = heard
    assert welcome["limits"] == payloads.LIMITS
    assert welcome["heartbeat"] == limits.HEARTBEAT_SECONDS
    assert posted["message"].keys() == set(told_fields(entries("Objects")["message"])) - {"answer?"}


def test_the_readme_lists_every_command():
    told = re.findall(r"^\| `(/.+?)` \| (.+?) \|$", README, re.M)
    assert sorted(told) == sorted((one.usage, one.summary) for one in commands.listing())


def test_the_command_in_the_readme_is_the_real_one():
    [example] = re.findall(r"```python\n(.*?)```", README, re.S)
    assert example == (ROOT / "rooms/commands/whisper.py").read_text()


def test_links_lead_somewhere():
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    links = [
        page.parent / link
        for page in pages
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    ]
    assert len(links) > 5
    assert [str(link.relative_to(ROOT)) for link in links if not link.exists()] == []


def test_every_required_package_has_its_reason():
    told = re.findall(r"^\| `(.+?)` \|", (ROOT / "docs/dependencies.md").read_text(), re.M)
    lines = [
        line
        for file in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / file).read_text().splitlines()
    ]
    needed = [re.split(r"[<>=]", line)[0] for line in lines if not line.startswith("-")]
    to_measure = json.loads((ROOT / "bench/peers/socketio/package.json").read_text())
    assert told == [*needed, *to_measure["dependencies"]]
