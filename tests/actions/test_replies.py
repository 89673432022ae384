"""Answering a message."""

from uuid import uuid4

import pytest

from rooms.actions import groups, judge, messages
from rooms.errors import BadField, IdReused, NotFound
from rooms.models import Message


def said(author, room, body="Hello", **more):
    return messages.post(author, room, body, uuid4(), **more).message_id


def test_a_line_can_answer_another(ada, bob, chess):
    question = said(ada, chess, "Shall we play?")
    answer = said(bob, chess, "Yes", reply_to=question)

    assert Message.objects.get(pk=answer).reply_to_id == question


def test_only_what_one_may_read_and_only_in_its_room(ada, bob, eve, chess, lobby):
    secret = said(ada, chess)
    public = said(ada, lobby)

    for author, room, parent in ((eve, lobby, secret), (bob, chess, 2**62), (bob, chess, 0)):
        with pytest.raises(NotFound) as refused:
            said(author, room, reply_to=parent)
        assert refused.value.text == judge.NOT_THERE
    with pytest.raises(BadField) as refused:
        said(bob, chess, reply_to=public)
    assert (refused.value.text, refused.value.field) == (judge.ELSEWHERE, "reply_to")
    assert Message.objects.count() == 2


def test_one_line_that_can_t_answer_spoils_no_other(ada, bob, eve, chess, lobby):
    secret, public = said(ada, chess), said(ada, lobby)
    lines = [
        messages.Line(lobby.pk, author, uuid4(), "Well", reply_to=parent)
        for author, parent in ((eve, secret), (bob, public), (eve, public), (bob, secret))
    ]

    outcomes = messages.post_all(lines)

    kinds = [type(one) for one in outcomes]
    assert kinds == [NotFound, messages.Posted, messages.Posted, BadField]


def test_what_a_line_answers_is_part_of_it(ada, bob, chess):
    one, other = said(ada, chess, "1"), said(ada, chess, "2")
    client_id = uuid4()
    first = messages.post(bob, chess, "Yes", client_id, one)

    assert messages.post(bob, chess, "Yes", client_id, one).seq == first.seq
    for parent in (other, None):
        with pytest.raises(IdReused):
            messages.post(bob, chess, "Yes", client_id, parent)
    # A resend is answered even where its parent is gone for good.
    Message.objects.filter(pk=one).delete()
    assert messages.post(bob, chess, "Yes", client_id, one).duplicate


def test_who_joined_later_answers_what_they_can_read(ada, bob, eve, chess):
    before = said(ada, chess)
    Message.objects.filter(pk=before).update(shared=False)
    groups.join(eve, chess)

    with pytest.raises(NotFound):
        said(eve, chess, reply_to=before)
    assert said(eve, chess, reply_to=said(bob, chess, "Welcome", reply_to=before))
