"""Whatever people do in a group, in whatever order: it is what a list would be, and so are copies.

Through sockets to a real server, step by step: after each, everybody who is in the group holds what
the list says, and nobody who is not hears any of it.
"""

import asyncio
import os
import uuid

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run

from .copy import KINDS, Copy
from .crowd import served
from .model import Group, Said

FEW, MANY, STEPS = 3, int(os.environ.get("STATE_RUNS", 100)), 30
OWNER, NAMES = "person0", ["person0", "person1", "person2"]
REMOVE = """
from rooms.actions import groups
from rooms.models import Room, User
operator, _ = User.objects.get_or_create(
    username="olga", defaults={{"username_key": "olga", "is_staff": True}}
)
groups.remove(operator, Room.objects.get(pk={room}), User.objects.get(username="{name}"), "Why not")
"""
people, guests = some.sampled_from(NAMES), some.sampled_from(NAMES[1:])
words = some.sampled_from(["one", "two", "**three**", "four\nlines"])


class Chat(RuleBasedStateMachine):
    messages = Bundle("messages")
    crowd = steps = None

    @initialize()
    def begin(self):
        self.loop = asyncio.new_event_loop()
        self.copies = {n: Copy(self.crowd.server, self.crowd.keys[int(n[-1])], n) for n in NAMES}
        self.group, self.name = Group(OWNER), f"group {uuid.uuid4().hex}"
        self.group.since[OWNER] = 1
        self.do(self._begun())

    async def _begun(self):
        for copy in self.copies.values():
            await copy.open()
        owner = self.copies[OWNER].tab
        await self._typed(owner, f"/group create {self.name}")
        room = (await owner.hear("room.added"))["room"]
        for copy in self.copies.values():
            copy.room = room["id"]
        mine = self.copies[OWNER]
        mine.upto, mine.begin, mine.epoch = room["head"], room["head"], room["epoch"]

    @rule(target=messages, who=people, body=words)
    def post(self, who, body):
        answer = self.do(self._asked(who, "message.post", room=self.room, body=body))
        if who not in self.group.since:
            assert answer["code"] == "forbidden"
            return None
        self.group.post(who, body, answer["message"])
        self.all_agree(answer)
        return self.group.said[-1]

    @rule(who=people, message=messages, body=words)
    def edit(self, who, message, body):
        self._change(who, message, "edit", [body], body=body)

    @rule(who=people, message=messages)
    def delete(self, who, message):
        self._change(who, message, "delete", [], reason="Why not")

    @rule(who=guests)
    def join(self, who):
        self.do(self._typed(self.copies[who].tab, f"/group join {self.name}"))
        self.group.join(who)
        self.all_agree()

    @rule(who=guests)
    def leave(self, who):
        self.do(self._typed(self.copies[who].tab, f"/group leave {self.name}"))
        self.group.leave(who)
        self.all_agree()

    @rule(who=guests)
    def remove(self, who):
        if who in self.group.since:
            self.crowd.server.run(REMOVE.format(room=self.room, name=who))
            self.group.leave(who)
            self.all_agree()

    @rule(who=people, politely=some.booleans())
    def reconnect(self, who, politely):
        self.do(self.copies[who].reopen(politely))
        self.all_agree()

    def _change(self, who, message, deed, words, **fields):
        if not isinstance(message, Said):
            return
        done = self.do(self._asked(who, f"message.{deed}", message=message.id, **fields))
        may = getattr(self.group, deed)(who, message, *words)
        assert (done["type"] == "ack") == may, done
        self.all_agree(done)

    def all_agree(self, answer=None):
        """Everybody holds what the list says."""
        type(self).steps += 1
        if answer and answer["type"] == "ack" and not answer.get("duplicate"):
            assert answer["seq"] == self.group.head
        self.do(self._all_agree())

    async def _all_agree(self):
        for name, copy in self.copies.items():
            if name in self.group.since:
                await copy.hears_up_to(self.group.head)
                assert copy.held == self.group.held_by(name)
            else:
                await copy.hears_of_leaving()
                assert await copy.hears_no_more()

    @property
    def room(self):
        return self.copies[OWNER].room

    async def _asked(self, who, type, **fields):
        tab, id = self.copies[who].tab, uuid.uuid4().hex
        if type == "message.post":
            fields["client_id"] = str(uuid.uuid4())
        await tab.say(type=type, id=id, **fields)
        return await self._reply(tab, id=id)

    async def _typed(self, tab, line):
        client_id = await tab.post(line)
        return await self._reply(tab, client_id=client_id)

    async def _reply(self, tab, **ids):
        """The answer; what came before it waits to be heard."""
        before = []
        while True:
            event = await tab.hear("ack", "notice", "error", *KINDS)
            if event["type"] in ("ack", "notice", "error") and ids.items() <= event.items():
                tab._waiting[:0] = before
                return event
            before.append(event)

    def do(self, step):
        return self.loop.run_until_complete(step)

    def teardown(self):
        for copy in self.copies.values():
            if copy.tab:
                self.do(copy.tab.socket.close())
        self.loop.close()


@pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.torture)])
def test_a_group_is_what_a_list_would_be(tmp_path, examples):
    with served(tmp_path) as crowd, crowd.logging_nothing():
        Chat.crowd, Chat.steps = crowd, 0
        checks = list(HealthCheck)
        run(
            Chat,
            settings=settings(
                max_examples=examples,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=checks,
                derandomize=examples == FEW,
                # What is smaller takes as long again, for each step there are sockets to open.
                phases=[Phase.generate],
                database=None,
            ),
        )
    print(f"\n{examples} groups, {Chat.steps} steps")
    assert Chat.steps > 3 * examples
