"""Pieces of a room's past, as the events that carry them: pages, and what a resuming client lacks.

One object on the wire stays under half a MiB, so a page may hold fewer messages than asked for.
"""

from django.db.models import Count, OuterRef, Subquery

from rooms import limits
from rooms.errors import Forbidden, NoMessage
from rooms.models import Message, Room, RoomSeq, sight
from rooms.models.composed import Composed
from rooms.models.page import Readable

from . import events, log, payloads

_counters = Composed(lambda room: RoomSeq.objects.filter(room=room))

DELETED = "This message was deleted. Nobody reads what it said, unless it is restored."


def page(room, user, *, id=events.UNSET, limit=limits.NEWEST_MESSAGES, date=None, **where):
    """The page of `room` that `where` names: before, after or around a seq, or the newest; of
    what `user` may read. A `date` stands for the first message that was sent then or later. Needs
    the row from `Room.objects.read_by`.

    Raises NotFound for who is no reader of it, or was none for a moment while this was read.
    """
    with sight.lasting(user, room) as since:
        head = room.counter.last_seq
        if date is not None:
            where = {"around": Message.objects.at(room, date) or head + 1}
        readable = Readable(room, since)
        found, has_older, has_newer = readable.page(limit, **where)
        messages = _fitting(payloads.messages(found), where)
        if len(messages) < len(found):
            has_older = has_newer = None
        above, upto = _ends(messages, where)
        if has_older is None:
            has_older = not readable.is_empty(upto=upto)
        if has_newer is None:
            has_newer = above < head and not readable.is_empty(above=above)
    return events.RoomPage(
        room=room.pk,
        messages=messages,
        found_oldest=not has_older,
        found_newest=not has_newer,
        head=head,
        id=id,
    )


def sync(room, user, *, epoch=None, after=0, id=events.UNSET):
    """What a client lacks that holds `room` up to `after`: one or more `room.sync` events.

    Raises NotFound for who is no reader of it, or was none for a moment while this was read: parts
    of it would be missing, and others may be given the same.
    """
    with sight.lasting(user, room) as since:
        counter = _counter(room)
        reset = _is_foreign(counter, epoch, after)
        upto = counter.last_seq
        # What is posted between the two questions comes as an event.
        if reset:
            rows = Readable(room, since).page(limits.NEWEST_MESSAGES, before=upto + 1).messages
        else:
            # The counter as of the very statement that reads the messages: what it does not show
            # yet has a higher number, and comes as an event.
            seen = RoomSeq.objects.filter(room=OuterRef("room")).values("last_seq")
            readable = Message.objects.readable_by(user)
            changed = readable.filter(room=room, rev__gt=after).told().order_by("rev")
            rows = list(changed.annotate(upto=Subquery(seen)))
            upto = rows[0].upto if rows else upto
        others = [] if reset else _others(room, since, after, upto)
    messages = sorted(payloads.messages(rows), key=lambda m: m["rev"])
    return _frames(room, counter.epoch, reset, upto, messages, others, id)


def nothing(room):
    """The `room.sync` for a copy that lacks nothing. Needs the room's counter at hand."""
    upto, epoch = room.counter.last_seq, room.counter.epoch
    return events.RoomSync(room.pk, epoch, False, upto, messages=[], events=[], more=False)


def head(room):
    """The last number of the room, as it stands now."""
    return _counter(room).last_seq


def touches_older(room, after):
    """Whether something up to this number was changed after it."""
    return Message.objects.filter(room=room, rev__gt=after, seq__lte=after).exists()


def versions(user, message_id, *, id=events.UNSET):
    """What the words of a message were that `user` may read: one or more `message.versions`.

    Raises NoMessage for any other message, and Forbidden for one that was deleted.
    """
    # How often it was edited as of the very statement that reads its words.
    rows = Message.objects.readable_by(user).annotate(edits=Count("versions"))
    rows = rows.select_related("author", "edited_by").worded()
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise NoMessage()
    if message.deleted_at:
        raise Forbidden(DELETED)
    before = message.versions.filter(n__lte=message.edits).order_by("n").select_related("editor")
    # All with the names of today: they differ by what was edited, and by nobody's new name.
    read = message.as_read
    found = [payloads.version(one.n, one.editor, read(one.body), one.at) for one in before]
    editor, at = message.edited_by or message.author, message.edited_at or message.sent_at
    found.append(payloads.version(message.edits + 1, editor, message.words, at))
    pieces = list(_pieces(found))
    return [
        events.MessageVersions(message.pk, piece, place < len(pieces), id=id)
        for place, piece in enumerate(pieces, 1)
    ]


def _counter(room):
    """As it stands now, whatever stood in the row that the room came with."""
    [counter] = _counters.rows(room.pk)
    return counter


def _others(room, since, after, upto):
    """What else changed; who came and went before they did only where newcomers see the past."""
    sees_past = room.history == Room.History.ALL
    first = since.sees if sees_past else since.joined - 1
    return log.not_about_messages(room.pk, max(after, first), upto)


def _is_foreign(counter, epoch, after):
    behind = counter.last_seq - after
    return (
        epoch != counter.epoch
        or after < counter.min_seq - 1
        or not 0 <= behind <= limits.RESUME_NUMBERS
    )


def _frames(room, epoch, reset, upto, messages, others, id):
    pieces = list(_pieces([*messages, *others])) or [[]]
    return [
        events.RoomSync(
            room=room.pk,
            epoch=epoch,
            reset=reset and place == 1,
            upto=upto,
            messages=[one for one in piece if not isinstance(one, events.Event)],
            events=[one for one in piece if isinstance(one, events.Event)],
            more=place < len(pieces),
            id=id,
        )
        for place, piece in enumerate(pieces, 1)
    ]


def _pieces(messages_and_events):
    piece, size = [], 0
    for one in messages_and_events:
        weight = _weight(one)
        if piece and size + weight > limits.PAGE_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(one)
        size += weight
    if piece:
        yield piece


def _fitting(messages, where):
    """As many as one object carries, given up from the side that the reader pages towards."""
    if _weight(messages) <= limits.PAGE_BYTES:
        return messages
    weights = [_weight(message) for message in messages]
    first, last = 0, len(messages)
    while sum(weights[first:last]) > limits.PAGE_BYTES:
        if "after" in where or ("around" in where and _far_end(messages[first:last], where)):
            last -= 1
        else:
            first += 1
    return messages[first:last]


def _far_end(messages, where):
    middle = where["around"]
    return messages[-1]["seq"] - middle > middle - messages[0]["seq"]


def _ends(messages, where):
    """Above which number all lies that is newer than a page, and up to which all that is older."""
    if messages:
        return messages[-1]["seq"], messages[0]["seq"] - 1
    asked, edge = next(iter(where.items()), ("", 0))
    # On which side of an empty page the very number lies that was asked about.
    return edge - (asked == "before"), edge - (asked != "after")


def _weight(one):
    return len(events.encoded(one))
