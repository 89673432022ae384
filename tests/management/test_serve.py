import asyncio
import gzip
import json
import re
import signal
import socket
import time
import uuid
from urllib.request import Request, urlopen

import pytest
from websockets.exceptions import ConnectionClosed

from rooms import limits

SAY = """
from rooms.actions import messages
from rooms.models import Room, User
import uuid
bob, lobby = User.objects.get(username="bob"), Room.objects.lobby()
messages.post(bob, lobby, "from elsewhere", client_id=uuid.uuid4())
"""


# What serves nobody where one process is the chat: the first two took a third of its memory.
IDLE = ("twisted", "redis", "openai", "psycopg")
LOADED = f"""
import sys
from chatsite import asgi
from rooms.management import server
print(*sys.modules.keys() & {IDLE})
"""


@pytest.fixture(scope="module")
def serving(lasting):
    """One server for all tests that leave it running."""
    return lasting.start()


@pytest.fixture
def ending(server):
    """A server that a test may end."""
    return server().start()


async def heard(socket, type):
    """The next event of this type."""
    async for text in socket:
        for line in text.split("\n"):
            event = json.loads(line)
            if event["type"] == type:
                return event


async def greeted(socket):
    await socket.send('{"type": "hello", "v": 1}')
    return await heard(socket, "welcome")


async def close_code(socket):
    try:
        async with asyncio.timeout(10):
            while True:
                await socket.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def test_a_chat_of_one_process_loads_only_what_it_uses(lasting):
    assert lasting.manage("shell", "--no-imports", "-c", LOADED).split() == []


def test_it_names_one_address_and_is_there(serving):
    assert len(re.findall(r"https?://", serving.output)) == 1
    with urlopen(f"{serving.address}/admin/login/") as page:
        assert page.status == 200
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["Server"] is None


def test_styles_have_names_of_their_own_and_may_be_kept_for_ever(serving):
    with urlopen(f"{serving.address}/admin/login/") as page:
        style = re.search(r'href="(/static/[^"]+\.css)"', page.read().decode()).group(1)

    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    with urlopen(serving.address + style) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        plain = answer.read()
    asked = Request(serving.address + style, headers={"Accept-Encoding": "gzip"})
    with urlopen(asked) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()) == plain


def test_uploads_that_never_end_keep_nobody_out(serving):
    host, _, port = serving.address.removeprefix("http://").rpartition(":")
    head = f"POST /accounts/sign-in/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2000000\r\n\r\n"
    uploads = [socket.create_connection((host, port)) for _ in range(limits.PAGES_AT_ONCE)]
    for upload in uploads:
        upload.settimeout(10)
        upload.sendall(head.encode() + b"x" * 1_150_000)

    with urlopen(f"{serving.address}/admin/login/", timeout=10) as page:
        assert page.status == 200
    for upload in uploads:
        assert upload.recv(1000).startswith(b"HTTP/1.1 413")
        upload.close()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_sends_everybody_home_to_come_back(ending, sign):
    async with ending.socket(ending.sign_in("ada")) as socket:
        await greeted(socket)
        began = time.monotonic()
        ending.process.send_signal(sign)

        bye = await heard(socket, "bye")
        assert (bye["code"], bye["reconnect"]) == (1012, True)
        assert await close_code(socket) == 1012
        assert await asyncio.to_thread(ending.process.wait, 10) == 0
        assert time.monotonic() - began < 10


async def test_a_line_said_just_before_the_end_is_kept(ending, server):
    key, client_id = ending.sign_in("ada"), str(uuid.uuid4())
    async with ending.socket(key) as socket:
        lobby = (await greeted(socket))["rooms"][0]["id"]
        post = {"type": "message.post", "room": lobby, "client_id": client_id, "body": "last"}
        await socket.send(json.dumps(post))
        await heard(socket, "ack")
        assert ending.stop() == 0

    again = server().start()
    async with again.socket(key) as socket:
        await greeted(socket)
        await socket.send(json.dumps({"type": "room.history", "room": lobby}))
        page = await heard(socket, "room.page")
    assert [message["client_id"] for message in page["messages"]] == [client_id]


async def test_what_another_command_writes_is_heard_within_three_seconds(serving):
    async with serving.socket(serving.sign_in("bob")) as socket:
        await greeted(socket)
        await asyncio.to_thread(serving.run, SAY)

        async with asyncio.timeout(3):
            posted = await heard(socket, "message.posted")
        assert posted["message"]["body"] == "from elsewhere"


async def test_a_frame_over_64_kib_ends_the_connection(serving):
    async with serving.socket(serving.sign_in("eve")) as socket:
        await greeted(socket)
        await socket.send("x" * (64 * 1024 + 1))
        assert await close_code(socket) == 1009


async def test_texts_are_not_compressed_and_addresses_not_logged(ending):
    key = ending.sign_in("ada")
    async with ending.socket(key, path="/ws/?word=hidden") as socket:
        await greeted(socket)
        assert "Sec-WebSocket-Extensions" not in socket.response.headers
    await asyncio.to_thread(urlopen, f"{ending.address}/admin/login/?word=hidden")
    ending.stop()
    assert "hidden" not in ending.output
    assert key not in ending.output


def test_a_second_server_in_the_same_folder_is_refused(server):
    alone = {"REDIS_URL": ""}
    first = server(**alone).start()

    second = server(**alone).start()
    assert second.process.wait(10) == 1
    assert "two separate chats" in second.output
    assert "Traceback" not in second.output
    third = server(**alone).start("runserver", "0")
    assert third.process.wait(10) == 1
    assert "two separate chats" in third.output

    first.stop(signal.SIGKILL)
    assert server(**alone).start().address


def test_a_port_that_is_taken_is_said_in_a_sentence(serving, server, tmp_path):
    port = serving.address.rpartition(":")[2]
    other = server(tmp_path / "other", PORT=port).start()

    assert other.process.wait(10) == 1
    assert "PORT" in other.output
    assert "Traceback" not in other.output


def test_a_wrong_value_ends_the_start_with_one_sentence(server):
    wrong = server(SIGNUP="maybe").start()

    assert wrong.process.wait(10) == 1
    assert wrong.output == (
        "The chat can't start: SIGNUP is 'maybe', but it can only be open or closed.\n"
    )


def test_the_first_start_tells_the_code_for_setting_up_and_later_ones_do_not(monkeypatch, server):
    # This one makes all that it needs itself.
    monkeypatch.delenv("TEST_LENT", raising=False)
    first = server().start()
    assert "make the first account" in first.output
    code = first.output.splitlines()[-1].strip()
    shown = first.run("from rooms.actions import accounts; print(accounts.set_up_code())")
    assert code == shown.strip()

    first.sign_in("ada")
    first.stop()
    assert "first account" not in first.start().output
