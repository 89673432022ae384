"""What a message's payload needs beside its row, asked once for all messages of a list. The
questions are composed once: to do it anew for each list takes longer than to answer them.
"""

from rooms.text import mentions as texts

from .composed import Composed
from .mention import Mention
from .reaction import Reaction
from .user import User

WHO = {name: f"{name}_id" for name in ("author", "edited_by", "deleted_by", "pinned_by")}

_people = Composed(lambda ids: User.objects.filter(pk__among=ids).only("username", "name", "bot"))
_calls = Composed(
    lambda ids: Mention.objects.filter(message__among=ids).order_by("pk").select_related("user")
)
_chosen = Composed(
    lambda ids: Reaction.objects.filter(message__among=ids).order_by("pk").select_related("user")
)


def everything(messages):
    """Give each message all that its payload needs."""
    people(messages), calls(messages), chosen(messages)


def people(messages):
    """Give each message whoever wrote, edited, deleted or pinned it."""
    wanted = [
        (message, name, pk)
        for message in messages
        for name, by_id in WHO.items()
        if (pk := vars(message)[by_id]) is not None
    ]
    known = {one.pk: one for one in _asked(_people, {pk for _, _, pk in wanted})}
    for message, name, pk in wanted:
        message._state.fields_cache[name] = known[pk]


def calls(messages):
    """Give each message its `calls`: its mentions, each with whom it calls."""
    # Few have any, and their words tell.
    ids = {message.pk for message in messages if texts.SIGN in message.body}
    _give(messages, "calls", _asked(_calls, ids))


def chosen(messages):
    """Give each message what was `chosen` for it: its reactions, each with whose it is."""
    _give(messages, "chosen", _asked(_chosen, {message.pk for message in messages}))


def _asked(question, ids):
    return question.rows(ids) if ids else []


def _give(messages, name, found):
    given = {}
    for one in found:
        given.setdefault(one.message_id, []).append(one)
    for message in messages:
        setattr(message, name, given.get(message.pk, []))
