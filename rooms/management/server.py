"""The production server: uvicorn, with the limits and the farewell that a chat needs."""

import asyncio
import gc
import logging
import os
import socket
import sys
import threading

import uvicorn
from django.core.management import CommandError

from rooms import limits
from rooms.live import claims, database, process

from .framing import Framing
from .knocking import Knocking

logger = logging.getLogger(__name__)

STALLED_MS = 20_000
SEND_BUFFER_BYTES = 64 * 1024
PING_SECONDS = 20
CLAIM_SECONDS = 5
GONE_SECONDS = 9.5
PORTS = range(65_536)
# A line to thousands of sockets makes objects that live for a moment, but count as many for Python:
# by its own numbers it would look through all there are for garbage several times with each line.
# What sockets leave is searched for by `rooms.live.garbage`, which need not look at the program.
GARBAGE = (50_000, 20, 100)
# How long a thread goes on while others want to: within Python's 5 ms the one that keeps lines had
# all sockets wait for most of a batch.
SWITCH_SECONDS = 0.000_3


class ChatServer(uvicorn.Server):
    """Begins and ends the chat's own work with the server's."""

    def __init__(self, config, alone, ready, line):
        super().__init__(config)
        self.alone = alone
        self.ready = ready
        self.line = line

    async def startup(self, sockets=None):
        chat = await process.start(alone=self.alone)
        chat.tasks.every(CLAIM_SECONDS, self.keep_claim)
        await super().startup(sockets)
        if self.line is not None:
            asyncio.get_running_loop().add_reader(self.line, self.be_left)
        gc.freeze()
        self.ready()

    def be_left(self):
        """The parent is gone, and nobody would ever end this process."""
        asyncio.get_running_loop().remove_reader(self.line)
        self.should_exit = True

    async def keep_claim(self):
        if not await database.read(claims.keep_database):
            logger.error("another server came while the database's connection was broken")

    async def shutdown(self, sockets=None):
        _be_gone_in(GONE_SECONDS)
        for listener in self.servers:
            listener.close()
        await process.drain()
        await super().shutdown(sockets)

    def handle_exit(self, sig, frame):
        # Uvicorn's own would send the signal again at the end, so that no exit were clean.
        self.force_exit = self.should_exit
        self.should_exit = True


def serve(listener, alone, ready, line=None):
    """Serve on this socket until a signal comes; calls `ready` once people can come.

    `line` is the socket to the parent, of a worker: it ends with it.
    """
    gc.set_threshold(*GARBAGE)
    sys.setswitchinterval(SWITCH_SECONDS)
    config = uvicorn.Config(
        "chatsite.asgi:application",
        http=Knocking,
        ws=Framing,
        ws_max_size=limits.FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    ChatServer(config, alone, ready, line).run(sockets=[listener])


def listen_together(host, port, count):
    """So many sockets at one port, among which the kernel shares out who comes.

    Who shares a port is asked only afterwards, so the first finds out whether another has it.
    """
    listeners = [listen(host, port)]
    listeners[0].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    port = listeners[0].getsockname()[1]
    return listeners + [listen(host, port, shared=True) for _ in range(count - 1)]


def listen(host, port, shared=False):
    """A socket whose connections end when the other side takes nothing for STALLED_MS.

    Without that, and with the kernel's buffers as large as they get, who stops reading is
    never gone: uvicorn's pings wait behind what is unread.
    """
    if port not in PORTS:
        raise _no_listening(host, port, "there are ports from 1 to 65535 only")
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MS)
        listener.bind(address)
    except OSError as fault:
        raise _no_listening(host, port, fault.strerror.lower()) from None
    except UnicodeError:
        raise _no_listening(host, port, "this can't be the name of a machine") from None
    return listener


def _no_listening(host, port, why):
    return CommandError(f"Nothing can listen at HOST {host}, PORT {port}: {why}.")


def _be_gone_in(seconds):
    """End the process by then, whatever a thread still waits for."""
    timer = threading.Timer(seconds, os._exit, [0])
    timer.daemon = True
    timer.start()
