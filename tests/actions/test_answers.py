from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from rooms.actions import answers, groups, messages
from rooms.actions.messages import Line
from rooms.errors import Forbidden, IdReused, NotFound
from rooms.models import Lease, Message, RoomEvent, RoomSeq, User

State = Message.AnswerState


@pytest.fixture
def lease(db):
    return Lease.objects.create(until=timezone.now() + timedelta(minutes=1))


@pytest.fixture
def asking(lobby, lease):
    """Ask: `asking(ada)`; again with the same `client_id=`."""

    def ask(person, question="What is new?", room=lobby, client_id=None, hindrance=None):
        line = Line(room.pk, person, client_id or uuid4(), question)
        return answers.begin(line, lease.pk, hindrance)

    return ask


def test_a_question_and_its_answer_stand_one_below_the_other(ada, lobby, lease, asking):
    asked = asking(ada)

    question, answer = Message.objects.filter(room=lobby).order_by("seq")
    assert (question.seq, answer.seq) == (1, 2)
    assert (question.kind, question.author, question.body) == ("text", ada, "What is new?")
    assert (answer.kind, answer.answer_state, answer.body) == ("answer", State.WRITING, "")
    assert (answer.reply_to, answer.answer_lease) == (question, lease.pk)
    assert asked.posted.message_id == question.pk
    assert RoomSeq.objects.get(room=lobby).last_seq == 2


def test_nobody_can_sign_in_as_the_assistant(ada, asking):
    asking(ada)

    bot = User.objects.get(username="chatgpt")
    assert bot.bot
    assert not bot.has_usable_password()
    bot.set_password("correct horse")
    bot.save()
    assert authenticate(username="chatgpt", password="correct horse") is None


def test_the_assistant_never_speaks_in_the_name_of_a_person(ada, lobby, asking):
    User(username="chatgpt").save()

    with pytest.raises(Forbidden, match="a person is called chatgpt"):
        asking(ada)

    assert not Message.objects.exists()


def test_a_question_sent_twice_is_answered_once(ada, asking):
    client_id = uuid4()
    first = asking(ada, client_id=client_id)

    again = asking(ada, client_id=client_id, hindrance=Forbidden("There is no key any more."))

    assert again.posted.duplicate
    assert again.posted.message_id == first.posted.message_id
    assert again.answer is None
    assert Message.objects.count() == 2
    with pytest.raises(IdReused):
        asking(ada, "Something else?", client_id=client_id)


def test_a_hindrance_posts_nothing(ada, lobby, asking):
    with pytest.raises(Forbidden, match="no key"):
        asking(ada, hindrance=Forbidden("There is no key."))

    assert not Message.objects.exists()
    assert RoomSeq.objects.get(room=lobby).last_seq == 0


def test_one_answer_at_a_time_for_each_person(ada, bob, asking):
    first = asking(ada)

    with pytest.raises(Forbidden, match="still answering you"):
        asking(ada, "And this?")
    asking(bob)

    assert Message.objects.filter(kind="text").count() == 2
    answers.finish(first.answer.pk, "Nothing.", State.DONE)
    asking(ada, "And this?")


def test_only_who_may_write_may_ask(ada, eve, asking):
    room = groups.create(ada, "Chess")

    with pytest.raises(Forbidden, match="/group join Chess"):
        asking(eve, room=room)
    with pytest.raises(NotFound):
        asking(eve, room=type(room)(pk=999_999))

    assert not Message.objects.exists()


def test_what_is_saved_on_the_way_has_no_number(ada, lobby, asking):
    asked = asking(ada)

    assert answers.save(asked.answer.pk, "So **far**")

    answer = Message.objects.get(pk=asked.answer.pk)
    assert (answer.body, answer.html) == ("So **far**", "<p>So <strong>far</strong></p>")
    assert (answer.rev, answer.answer_state) == (2, State.WRITING)
    assert RoomSeq.objects.get(room=lobby).last_seq == 2


def test_the_end_is_one_numbered_change_and_nothing_comes_after_it(ada, lobby, asking):
    asked = asking(ada)
    messages.post(ada, lobby, "Meanwhile", uuid4())

    assert answers.finish(asked.answer.pk, "All is **well**. ", State.DONE)
    assert not answers.finish(asked.answer.pk, "Not so", State.FAILED)
    assert not answers.save(asked.answer.pk, "Not so")

    answer = Message.objects.get(pk=asked.answer.pk)
    assert (answer.body, answer.answer_state) == ("All is **well**.", State.DONE)
    assert (answer.seq, answer.rev) == (2, 4)
    event = RoomEvent.objects.get(room=lobby, seq=4)
    assert (event.kind, event.message, event.actor) == ("answered", answer, answer.author)


def test_a_note_stands_below_the_text_even_where_code_broke_off(ada, asking):
    asked = asking(ada)

    answers.finish(asked.answer.pk, "```\nfirst()", State.INTERRUPTED, "It took too long.")

    answer = Message.objects.get(pk=asked.answer.pk)
    assert answer.body == "```\nfirst()\n\n(It took too long.)"
    assert answer.html.endswith("</code></pre>\n<p>(It took too long.)</p>")


def test_answers_that_nobody_writes_any_more_are_interrupted(ada, bob, lobby, lease, asking):
    left, kept = asking(ada), asking(bob)
    answers.save(left.answer.pk, "I was about to")
    Message.objects.filter(pk=left.answer.pk).update(answer_lease=uuid4())

    answers.interrupt_abandoned()
    answers.interrupt_abandoned()

    answer = Message.objects.get(pk=left.answer.pk)
    assert answer.answer_state == State.INTERRUPTED
    assert answer.body == f"I was about to\n\n({answers.INTERRUPTED})"
    assert Message.objects.get(pk=kept.answer.pk).answer_state == State.WRITING
    assert RoomSeq.objects.get(room=lobby).last_seq == 5
    Lease.objects.all().delete()
    answers.interrupt_abandoned()
    assert not Message.objects.filter(answer_state=State.WRITING).exists()
