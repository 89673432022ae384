"""nchan, a module of nginx in C: it hands on what it gets, and keeps it in memory alone."""

import asyncio
import json
from contextlib import contextmanager

from bench.line import Line, text
from bench.load import WORDS
from tests.own import free_port

from .peer import Peer, filled_in, program

MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"


class Nchan(Peer):
    key, name = "nchan", "nchan"
    durable = "in memory"
    needs = {"nginx": "nginx-light", MODULE: "libnginx-mod-nchan"}

    @contextmanager
    def serving(self, folder):
        self.port = free_port()
        settings = filled_in("nchan.conf", folder, port=self.port, module=MODULE)
        nginx = ("nginx", "-c", str(settings), "-p", str(folder))
        with program(*nginx, port=self.port, folder=folder) as process:
            self.process = process
            yield self

    async def join(self, number, room, again=None):
        while True:
            try:
                return await Line.websocket(self.port, f"/room/{room}")
            except ConnectionRefusedError as refused:
                # It is not ready yet, though it listens.
                if " 503 " not in str(refused):
                    raise
                await asyncio.sleep(0.02)

    def frame(self, number, room):
        return text(json.dumps({"user": f"person{number}", "text": WORDS}))
