import threading
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from rooms import limits
from rooms.actions import answers, messages, renderings
from rooms.live import database
from rooms.models import Lease, Message, RoomSeq
from rooms.text import markdown

from ..conftest import crossing

STALE = "<p>as it was shown once</p>"
MADE = "<p><strong>line</strong></p>"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(limits, "RERENDER_MESSAGES", 2)


@pytest.fixture
def said(ada, lobby):
    """Five messages, of which all but the second are shown as an older renderer had it."""
    posted = [messages.post(ada, lobby, "**line**", uuid4()) for _ in range(5)]
    ids = [one.message_id for one in posted]
    Message.objects.update(html=STALE)
    Message.objects.exclude(pk=ids[1]).update(html_version=markdown.VERSION - 1)
    return ids


def shown(ids):
    html = dict(Message.objects.values_list("pk", "html"))
    return [html[pk] for pk in ids]


def rerender():
    said = StringIO()
    call_command("rerender", stdout=said)
    return said.getvalue().strip()


def during(what):
    """Have `what` done right before a message is rewritten for the first time, and again."""

    def wrapped(execute, sql, parameters, many, context):
        if sql.startswith('UPDATE "rooms_message"') and '"html_version"' in sql:
            what()
        return execute(sql, parameters, many, context)

    return connection.execute_wrapper(wrapped)


def test_what_is_posted_is_of_this_version(ada, lobby):
    messages.post(ada, lobby, "**line**", uuid4())

    assert Message.objects.get().html_version == markdown.VERSION
    assert rerender() == "Rendered 0 messages anew."


def test_old_ones_are_rendered_in_batches_and_nobody_hears_of_it(
    said, lobby, django_capture_on_commit_callbacks
):
    before = list(Message.objects.order_by("pk").values("pk", "seq", "rev", "body", "edited_at"))
    head = RoomSeq.objects.get(room=lobby).last_seq

    with django_capture_on_commit_callbacks() as told:
        assert list(renderings.renew()) == [2, 2]

    assert told == []
    assert shown(said) == [MADE, STALE, MADE, MADE, MADE]
    assert before == list(Message.objects.order_by("pk").values(*before[0]))
    assert RoomSeq.objects.get(room=lobby).last_seq == head
    assert rerender() == "Rendered 0 messages anew."


def test_a_new_version_makes_all_messages_old(said, monkeypatch):
    monkeypatch.setattr(markdown, "VERSION", markdown.VERSION + 1)

    assert rerender() == "Rendered 5 messages anew."

    assert shown(said) == [MADE] * 5
    assert set(Message.objects.values_list("html_version", flat=True)) == {markdown.VERSION}


def test_what_was_broken_off_goes_on(said):
    written = []

    def interrupted():
        written.append(1)
        if len(written) == 3:
            raise KeyboardInterrupt

    with during(interrupted), pytest.raises(CommandError, match="after 2 messages. The same"):
        rerender()

    assert shown(said) == [MADE, STALE, MADE, STALE, STALE]
    assert rerender() == "Rendered 2 messages anew."


def test_deleted_ones_stay_empty(said):
    Message.objects.filter(pk=said[0]).update(html="", deleted_at=timezone.now())

    rerender()

    assert shown(said) == ["", STALE, MADE, MADE, MADE]


def test_what_changes_meanwhile_is_left_as_it_was_written(said):
    first = Message.objects.filter(pk=said[0])

    with during(lambda: first.update(body="edited", html="<p>edited</p>")):
        assert rerender() == "Rendered 3 messages anew."

    assert shown(said)[0] == "<p>edited</p>"


def test_a_broken_answer_keeps_its_note_outside_of_its_code(ada, lobby):
    lease = Lease.objects.create(until=timezone.now())
    asked = answers.begin(messages.Line(lobby.pk, ada, uuid4(), "How?"), lease.pk)
    answers.finish(asked.answer.pk, "```\nhalf", answers.State.INTERRUPTED, "It broke off.")
    before = Message.objects.get(pk=asked.answer.pk).html
    Message.objects.update(html=STALE, html_version=0)

    rerender()

    assert shown([asked.answer.pk]) == [before]
    assert before.endswith("<p>(It broke off.)</p>")


@crossing
async def test_a_running_server_goes_on_beside_it(connect, ada, lobby):
    line = await connect(ada)
    for _ in range(8):
        await line.asked(lobby, "**line**")
    await database.write(lambda: Message.objects.update(html=STALE, html_version=0))
    renewed = []
    work = threading.Thread(target=lambda: renewed.extend(_renewed_elsewhere()))

    work.start()
    acks = [await line.asked(lobby, "**line**") for _ in range(8)]
    await database.write(work.join)

    assert [ack["type"] for ack in acks] == ["ack"] * 8
    assert sum(renewed) == 8
    shown = await database.read(lambda: set(Message.objects.values_list("html", flat=True)))
    assert shown == {MADE}


def _renewed_elsewhere():
    try:
        return list(renderings.renew())
    finally:
        connection.close()


@pytest.mark.django_db
def test_those_whom_a_message_speaks_to_stay_so(ada, bob, lobby):
    posted = messages.post(ada, lobby, "@bob and `@ada`", uuid4())
    message = Message.objects.get(pk=posted.message_id)
    assert f'data-user="{bob.pk}"' in message.html
    Message.objects.update(html=STALE, html_version=markdown.VERSION - 1)

    rerender()
    assert Message.objects.get(pk=posted.message_id).html == message.html
