"""What takes long is made before a lock is taken, so that nobody waits for it."""

import uuid
from contextlib import contextmanager

import pytest

from rooms.actions import changes, corrections, indexing, messages, numbers, tombstones
from rooms.models import Message, terms
from rooms.text import markdown

pytestmark = pytest.mark.django_db
LONG_WORK = ((markdown, "render"), (markdown, "render_calling"), (terms, "of"))


@pytest.fixture
def line(ada, bob, chess):
    posted = messages.post(ada, chess, "@bob `first` words", uuid.uuid4())
    return Message.objects.get(pk=posted.message_id)


@pytest.fixture
def work(monkeypatch):
    """Whether a lock was held, for each piece of long work."""
    work, depth, writing = [], [], numbers.writing

    @contextmanager
    def watched():
        with writing():
            depth.append(1)
            try:
                yield
            finally:
                depth.pop()

    def noted(function):
        def noted(*args):
            work.append(bool(depth))
            return function(*args)

        return noted

    monkeypatch.setattr(numbers, "writing", watched)
    for module, name in LONG_WORK:
        monkeypatch.setattr(module, name, noted(getattr(module, name)))
    return work


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something happen once between what is made before the lock and the lock."""

    def set_up(happens):
        locked = changes.locked

        def late(*args):
            monkeypatch.setattr(changes, "locked", locked)
            happens()
            return locked(*args)

        monkeypatch.setattr(changes, "locked", late)

    return set_up


@pytest.mark.parametrize("body", ["Other words", "@bob, @eve, @room: other words"])
def test_an_edit_is_rendered_before_its_room_is_locked(ada, line, work, body):
    corrections.edit(ada, line.pk, body)

    assert work
    assert True not in work


def test_what_is_restored_is_rendered_before_its_room_is_locked(ada, line, work):
    tombstones.delete(ada, line.pk)
    work.clear()
    tombstones.restore(ada, line.pk)

    assert work
    assert True not in work
    line.refresh_from_db()
    assert line.has_its_terms()


def test_terms_are_made_before_anything_is_written(line, work):
    Message.objects.update(terms=None, terms_of=None)

    assert indexing.make_missing() == 1
    assert indexing.renew(0, every=True) == (line.pk, 1)
    assert work == [False, False]
    line.refresh_from_db()
    assert line.has_its_terms()


def test_an_edit_calls_nobody_whom_another_has_just_let_go(ada, bob, chess, meanwhile):
    posted = messages.post(ada, chess, "@room lunhc", uuid.uuid4())
    meanwhile(lambda: corrections.edit(ada, posted.message_id, "quiet"))
    corrections.edit(ada, posted.message_id, "@room lunch")

    row = Message.objects.get(pk=posted.message_id)
    assert (row.html, row.mentions.count()) == ("<p>@room lunch</p>", 0)


def test_what_was_written_meanwhile_is_what_is_restored(ada, line, meanwhile):
    def write():
        tombstones.restore(ada, line.pk)
        corrections.edit(ada, line.pk, "latest")
        tombstones.delete(ada, line.pk)

    tombstones.delete(ada, line.pk)
    meanwhile(write)
    tombstones.restore(ada, line.pk)

    line.refresh_from_db()
    assert (line.body, line.html, line.has_its_terms()) == ("latest", "<p>latest</p>", True)


def test_words_that_change_while_terms_are_made_get_terms_of_their_own(line, monkeypatch):
    Message.objects.update(terms=None, terms_of=None)
    make = terms.of

    def late(*args):
        Message.objects.filter(pk=line.pk).update(body="later")
        return make(*args)

    with monkeypatch.context() as patch:
        patch.setattr(terms, "of", late)
        assert indexing.make_missing() == 0
    assert list(indexing.lacking()) == [line]
    assert indexing.make_missing() == 1
