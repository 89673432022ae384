import argparse
import asyncio
import socket

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection

from chatsite import environment
from rooms.live import claims
from rooms.management import demands, memory, server, starting, workers


class Command(BaseCommand):
    help = "Serves the chat: brings the database up to date, then answers pages and sockets."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default=settings.HOST, help="where to listen")
        parser.add_argument("--port", type=int, default=settings.PORT, help="where to listen")
        parser.add_argument(
            "--workers", type=int, default=settings.WORKERS, help="how many processes serve"
        )
        parser.add_argument("--worker", type=int, nargs=2, help=argparse.SUPPRESS)

    def handle(self, host, port, workers, worker, **_):
        memory.share_arenas()
        starting.keep_to_limits(host)
        starting.keep_together(workers)
        starting.take_its_place()
        if worker:
            self.be_a_worker(*worker)
        elif workers > 1:
            self.serve_with(workers, host, port)
        else:
            listener = server.listen(host, port)
            starting.prepare()
            server.serve(listener, claims.must_be_alone(), self.greeter(host, listener))

    def serve_with(self, count, host, port):
        listeners = server.listen_together(host, port, count)
        starting.prepare()
        if warning := demands.too_few_connections(count):
            self.stderr.write(warning)
        ready = self.greeter(host, listeners[0])
        connection.close_pool()
        asyncio.run(workers.serve(listeners, ready))

    def be_a_worker(self, *lent):
        """Serve on a socket that the parent opened, and tell it so on the line to it."""
        listener, line = (socket.socket(fileno=number) for number in lent)
        starting.keep_to_prepared()
        server.serve(listener, claims.must_be_alone(), lambda: line.send(b"!"), line)

    def greeter(self, host, listener):
        greeting = "\n".join(self.greeting(host, listener.getsockname()[1]))
        return lambda: self.say(greeting)

    def say(self, words):
        self.stdout.write(words)
        self.stdout.flush()

    def greeting(self, host, port):
        yield f"The chat is at {_address(host, port)} (Ctrl+C stops it)."
        if settings.ONLY_THIS_MACHINE and not environment.is_loopback(host):
            yield "Only this machine can open it until SITE_URL or ALLOWED_HOSTS names another."
        yield from starting.first_steps()


def _address(host, port):
    if settings.SITE:
        return settings.SITE.origin
    if environment.is_everywhere(host):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
