"""Other words, and no words: who may do what with which message, and what is kept of it."""

from uuid import uuid4

import pytest

from rooms import limits
from rooms.actions import accounts, answers, corrections, groups, messages, tombstones, whispers
from rooms.errors import BadField, Forbidden, NoMessage, NotFound, ReadOnly, Refusal, TooLarge
from rooms.models import AuditEntry, Message, RoomEvent, Version

WHY = "It was spam."
State = Message.AnswerState


@pytest.fixture
def stage(person, ada, bob, eve, lobby):
    """Bob speaks in the lobby, in Ada's group and to Ada alone. Olga is an operator, Fay was a
    member, and Gil another one.
    """
    olga, fay, gil = person("olga", is_staff=True), person("fay"), person("gil")
    chess = groups.create(ada, "Chess")
    for member in (bob, fay, gil):
        groups.join(member, chess)
    groups.leave(fay, chess)
    return {
        "people": {"author": bob, "owner": ada, "operator": olga, "stranger": eve}
        | {"member": gil, "left": fay},
        "lobby": said(bob, lobby),
        "group": said(bob, chess),
        "whisper": whispers.send(bob, ada, "psst", uuid4()).message_id,
        "chess": chess,
    }


def said(author, room, body="Hello"):
    return messages.post(author, room, body, uuid4()).message_id


def outcome(act, *args):
    """The code of the refusal; `yes` where something was done."""
    before = RoomEvent.objects.count()
    try:
        act(*args)
    except Refusal as refusal:
        assert RoomEvent.objects.count() == before
        return refusal.code
    assert RoomEvent.objects.count() == before + 1
    return "yes"


EDITS = """
          author operator  owner     member    left      stranger
lobby     yes    yes       forbidden forbidden forbidden forbidden
group     yes    yes       forbidden forbidden not_found not_found
closed    read_only yes    forbidden forbidden not_found not_found
whisper   yes    not_found forbidden not_found not_found not_found
"""
DELETIONS = """
          author operator  owner     member    left      stranger
lobby     yes    yes       forbidden forbidden forbidden forbidden
group     yes    yes       yes       forbidden not_found not_found
closed    read_only yes    read_only forbidden not_found not_found
whisper   yes    not_found forbidden not_found not_found not_found
"""


def table(text):
    """(place, who, outcome) of each field. In a whisper, `owner` is its other person."""
    head, *rows = (line.split() for line in text.strip().splitlines())
    return [(row[0], who, cell) for row in rows for who, cell in zip(head, row[1:], strict=True)]


def found(stage, place, who):
    if place == "closed":
        groups.close(stage["people"]["owner"], stage["chess"])
        place = "group"
    return stage["people"][who], stage[place]


@pytest.mark.parametrize(("place", "who", "expected"), table(EDITS))
def test_who_may_edit(stage, place, who, expected):
    actor, message = found(stage, place, who)

    assert outcome(corrections.edit, actor, message, "Other words", WHY) == expected


@pytest.mark.parametrize(("place", "who", "expected"), table(DELETIONS))
def test_who_may_delete(stage, place, who, expected):
    actor, message = found(stage, place, who)

    assert outcome(tombstones.delete, actor, message, WHY) == expected


def test_what_does_not_exist_is_refused_like_what_one_may_not_read(stage, eve):
    for message in (10**9, stage["group"], stage["whisper"]):
        for act in (tombstones.delete, tombstones.restore):
            with pytest.raises(NotFound) as caught:
                act(eve, message)
            assert caught.value.text == NoMessage.text


def test_an_edit_keeps_what_was_said_before_and_tells_who_wrote_it(stage, bob):
    first = Message.objects.get(pk=stage["lobby"])

    corrections.edit(bob, first.pk, "**Hello** there ")

    now = Message.objects.get(pk=first.pk)
    assert (now.body, now.edited_by) == ("**Hello** there", None)
    assert now.html == "<p><strong>Hello</strong> there</p>"
    assert now.edited_at is not None
    assert bytes(now.sent_digest) == bytes(first.sent_digest)
    version = now.versions.get()
    assert (version.n, version.body, version.editor) == (1, "Hello", bob)
    assert version.at == first.sent_at
    event = RoomEvent.objects.get(kind="edited")
    assert (event.seq, event.actor, event.message) == (now.rev, bob, now)


def test_words_that_stand_already_change_nothing(stage, bob, eve):
    corrections.edit(bob, stage["lobby"], "Hello again")
    rev = Message.objects.get(pk=stage["lobby"]).rev

    assert corrections.edit(bob, stage["lobby"], "Hello again\r\n ").seq == rev
    assert tombstones.restore(eve, stage["lobby"]).seq == rev
    tombstones.delete(bob, stage["lobby"])
    assert tombstones.delete(bob, stage["lobby"], "Once more").seq == rev + 1
    assert Message.objects.get(pk=stage["lobby"]).delete_reason == ""
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "refusal"),
    [(" ", BadField), ("a\x00b", BadField), ("x" * (limits.MESSAGE_CHARS + 1), TooLarge)],
)
def test_an_edit_keeps_to_what_a_message_can_be(stage, bob, body, refusal):
    with pytest.raises(refusal):
        corrections.edit(bob, stage["lobby"], body)


def test_an_operator_edits_in_their_own_name_and_on_record(stage, bob):
    olga = stage["people"]["operator"]
    with pytest.raises(BadField, match="say why"):
        corrections.edit(olga, stage["lobby"], "Better so")

    corrections.edit(olga, stage["lobby"], "Better so", WHY)

    now = Message.objects.get(pk=stage["lobby"])
    assert (now.edited_by, now.author) == (olga, bob)
    record = AuditEntry.objects.get()
    assert (record.action, record.actor, record.user) == ("edit message", olga, bob)
    assert record.reason == f"Message {now.pk}: {WHY}"
    corrections.edit(bob, stage["lobby"], "No, so")
    assert Message.objects.get(pk=now.pk).edited_by is None
    assert [one.editor for one in now.versions.order_by("n")] == [bob, olga]


def test_a_moderator_says_why_and_an_operator_is_on_record(stage, ada):
    olga, reason = stage["people"]["operator"], "r" * limits.REASON_CHARS
    for moderator, place in ((ada, "group"), (olga, "lobby")):
        with pytest.raises(BadField, match="say why"):
            tombstones.delete(moderator, stage[place])
        tombstones.delete(moderator, stage[place], reason)
        assert Message.objects.get(pk=stage[place]).delete_reason == reason
    tombstones.restore(olga, stage["lobby"])

    deleted, restored = AuditEntry.objects.order_by("pk")
    assert (deleted.action, deleted.actor) == ("delete message", olga)
    assert (restored.action, restored.actor) == ("restore message", olga)
    assert deleted.reason == f"Message {stage['lobby']}: {reason}"
    assert restored.reason.endswith(f"was deleted: {reason}")


def test_what_an_operator_does_with_their_own_words_is_on_no_record(stage, lobby):
    olga = stage["people"]["operator"]
    mine = said(olga, lobby)
    corrections.edit(olga, mine, "Good day")
    tombstones.delete(olga, mine)
    tombstones.restore(olga, mine)

    assert not AuditEntry.objects.exists()


def test_who_is_deactivated_corrects_nothing(stage, bob):
    accounts.deactivate(stage["people"]["operator"], bob, WHY)

    assert outcome(corrections.edit, bob, stage["lobby"], "Other") == "forbidden"
    assert outcome(tombstones.delete, bob, stage["lobby"]) == "forbidden"


def test_a_whisper_to_somebody_deactivated_can_still_be_put_right(stage, ada, bob, person):
    person("otto", is_staff=True)
    accounts.deactivate(stage["people"]["operator"], ada, WHY)

    assert outcome(corrections.edit, bob, stage["whisper"], "Other") == "yes"
    assert outcome(tombstones.delete, bob, stage["whisper"]) == "yes"


def test_what_was_deleted_can_not_be_edited(stage, bob):
    tombstones.delete(bob, stage["lobby"])

    with pytest.raises(Forbidden, match="was deleted"):
        corrections.edit(bob, stage["lobby"], "Other")


def test_a_message_is_edited_so_often_and_no_more(stage, bob, monkeypatch):
    monkeypatch.setattr(limits, "MESSAGE_EDITS", 2)
    for body in ("one", "two"):
        corrections.edit(bob, stage["lobby"], body)

    with pytest.raises(Forbidden, match="write a new one"):
        corrections.edit(bob, stage["lobby"], "three")
    assert corrections.edit(bob, stage["lobby"], "two").known


@pytest.fixture
def answer(bob, lobby):
    line = messages.Line(lobby.pk, bob, uuid4(), "What is new?")
    answer = answers.begin(line, uuid4()).answer
    answers.save(answer.pk, "Not")
    return answer


def test_nobody_edits_what_the_assistant_writes(stage, bob, answer):
    for person in (bob, stage["people"]["operator"]):
        assert outcome(corrections.edit, person, answer.pk, "Mine", WHY) == "forbidden"


def test_who_asked_may_stop_an_answer_by_deleting_it(stage, bob, eve, answer):
    assert outcome(tombstones.delete, eve, answer.pk, WHY) == "forbidden"
    assert outcome(tombstones.delete, bob, answer.pk) == "yes"

    assert not answers.save(answer.pk, "Not much")
    assert not answers.finish(answer.pk, "Not much", State.DONE)
    tombstones.restore(bob, answer.pk)
    now = Message.objects.get(pk=answer.pk)
    assert now.answer_state == State.INTERRUPTED
    assert now.body == f"Not\n\n({tombstones.STOPPED})"
    line = messages.Line(now.room_id, bob, uuid4(), "And now?")
    assert answers.begin(line, uuid4()).answer


def test_an_owner_whose_group_is_closed_reads_why(stage, ada):
    groups.close(ada, stage["chess"])

    with pytest.raises(ReadOnly):
        tombstones.delete(ada, stage["group"], WHY)
