"""A deed for each action, done on a stage: {name: function of the stage}."""

from uuid import uuid4

from django.contrib.sessions.models import Session

from rooms.actions import (
    accounts,
    answers,
    appearance,
    corrections,
    groups,
    messages,
    notify,
    oversight,
    pins,
    presence,
    privacy,
    reactions,
    reading,
    saves,
    tombstones,
    whispers,
)
from rooms.text.status import Status

WHY = "for the story"

STORIES = {
    "messages.post": lambda on: messages.post(on.ada, on.chess, "Hello @Bob, @room", uuid4()),
    "corrections.edit": lambda on: corrections.edit(on.ada, on.said, "**Welcome** to all"),
    "tombstones.delete": lambda on: tombstones.delete(on.olga, on.said, WHY),
    "tombstones.restore": lambda on: tombstones.restore(on.ada, on.gone),
    "whispers.send": lambda on: whispers.send(on.eve, on.bob, "psst", uuid4()),
    "reactions.add": lambda on: reactions.add(on.bob, on.welcome, "👍"),
    "reactions.remove": lambda on: reactions.remove(on.ada, on.welcome, "🎉"),
    "pins.pin": lambda on: pins.pin(on.bob, on.welcome),
    "pins.unpin": lambda on: pins.unpin(on.bob, on.pinned),
    "saves.save": lambda on: saves.save(on.bob, on.welcome),
    "saves.unsave": lambda on: saves.unsave(on.ada, on.pinned),
    "reading.mark": lambda on: reading.mark([reading.Mark(on.bob.pk, on.chess.pk, 4, back=True)]),
    "notify.wish": lambda on: notify.wish(on.bob, on.chess.pk, "all", ["tea"]),
    "groups.create": lambda on: groups.create(on.ada, "Garden"),
    "groups.join": lambda on: groups.join(on.eve, on.chess),
    "groups.leave": lambda on: groups.leave(on.bob, on.chess),
    "groups.remove": lambda on: groups.remove(on.ada, on.chess, on.bob, WHY),
    "groups.hand_over": lambda on: groups.hand_over(on.ada, on.chess, on.bob),
    "groups.rename": lambda on: groups.rename(on.ada, on.chess, "Go"),
    "groups.close": lambda on: groups.close(on.ada, on.chess),
    "groups.reopen": lambda on: groups.reopen(on.ada, on.closed),
    "groups.invite": lambda on: groups.invite(on.ada, on.chess, on.eve),
    "privacy.make_private": lambda on: privacy.make_private(on.ada, on.chess),
    "privacy.make_public": lambda on: privacy.make_public(on.ada, on.cellar),
    "privacy.show_history": lambda on: privacy.show_history(on.ada, on.chess, "joined"),
    "oversight.make_private": lambda on: oversight.make_private(on.olga, on.chess, WHY),
    "oversight.make_public": lambda on: oversight.make_public(on.olga, on.cellar, WHY),
    "oversight.show_history": lambda on: oversight.show_history(on.olga, on.chess, "joined", WHY),
    "oversight.rename": lambda on: oversight.rename(on.olga, on.chess, "Go", WHY),
    "oversight.close": lambda on: oversight.close(on.olga, on.chess, WHY),
    "oversight.reopen": lambda on: oversight.reopen(on.olga, on.closed, WHY),
    "oversight.remove": lambda on: oversight.remove(on.olga, on.chess, on.bob, WHY),
    "oversight.hand_over": lambda on: oversight.hand_over(on.olga, on.chess, on.bob, WHY),
    "accounts.choose_password": lambda on: accounts.choose_password(on.zoe, "another horse"),
    "accounts.one_time_password": lambda on: accounts.one_time_password(on.olga, on.zoe, WHY),
    "accounts.deactivate": lambda on: accounts.deactivate(on.olga, on.zoe, WHY),
    "presence.renew": lambda on: presence.renew(uuid4(), [(uuid4(), on.olga.pk)]),
    "presence.change": lambda on: presence.change(on.lease, [(uuid4(), on.olga.pk)], []),
    "presence.end": lambda on: presence.end(on.lease),
    "appearance.appear": lambda on: appearance.appear(on.bob, status=Status("🌴", "Away")),
    "presence.alone": lambda on: presence.alone(on.server.id),
}
ASKS = "changes nothing"
ENTERS = "an account is heard of when its person comes in"
SILENT = {
    "reading.begin": ENTERS,
    "changes.record": "the part of other actions that takes a number and tells it",
    "changes.told": "the part of other actions that records what they wrote",
    "changes.locked": "the part of other actions that holds the locks",
    "changes.underway": "the part of other actions that holds the locks",
    "messages.post_all": "keeps lines for the writer, which tells them",
    "messages.keep": "the part of other actions that holds the locks",
    "messages.tell": "the part of other actions that tells",
    "corrections.opened": "the part of other actions that holds the locks",
    "tombstones.purge": "what it removes nobody was shown any more",
    "tombstones.counted": ASKS,
    "answers.whole": ASKS,
    "accounts.end_one_time_passwords": "no server runs on what is being restored",
    "oversight.on_record": "the record around the others; operators alone see it",
    "oversight.read": "keeps a record, which operators alone see",
    "oversight.may_read": ASKS,
    "accounts.set_up_open": ASKS,
    "accounts.set_up_code": ASKS,
    "accounts.is_set_up_code": ASKS,
    "accounts.sign_up_open": ASKS,
    "accounts.set_up": ENTERS,
    "accounts.sign_up": ENTERS,
    "accounts.make": ENTERS,
    "accounts.reactivate": ENTERS,
    "accounts.one_time_records": ASKS,
    "accounts.use_one_time_password": "who uses it is not in yet",
    "accounts.make_operator": "clients are not told who is an operator",
    "accounts.unmake_operator": "clients are not told who is an operator",
    "answers.save": "what it keeps was told before, as answer.grew",
    "answers.rendered": ASKS,
    "renderings.renew": "the words stay what they are; pages that are open show them as before",
    "renderings.made": ASKS,
    "renderings.ahead": ASKS,
    "renderings.take": "what a message says as it is restored, which is told as that",
    "indexing.lacking": ASKS,
    "indexing.make_missing": "what words are found by, which nobody is shown",
    "indexing.renew": "what words are found by, which nobody is shown",
    "presence.here": ASKS,
    "presence.is_over": ASKS,
    "presence.coarse": ASKS,
    "notify.level_of": ASKS,
    "notify.keywords": ASKS,
}
# What other actions are made of, what guards them, and what is done before anybody listens.
GROUND = {
    *("numbers", "mentions", "receipts", "throttle", "lobby", "past", "belonging"),
    # What these write, they write where no server runs.
    *("epochs", "moving"),
}


def story(name):
    """A story that takes more than one call."""

    def register(function):
        STORIES[name] = function
        return function

    return register


@story("accounts.look_again")
def _zoe_signs_out(on):
    Session.objects.filter(session_key=on.zoes_key).delete()
    accounts.look_again(on.zoe)


@story("appearance.appear, invisible")
def _bob_hides(on):
    appearance.appear(on.bob, invisible=True)


@story("answers.begin")
def _ada_asks(on, lease=None):
    line = messages.Line(on.chess.pk, on.ada, uuid4(), "What is new?")
    return answers.begin(line, lease or on.server.id).answer


@story("answers.finish")
def _ada_is_answered(on):
    answer = _ada_asks(on)
    answers.save(answer.pk, "Not")
    answers.finish(answer.pk, "Not much.", answers.State.DONE)


@story("answers.interrupt_abandoned")
def _nobody_answers_ada(on):
    _ada_asks(on, lease=uuid4())
    answers.interrupt_abandoned()


@story("answers.interrupt_unknown")
def _nobody_knows_that_ada_is_answered(on):
    doubted = {_ada_asks(on).pk}
    assert answers.interrupt_unknown(on.server.id, [], doubted) == doubted
