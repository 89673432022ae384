"""A provider of answers that speaks the streaming protocol, as well and as badly as they come.

The model that is asked for is what happens: `plain`, `slow`, `cut` or another of the ways;
any other model is `plain`. By itself: `python -m tests.assistant.provider --port 9999`, and the
chat with OPENAI_BASE_URL=http://127.0.0.1:9999/v1 OPENAI_MODEL=slow.
"""

import argparse
import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .ways import WAYS, Answer, plain


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.provider.asked.append((self.path, headers, asked))
        answer = Answer(self, asked["messages"][-1]["content"])
        try:
            WAYS.get(asked["model"], plain)(answer)
        except OSError:
            self.server.provider.hung_up.set()
            self.close_connection = True

    def log_message(self, *_):
        pass


class Provider:
    """The server, as long as the `with` lasts. `asked` is what it was asked, in order."""

    def __init__(self, port=0):
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.provider = self
        self.asked = []
        self.hung_up = threading.Event()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    provider = Provider(parser.parse_args().port)
    print(provider.url, flush=True)
    with suppress(KeyboardInterrupt):
        provider.server.serve_forever()
