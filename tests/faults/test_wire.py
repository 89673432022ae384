"""The server that people run, and what reaches it from the network: slow, broken, hostile, loud.

Whatever happens here, nothing of what people say, ask or sign in with stands in the server's log.
"""

import asyncio
import json
import signal
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from websockets.exceptions import ConnectionClosed

from rooms import limits

from ..wire.crowd import CANARY, served
from ..wire.raw import BINARY, CLOSE, TEXT, frame

DROPPED_SECONDS = 26
KERNEL = Path("/proc/net/tcp")
TIME_WAIT = "06"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    with served(tmp_path_factory.mktemp("wire")) as crowd:
        yield crowd


@pytest.fixture(autouse=True)
def nothing_is_logged(crowd):
    with crowd.logging_nothing():
        yield


def is_open(raw):
    """Whether the kernel still keeps the server's side of this client's connection."""
    rows = [row.split() for row in KERNEL.read_text().splitlines()[1:]]
    theirs = [row[3] for row in rows if row[2].endswith(f":{raw.own_port:04X}")]
    return bool(set(theirs) - {TIME_WAIT})


@pytest.mark.skipif(not KERNEL.exists(), reason="the kernel does not say which sockets are open")
async def test_who_stops_reading_is_dropped_and_nobody_else_notices(crowd):
    ada, bob = await crowd.come(0), await crowd.come(1)
    idle = [await crowd.stalled(number) for number in range(2, 12)]
    before, began, late = crowd.memory(), time.monotonic(), []
    count, size = 0, limits.MESSAGE_CHARS - 10

    while any(map(is_open, idle)):
        assert time.monotonic() - began < DROPPED_SECONDS
        count, said = count + 1, time.monotonic()
        await ada.post(f"{count} {CANARY} ".ljust(size, "x"))
        posted = await bob.hear("message.posted")
        assert posted["message"]["body"].startswith(f"{count} ")
        late.append(time.monotonic() - said)
        await ada.hear("message.posted", seq=posted["seq"])
        await asyncio.sleep(0.01 if count < 400 else 0.1)

    late.sort()
    held = (crowd.memory() - before) / 1024
    print(f"\nten stalled readers were gone after {time.monotonic() - began:.1f} s; meanwhile")
    print(f"{count} lines of {size} characters came after {1000 * late[len(late) // 2]:.0f} ms,")
    print(f"at most {1000 * late[-1]:.0f} ms, and the server held {held:.1f} MiB more")
    assert late[int(len(late) * 0.99)] < 1
    assert held < 15


async def test_a_frame_may_have_64_kib_and_not_a_byte_more(crowd):
    ada = await crowd.come(0)
    bare = {"type": "people.list", "id": "full", "limit": 1, "pad": ""}
    full = json.dumps(bare | {"pad": "x" * (limits.FRAME_BYTES - len(json.dumps(bare)))})

    await ada.socket.send(full)
    assert await ada.hear("people.page", id="full")
    await ada.socket.send(full + " ")
    assert await ada.closed() == 1009


OFFERS = [
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits",
    "x-webkit-deflate-frame",
]


@pytest.mark.parametrize("offer", OFFERS)
async def test_nothing_is_compressed_whatever_is_offered(crowd, offer):
    raw = crowd.raw(0)
    status, answer = await raw.open(Sec_WebSocket_Extensions=offer)

    assert status == 101
    assert "sec-websocket-extensions" not in answer
    raw.hang_up()


@pytest.mark.parametrize(
    "origin",
    [
        *(None, "", "null", "*", "file://", "http://", "//", "http://[", "http://evil.example"),
        *("{}.evil.example", "http://evil.example/{}", "{}0", "{}/", "{} {}", "{}@evil.example"),
    ],
)
async def test_a_page_of_another_site_opens_no_socket(crowd, origin):
    raw = crowd.raw(0)
    said = origin and origin.replace("{}", crowd.server.address)

    status, _ = await raw.open(Origin=said)

    assert status == 403
    raw.hang_up()


async def test_who_says_nothing_hears_why_it_ends(crowd):
    raw = crowd.raw(0)
    await raw.open()

    async for opcode, payload in raw.frames():
        if opcode == TEXT:
            bye = json.loads(payload)
        if opcode == CLOSE:
            assert int.from_bytes(payload[:2]) == bye["code"] == 4408
            break


async def test_all_who_come_back_at_once_are_in_soon(crowd):
    began = time.monotonic()

    people = await asyncio.gather(*[crowd.come(number % 12) for number in range(100)])

    print(f"\n100 people were in after {time.monotonic() - began:.1f} s")
    assert time.monotonic() - began < 10
    await asyncio.gather(*[person.socket.close() for person in people])


async def test_who_hangs_up_before_their_turn_holds_up_nobody(crowd):
    guests = [crowd.raw(number % 12) for number in range(30)]
    opening = [asyncio.create_task(guest.open()) for guest in guests]
    while not all(hasattr(guest, "writer") for guest in guests):
        await asyncio.sleep(0)
    for guest in guests[::3]:
        guest.hang_up()

    answers = await asyncio.gather(*opening, return_exceptions=True)
    staying = [answer for number, answer in enumerate(answers) if number % 3]
    assert [status for status, _ in staying] == [101] * 20
    for guest in guests:
        guest.hang_up()


def ask(crowd, path, data=None, **headers):
    """The status of a page."""
    headers = {"Cookie": f"sessionid={crowd.keys[0]}; other={CANARY}"} | headers
    try:
        return urlopen(Request(crowd.server.address + path, data, headers)).status
    except HTTPError as fault:
        return fault.code


async def test_what_people_ask_for_and_sign_in_with_is_never_logged(crowd):
    """Looked for after each test here; this one says all of it where faults are logged."""
    query = f"?q={CANARY}&token={CANARY}"
    for path, status in [("/", 200), ("/nowhere/", 404), ("/static/none", 404)]:
        assert ask(crowd, path + query) == status
    assert ask(crowd, "/" + query, Authorization=f"Bearer {CANARY}") == 200
    assert ask(crowd, "/" + query, Host=f"{CANARY}.example") == 400
    form = f"username=person1&password={CANARY}".encode()
    assert ask(crowd, "/accounts/sign-in/" + query, form, Origin=crowd.server.address) == 403
    raw = crowd.raw(0)
    status, _ = await raw.open(f"/ws/{query}", Authorization=f"Bearer {CANARY}")
    assert status == 101
    await raw.send(frame(TEXT, f'{{"type": "{CANARY}"'.encode()), frame(BINARY, CANARY.encode()))
    await raw.send(frame(CLOSE, b"\x03\xe8" + CANARY.encode()))
    assert (await crowd.raw(0).open(f"/ws/{query}", Upgrade=CANARY))[0] == 404


async def test_where_no_socket_is_the_handshake_is_refused(crowd):
    for path in ("/", "/ws", "/ws/more/", "/admin/"):
        status, _ = await crowd.raw(0).open(path)
        assert status in (403, 404), path


async def test_a_signal_sends_everybody_home_with_all_that_was_acked_kept(tmp_path):
    """While people talk, and some of them take nothing any more."""
    with served(tmp_path) as crowd:
        people = [await crowd.come(number) for number in range(6)]
        idle = [await crowd.stalled(number) for number in range(6, 10)]
        acked = {}
        talks = [asyncio.create_task(talk(person, acked)) for person in people]
        await asyncio.sleep(1)
        began = time.monotonic()
        crowd.server.process.send_signal(signal.SIGTERM)

        assert [await talking for talking in talks] == [1012] * len(people)
        assert await asyncio.to_thread(crowd.server.process.wait, 10) == 0
        print(f"\n{len(acked)} lines were acked; gone after {time.monotonic() - began:.1f} s")
        assert "Traceback" not in crowd.server.output
        for raw in idle:
            raw.hang_up()

        crowd.server.start()
        kept = await (await crowd.come(0)).history()
    assert len(acked) > 50
    assert acked.items() <= kept.items()


async def talk(person, acked):
    """Say one line after the other until the server closes. Returns the code of that."""
    body = "word " * 500
    try:
        while True:
            client_id = await person.post(body)
            acked[client_id] = (await person.hear("ack", client_id=client_id))["seq"]
    except ConnectionClosed as closed:
        return closed.rcvd and closed.rcvd.code
