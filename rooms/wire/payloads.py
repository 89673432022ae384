"""Rows as clients see them: plain dicts, the same in events, pages and templates."""

from rooms import limits, turns

LIMITS = {
    "message_chars": limits.MESSAGE_CHARS,
    "frame_bytes": limits.FRAME_BYTES,
    "page": limits.PAGE_MESSAGES,
    "unacked": limits.UNACKED_PER_ROOM,
}


def user(user):
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.name or user.username,
        "bot": user.bot,
    }


def person(user):
    """Somebody who is here, as lists of people tell it: a row of `presence.here`."""
    state = "idle" if user.idle else "online"
    return _described(user, getattr(user, "appearance", None)) | {"state": state}


def acquaintance(row, here):
    """Somebody in a list of everyone; `here` is what was told of them, or None. Needs the row's
    `appearance` at hand.
    """
    appearance = getattr(row, "appearance", None)
    last_seen = appearance.last_seen if appearance and not here else None
    return _described(row, appearance) | {
        "here": here is not None,
        "state": here["state"] if here else "offline",
        "last_seen": time(last_seen),
    }


def status(appearance):
    """A person's status line; null when there is none, or it is over."""
    if appearance is None or not appearance.has_status:
        return None
    return {
        "emoji": appearance.emoji,
        "text": appearance.text,
        "until": time(appearance.until),
    }


def appearance(appearance):
    """How somebody appears to others, for that person alone."""
    return {
        "status": status(appearance),
        "invisible": appearance.invisible,
        "typing": appearance.tells_typing,
    }


def message(message):
    """A message's whole present state. Needs all at hand that `Message.objects.told()` brings."""
    deleted = message.deleted_at is not None
    payload = {
        "id": message.pk,
        "room": message.room_id,
        "seq": message.seq,
        "rev": message.rev,
        "kind": message.kind,
        "author": user(message.author),
        "client_id": str(message.client_id),
        "body": "" if deleted else message.words,
        "html": "" if deleted else message.rendered_words,
        "reply_to": message.reply_to_id,
        "mentions": [] if deleted else _mentions(message),
        "to_all": not deleted and any(one.user is None for one in message.calls),
        "reactions": [] if deleted else _reactions(message),
        "sent_at": time(message.sent_at),
        "edited_at": time(message.edited_at),
        "edited_by": user(message.edited_by) if message.edited_by_id else None,
        "pinned": None if deleted else _pin(message),
        "deleted": _deletion(message) if deleted else None,
    }
    if message.answer_state:
        payload["answer"] = {"state": message.answer_state}
    return payload


def messages(rows):
    """The payloads of many, in their order."""
    return [message(row) for row in turns.taken(rows)]


def version(n, editor, body, at):
    """One of the wordings that a message has had; what it says now is the last of them."""
    return {"n": n, "editor": user(editor), "body": body, "at": time(at)}


def hit(found):
    """A message that was found, and the piece of it that shows why."""
    return {"message": message(found.message), "snippet": found.snippet}


def _mentions(message):
    return [user(one.user) for one in message.calls if one.user]


def _reactions(message):
    """Each emoji with who chose it, in the order in which they came."""
    people = {}
    for one in message.chosen:
        people.setdefault(one.emoji, []).append(user(one.user))
    return [{"emoji": emoji, "by": by} for emoji, by in people.items()]


def _pin(message):
    if message.pinned_at is None:
        return None
    return {"at": time(message.pinned_at), "by": user(message.pinned_by)}


def room(room):
    """A room as one of its readers sees it: needs the row from `followed.rooms(user)`."""
    payload = {
        "id": room.pk,
        "kind": room.kind,
        "name": room.name,
        "members": room.people,
        "closed": room.closed,
        "role": room.role or "member",
        "head": room.counter.last_seq,
        "epoch": room.counter.epoch,
        "read": room.read,
        "unread": room.unread,
        "mentions": room.mentions,
        "private": room.private,
        "history": room.history,
        "notify": room.notify,
    }
    if room.kind == room.Kind.WHISPER:
        payload["with"] = [user(other) for other in room.others]
        payload["name"] = ", ".join(other["name"] for other in payload["with"])
    return payload


def marks(room):
    """How far a reader has read: needs what `Room.objects.marked_by(user)` tells."""
    return {
        "room": room.pk,
        "read": room.read,
        "unread": room.unread,
        "mentions": room.mentions,
        "head": room.counter.last_seq,
    }


def all_read(room_id, head):
    """The same of a room whose marker stands at its head: nothing has to be counted."""
    return {"room": room_id, "read": head, "unread": 0, "mentions": 0, "head": head}


def details(room):
    """What `room.changed` tells: how the room is called, who may come in and write, and what
    newcomers see.
    """
    return {
        "name": room.name,
        "closed": room.closed,
        "private": room.private,
        "history": room.history,
    }


def time(moment):
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _described(row, appearance):
    return user(row) | {"status": status(appearance)}


def _deletion(message):
    return {
        "at": time(message.deleted_at),
        "by": user(message.deleted_by) if message.deleted_by else None,
        "reason": message.delete_reason,
    }
