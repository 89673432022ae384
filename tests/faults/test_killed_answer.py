"""The server is killed while the assistant answers: what was asked stands once, and what was
answered ends by itself.
"""

import asyncio

from tests.server import database

from ..assistant.provider import Provider
from .client import Client
from .victim import SPOILT, Victim

PATIENCE_SECONDS = 60
QUESTION = "What is new?"


async def asked(folder, settings):
    """The room's messages when the answer has ended, and what is said to whoever asks again."""
    victim = Victim(folder, SPOILT, **settings)
    await victim.start()
    [[user, name, key]] = await victim.ask("people.made(1)")
    client = Client(name, user, victim.dial(key), [], backoff=(0.02, 0.1))
    living = asyncio.create_task(client.live())
    try:
        await client.ready.wait()
        [lobby] = client.copies.rooms
        client.say(lobby, f"/chatgpt {QUESTION}")
        assert await victim.fall("mid_answer")
        await victim.start()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (found := await history(client, lobby))[-1]["answer"]["state"] == "writing":
                await asyncio.sleep(0.1)
            while client.waiting():
                await asyncio.sleep(0.1)
            again = await client.ask(lobby, f"/chatgpt {QUESTION}")
        return *found, again
    finally:
        living.cancel()
        await victim.kill()


async def history(client, room):
    await client.ready.wait()
    return await client.history(room)


def test_a_killed_answer_is_interrupted_and_one_may_ask_again(tmp_path):
    with Provider() as provider, database() as found:
        settings = {"OPENAI_BASE_URL": provider.url, "OPENAI_MODEL": "slow"}
        question, answer, again = asyncio.run(asked(tmp_path, found | settings | {"REDIS_URL": ""}))

    assert question["body"] == QUESTION
    assert answer["answer"]["state"] == "interrupted"
    assert again["type"] == "ack"
