import os

from daphne.management.commands import runserver

from rooms.management import starting


class Command(runserver.Command):
    """Daphne, which starts anew whenever the code changes, with static files as elsewhere."""

    def run(self, **options):
        starting.keep_to_limits(self.addr)
        # With the autoreloader it is the child that serves; the parent only watches over it.
        if not options["use_reloader"] or os.environ.get("RUN_MAIN") == "true":
            starting.take_its_place()
        super().run(**options)

    def inner_run(self, *args, **options):
        for line in starting.first_steps():
            self.stdout.write(line)
        super().inner_run(*args, **options)

    def get_application(self, options):
        return runserver.get_default_application()
