"""Messages that people keep at hand for themselves alone."""

from rooms import limits
from rooms.errors import Forbidden, NoMessage
from rooms.models import Message, Saved, UserSeq
from rooms.wire import publish

from . import changes, numbers

FULL = f"You have saved {limits.SAVED_PER_PERSON} messages. Take one out before."


def save(person, message_id):
    """Keep a message at hand, once. Raises a Refusal."""
    with numbers.writing():
        message = Message.objects.readable_by(person).filter(pk=message_id).first()
        if message is None:
            raise NoMessage()
        if message.deleted_at:
            raise Forbidden(changes.DELETED)
        mine = Saved.objects.filter(user=person)
        if mine.filter(message=message).exists():
            return
        if mine.count() >= limits.SAVED_PER_PERSON:
            raise Forbidden(FULL)
        _, is_new = Saved.objects.get_or_create(user=person, message=message)
        if is_new:
            _tell(person, message_id, True)


def unsave(person, message_id):
    """Keep it no longer, whatever became of it."""
    with numbers.writing():
        taken, _ = Saved.objects.filter(user=person, message=message_id).delete()
        if taken:
            _tell(person, message_id, False)


def _tell(person, message_id, saved):
    last = numbers.touch([person.pk])[person.pk]
    UserSeq.objects.filter(pk=person.pk).update(saved=last)
    publish.saved(person.pk, last, message_id, saved)
