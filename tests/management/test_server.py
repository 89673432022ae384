import asyncio
import socket

import pytest
from django.core.management import CommandError

from rooms.management import server

LOTS = b"x" * 8 * 1024 * 1024


class Talker(asyncio.Protocol):
    """Says far more than a client takes, and notes when it is rid of it."""

    def __init__(self):
        self.rid = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        transport.write(LOTS)

    def connection_lost(self, why):
        self.rid.set_result(why)


async def test_who_stops_reading_is_dropped(monkeypatch):
    monkeypatch.setattr(server, "STALLED_MS", 500)
    listener = server.listen("127.0.0.1", 0)
    talker = Talker()
    serving = await asyncio.get_running_loop().create_server(lambda: talker, sock=listener)
    with socket.create_connection(listener.getsockname()):
        why = await asyncio.wait_for(talker.rid, 10)
    assert isinstance(why, OSError)
    serving.close()


def test_little_waits_in_the_kernel_for_a_slow_client():
    with server.listen("127.0.0.1", 0) as listener:
        buffer = listener.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
        assert buffer <= 2 * server.SEND_BUFFER_BYTES
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000


def test_it_can_listen_by_name_and_by_either_kind_of_number():
    for host in ("localhost", "127.0.0.1", "::1"):
        server.listen(host, 0).close()


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "a..b", "a" * 70])
def test_an_address_that_is_not_here_is_said_in_a_sentence(host):
    with pytest.raises(CommandError, match=f"HOST {host}, PORT 8000: .*\\.$"):
        server.listen(host, 8000)


def test_a_port_that_no_address_has_is_said_in_a_sentence():
    with pytest.raises(CommandError, match=r"HOST 127.0.0.1, PORT 70000: .*\.$"):
        server.listen("127.0.0.1", 70_000)
