"""What the assistant says: one stored message for each question, which grows until it is whole."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from rooms.errors import Forbidden, Refusal
from rooms.models import Lease, Membership, Message, Room, RoomEvent, User
from rooms.text import body as texts
from rooms.text import markdown
from rooms.wire import log, publish

from . import changes, messages, numbers

NAME = "chatgpt"
INTERRUPTED = "The assistant was interrupted."
STILL_WRITING = "The assistant is still answering you. Ask again when it has finished."
NAME_TAKEN = (
    f"The assistant can't speak here, as a person is called {NAME}. Whoever runs the chat can"
    " rename that account."
)
APART = "\n\n"
State = Message.AnswerState


@dataclass(eq=False)
class Asked:
    """A question that is kept, and the answer to be written; a duplicate has none."""

    posted: messages.Posted
    answer: Message | None = None


def begin(line, lease_id, hindrance=None):
    """Post a question, and below it the answer that the holder of this lease will write.

    A question that was posted before is answered with its number and asks nobody again. A new
    one meets the `hindrance`, if there is one, and nothing is posted.
    """
    line.prepare()
    with numbers.locked([line.room_id]) as counters:
        _lock_people(line)
        [posted] = messages.keep([line], counters)
        if isinstance(posted, Refusal):
            raise posted
        if posted.duplicate:
            return Asked(posted)
        if hindrance or _is_being_answered(line.author):
            raise hindrance or Forbidden(STILL_WRITING)
        question = Message.objects.select_related("room").get(pk=posted.message_id)
        answer = _answer(question, counters[line.room_id].take(), lease_id)
        messages.tell(posted)
        publish.entry(answer.room_id, log.of_message(answer))
    return Asked(posted, answer)


def save(answer_id, text):
    """Keep what has been written so far; no number, nobody is told. False if it has ended."""
    shown = {"html": markdown.render(text), "html_version": markdown.VERSION}
    with numbers.writing():
        return bool(_open(answer_id).update(body=text, **shown))


def finish(answer_id, text, state, note=""):
    """End an answer in one numbered change, the note below what was written. Returns whether it
    was still open.
    """
    body = whole(text, note)
    html = rendered(body, state)
    room_id = _open(answer_id).values_list("room_id", flat=True).first()
    with numbers.locked([room_id]) as counters:
        answer = _open(answer_id).told().first()
        if answer is None:
            return False
        answer.body, answer.html, answer.html_version = body, html, markdown.VERSION
        answer.answer_state = state
        answer.save(update_fields=["body", "html", "html_version", "answer_state"])
        changes.record(counters[room_id], answer, RoomEvent.Kind.ANSWERED, answer.author)
    return True


def whole(text, note=""):
    """What an answer says when it has ended, the note below what was written."""
    return APART.join(part for part in (text.rstrip(), note and f"({note})") if part)


def rendered(body, state):
    """The HTML of an answer in this state."""
    if state not in (State.INTERRUPTED, State.FAILED):
        return markdown.render(body)
    # Apart from its note, as the text may break off within a piece of code.
    text, _, note = body.rpartition(APART)
    return "\n".join(markdown.render(part) for part in (text, note) if part)


def interrupt_abandoned():
    """End the answers that nobody writes any more: the leases under which they began are over."""
    living = Lease.objects.live().values("pk")
    _interrupt(_being_written().exclude(answer_lease__in=living))


def interrupt_unknown(lease_id, known, doubted):
    """End the answers of this lease that its holder does not know of, now as before: they were
    kept, and it was not told, as the database broke off. Returns the ids that are unknown now; of
    one that begins just now it will know in a moment.
    """
    unknown = _being_written().filter(answer_lease=lease_id).exclude(pk__among=known)
    found = set(unknown.values_list("pk", flat=True))
    _interrupt(unknown.filter(pk__among=found & doubted))
    return found


def _interrupt(abandoned):
    for answer_id, text in list(abandoned.values_list("pk", "body")):
        finish(answer_id, text, State.INTERRUPTED, INTERRUPTED)


def _being_written():
    return Message.objects.filter(answer_state=State.WRITING)


def _lock_people(line):
    """Have the second of two questions at once, in two rooms, see the answer to the first.

    All whom the line concerns, in one order: who keeps it looks at the partner of a whisper too.
    """
    partners = Membership.objects.filter(room=line.room_id, room__kind=Room.Kind.WHISPER)
    people = User.objects.filter(Q(pk=line.author.pk) | Q(pk__in=partners.values("user")))
    list(people.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _open(answer_id):
    return Message.objects.filter(pk=answer_id, answer_state=State.WRITING, deleted_at=None)


def _is_being_answered(person):
    return _being_written().filter(reply_to__author=person).exists()


def _answer(question, seq, lease_id):
    answer = Message.objects.create(
        room=question.room,
        seq=seq,
        rev=seq,
        kind=Message.Kind.ANSWER,
        author=_assistant(),
        client_id=uuid4(),
        sent_digest=texts.digest(""),
        reply_to=question,
        shared=question.shared,
        answer_state=State.WRITING,
        answer_lease=lease_id,
    )
    return answer.is_new()


def _assistant():
    """The assistant's account, made when it is needed first. Nobody can sign in to it."""
    found = User.objects.filter(username_key=NAME).first()
    if found is None:
        unusable = make_password(None)
        found, _ = User.objects.get_or_create(
            username_key=NAME,
            defaults={"username": NAME, "name": "ChatGPT", "bot": True, "password": unusable},
        )
    if not found.bot:
        raise Forbidden(NAME_TAKEN)
    return found
