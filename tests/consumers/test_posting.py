import uuid

from rooms import limits
from rooms.actions import groups, messages
from rooms.live import database, writer
from rooms.models import Message, RoomSeq, User

from ..conftest import crossing


@crossing
async def test_a_room_that_one_may_not_know_of_is_as_one_that_is_not(connect, ada, bob, eve, lobby):
    hers, strange = await connect(ada), await connect(eve)
    whisper = (await hers.asked(lobby, "/whisper bob psst"))["room"]

    for type, fields in {
        "message.post": {"body": "let me in"},
        "room.history": {},
        "room.sync": {},
        "people.list": {},
    }.items():
        answers = []
        for room in (whisper, 999_999):
            fields["client_id"] = str(uuid.uuid4())
            await strange.say(type, id="q", room=room, **fields)
            answer = await strange.hear("error", id="q")
            answer.pop("client_id", None)
            answers.append(answer)
        assert answers[0] == answers[1]
        assert answers[0]["code"] == "not_found"


@crossing
async def test_only_members_read_and_write_in_a_group_and_others_hear_how_to_join(
    connect, ada, eve, lobby
):
    room = await database.write(groups.create, ada, "Chess")
    line = await connect(eve)

    refused = await line.asked(room, "Hello")
    await line.say("room.history", id="q", room=room.pk)

    assert (refused["code"], refused["final"]) == ("forbidden", True)
    assert "/group join Chess" in refused["text"]
    assert (await line.hear("error", id="q"))["code"] == "forbidden"


@crossing
async def test_an_id_that_stood_for_other_words_is_refused(connect, ada, lobby):
    line = await connect(ada)
    client_id = str(uuid.uuid4())
    await line.asked(lobby, "Hello", client_id=client_id)

    refused = await line.asked(lobby, "Goodbye", client_id=client_id)

    assert (refused["code"], refused["final"]) == ("id_reused", True)


@crossing
async def test_a_resend_is_answered_even_by_someone_who_may_no_longer_write(
    connect, ada, bob, lobby
):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)
    line = await connect(bob)
    client_id = str(uuid.uuid4())
    first = await line.asked(room, "Hello", client_id=client_id)
    await database.write(groups.leave, bob, room)

    again = await line.asked(room, "Hello", client_id=client_id)

    assert (again["type"], again["seq"], again["duplicate"]) == ("ack", first["seq"], True)
    assert (await line.asked(room, "More"))["code"] == "forbidden"


@crossing
async def test_two_slashes_say_one(connect, ada, lobby):
    line = await connect(ada)

    await line.post(lobby, "//help me")

    assert (await line.hear("message.posted"))["message"]["body"] == "/help me"


@crossing
async def test_many_lines_at_once_keep_their_order(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)

    for count in range(15):
        await hers.post(lobby, f"line {count}")

    heard = [(await his.hear("message.posted"))["message"] for _ in range(15)]
    assert [message["body"] for message in heard] == [f"line {count}" for count in range(15)]
    assert [message["seq"] for message in heard] == list(range(1, 16))


@crossing
async def test_who_is_too_fast_is_told_when_to_go_on_and_later_lines_wait(
    connect, ada, lobby, monkeypatch
):
    burst = 3
    monkeypatch.setitem(limits.BUCKETS, "message", (0.5, burst))
    line = await connect(ada)
    sent = [await line.post(lobby, f"line {count}") for count in range(burst + 5)]

    answers = [await line.answer(client_id) for client_id in sent]

    assert {answer["type"] for answer in answers[:burst]} == {"ack"}
    assert {answer.get("code") for answer in answers[burst:]} == {"rate_limited", "retry"} or (
        {answer.get("code") for answer in answers[burst:]} == {"rate_limited"}
    )
    assert answers[burst]["retry_ms"] > 0
    assert not answers[burst]["final"]


@crossing
async def test_after_a_line_to_be_retried_later_ones_wait_for_it(connect, ada, lobby, monkeypatch):
    burst = 3
    monkeypatch.setitem(limits.BUCKETS, "message", (0.5, burst))
    line = await connect(ada)
    sent = [await line.post(lobby, f"line {count}") for count in range(burst + 1)]
    [held] = [one for one in sent if (await line.answer(one))["type"] == "error"]
    monkeypatch.setitem(limits.BUCKETS, "message", (1000, 10_000))

    later = await line.asked(lobby, "I come later")
    first = await line.asked(lobby, f"line {burst}", client_id=held)
    again = await line.asked(lobby, "I come later")

    assert (later["code"], later["final"]) == ("retry", False)
    assert [first["type"], again["type"]] == ["ack", "ack"]
    assert again["seq"] == first["seq"] + 1


@crossing
async def test_a_closed_group_is_read_only(connect, ada, lobby):
    room = await database.write(groups.create, ada, "Chess")
    line = await connect(ada)
    await database.write(groups.close, ada, room)

    assert (await line.asked(room, "Hello?"))["code"] == "read_only"
    await line.say("room.history", id="q", room=room.pk)
    await line.hear("room.page", id="q")


@crossing
async def test_a_deactivated_person_writes_nothing(connect, ada, bob, lobby):
    line = await connect(ada)
    await database.write(lambda: User.objects.filter(pk=ada.pk).update(is_active=False))

    refused = await line.asked(lobby, "Hello")

    assert refused["code"] == "forbidden"
    assert await database.read(Message.objects.count) == 0


@crossing
async def test_bad_data_in_a_batch_does_not_stop_its_neighbours(ada, bob, lobby, caplog):
    good = messages.Line(lobby.pk, ada, uuid.uuid4(), "good")
    bad = messages.Line(lobby.pk, bob, uuid.uuid4(), "bad", html="\ud800")

    outcomes = await database.write(writer._kept, [bad, good])

    assert outcomes[0].code == "unavailable"
    assert outcomes[1].seq == 1
    assert "bad" not in caplog.text
    caplog.clear()


@crossing
async def test_the_log_has_no_hole_whatever_was_refused(connect, ada, lobby):
    line = await connect(ada)
    await line.asked(lobby, "one")
    await line.asked(999_999, "nowhere")
    await line.asked(lobby, "x" * 5000)
    await line.asked(lobby, "/nothing")
    await line.asked(lobby, "two")

    last = await database.read(lambda: RoomSeq.objects.get(room=lobby).last_seq)
    seqs = await database.read(lambda: list(Message.objects.values_list("seq", flat=True)))
    assert (last, sorted(seqs)) == (2, [1, 2])


@crossing
async def test_history_is_paged_both_ways(connect, ada, bob, lobby):
    lines = [messages.Line(lobby.pk, bob, uuid.uuid4(), f"line {n}") for n in range(1, 31)]
    await database.write(messages.post_all, lines)
    line = await connect(ada)

    async def page(**where):
        await line.say("room.history", id="q", room=lobby.pk, limit=10, **where)
        answer = await line.hear("room.page", id="q")
        seqs = [message["seq"] for message in answer["messages"]]
        return seqs, answer["found_oldest"], answer["found_newest"], answer["head"]

    assert await page() == (list(range(21, 31)), False, True, 30)
    assert await page(before=21) == (list(range(11, 21)), False, False, 30)
    assert await page(before=11) == (list(range(1, 11)), True, False, 30)
    assert await page(before=1) == ([], True, False, 30)
    assert await page(after=20) == (list(range(21, 31)), False, True, 30)
    assert await page(after=30) == ([], False, True, 30)
    assert await page(after=40) == ([], False, True, 30)
    assert await page(around=30) == (list(range(21, 31)), False, True, 30)
    assert await page(around=15) == (list(range(10, 20)), False, False, 30)
    assert await page(around=1) == (list(range(1, 11)), True, False, 30)


@crossing
async def test_an_empty_page_says_on_which_side_something_lies(connect, ada, lobby):
    line = await connect(ada)
    await line.asked(lobby, "The only one")

    async def ends(**where):
        await line.say("room.history", id="q", room=lobby.pk, **where)
        answer = await line.hear("room.page", id="q")
        assert answer["messages"] == []
        return answer["found_oldest"], answer["found_newest"]

    assert await ends(after=1) == (False, True)
    assert await ends(before=1) == (True, False)


@crossing
async def test_pages_of_long_messages_hold_fewer_and_stay_small(connect, ada, bob, lobby):
    lines = [messages.Line(lobby.pk, bob, uuid.uuid4(), "\U0001f600" * 4000) for _ in range(40)]
    await database.write(messages.post_all, lines)
    line = await connect(ada)

    await line.say("room.history", id="q", room=lobby.pk, limit=40)
    page = await line.hear("room.page", id="q")
    seqs = [message["seq"] for message in page["messages"]]

    assert 5 < len(seqs) < 40
    assert seqs == list(range(41 - len(seqs), 41))
    assert (page["found_oldest"], page["found_newest"]) == (False, True)
