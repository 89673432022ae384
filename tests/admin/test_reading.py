"""Operators read what others said only after saying why, and only for a while."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import corrections, groups, oversight, tombstones
from rooms.admin.reading import MESSAGES_SHOWN
from rooms.models import AuditEntry, Message

from .conftest import WHY, listing, page, say

pytestmark = pytest.mark.django_db
WORDS = "The words of ada"


@pytest.fixture
def talk(chess, ada):
    say(ada, chess, WORDS)
    return page("group", chess, "messages")


def shows(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return WORDS in answer.content.decode()


def minutes_later(minutes):
    AuditEntry.objects.update(at=timezone.now() - timedelta(minutes=minutes))


def test_nothing_is_shown_before_a_reason_is_on_record(desk, chess, talk):
    for address in (talk, page("group", chess), listing("group")):
        assert not shows(desk, address)
    for reason in ("", "  ", "x" * (limits.REASON_CHARS + 1)):
        answer = desk.post(talk, {"reason": reason})
        assert answer.context["form"].errors["reason"]
        assert WORDS not in answer.content.decode()

    assert not shows(desk, talk)
    assert not AuditEntry.objects.exists()


def test_the_reason_is_on_record_for_all_operators_to_see(browser, person, desk, olga, chess, talk):
    answer = desk.post(talk, {"reason": WHY}, follow=True)

    assert WORDS in answer.content.decode()
    record = AuditEntry.objects.get()
    assert (record.actor, record.action, record.room_id) == (olga, oversight.READ, chess.pk)
    assert WHY in browser(person("otto", is_staff=True)).get(listing("auditentry")).content.decode()


def test_it_is_for_this_operator_this_browser_and_this_room_alone(
    browser, person, desk, olga, ada, chess, talk
):
    other = groups.create(ada, "Go")
    say(ada, other, WORDS)
    desk.post(talk, {"reason": WHY})

    assert shows(desk, talk)
    assert not shows(desk, page("group", other, "messages"))
    assert not shows(browser(olga), talk)
    assert not shows(browser(person("otto", is_staff=True)), talk)


def test_it_is_over_after_a_while_and_asked_anew(desk, talk):
    desk.post(talk, {"reason": WHY})
    minutes_later(limits.OVERSIGHT_MINUTES - 1)
    assert shows(desk, talk)

    minutes_later(limits.OVERSIGHT_MINUTES)
    assert not shows(desk, talk)

    desk.post(talk, {"reason": WHY})
    assert AuditEntry.objects.count() == 2


def test_the_lobby_is_read_in_the_same_way(desk, lobby, ada):
    say(ada, lobby, WORDS)
    address = page("group", lobby, "messages")

    assert not shows(desk, address)
    desk.post(address, {"reason": WHY})
    assert shows(desk, address)


def test_older_messages_are_on_further_pages(desk, chess, ada, talk):
    for number in range(MESSAGES_SHOWN):
        say(ada, chess, f"line {number}")
    newest = desk.post(talk, {"reason": WHY}, follow=True)

    assert not shows(desk, talk)
    assert "Older messages" in newest.content.decode()
    oldest = newest.context["shown"][-1].seq
    older = desk.get(talk, {"before": oldest})
    assert [message.body for message in older.context["shown"]] == [WORDS]
    assert "Older messages" not in older.content.decode()


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "١", "9" * 18, "9" * 30, "9" * 5000])
def test_any_page_number_is_answered(desk, talk, before):
    desk.post(talk, {"reason": WHY})

    assert desk.get(talk, {"before": before}).status_code == 200


def test_what_was_deleted_is_not_shown_and_what_is_said_runs_nothing(desk, chess, ada, talk):
    say(ada, chess, "<script>alert(1)</script>")
    Message.objects.filter(body=WORDS).update(deleted_at=timezone.now(), deleted_by=ada)

    answer = desk.post(talk, {"reason": WHY}, follow=True).content.decode()

    assert WORDS not in answer
    assert "Deleted by" in answer
    assert "<script>alert" not in answer


def test_other_words_and_a_deletion_are_shown_with_who_and_why(desk, olga, ada, chess, talk):
    words = Message.objects.get(body=WORDS)
    corrections.edit(olga, words.pk, "Better words", WHY)
    tombstones.delete(ada, say(ada, chess, "A slip").message_id, "I slipped")

    answer = desk.post(talk, {"reason": WHY}, follow=True).content.decode()

    assert "(edited by <bdi>olga</bdi>)" in answer
    assert "Deleted by <bdi>ada</bdi>: <bdi>I slipped</bdi>" in answer
