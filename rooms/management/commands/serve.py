from django.conf import settings
from django.core.management import BaseCommand

from chatsite import environment
from rooms.live import claims
from rooms.management import server, starting


class Command(BaseCommand):
    help = "Serves the chat: brings the database up to date, then answers pages and sockets."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default=settings.HOST, help="where to listen")
        parser.add_argument("--port", type=int, default=settings.PORT, help="where to listen")

    def handle(self, host, port, **_):
        starting.keep_to_limits(host)
        starting.take_its_place()
        listener = server.listen(host, port)
        starting.prepare()
        greeting = "\n".join(self.greeting(host, listener.getsockname()[1]))
        server.serve(listener, claims.must_be_alone(), ready=lambda: self.say(greeting))

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
