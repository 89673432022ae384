from django.core.management import BaseCommand, CommandError

from rooms.actions import renderings


class Command(BaseCommand):
    help = "Renders messages anew that an older version of the chat has rendered."
    requires_system_checks = []

    def handle(self, **_):
        count = 0
        try:
            for renewed in renderings.renew():
                count += renewed
        except KeyboardInterrupt:
            raise CommandError(
                f"Broken off after {_counted(count)}. The same command goes on from there."
            ) from None
        self.stdout.write(f"Rendered {_counted(count)} anew.")


def _counted(count):
    return f"{count} message{'' if count == 1 else 's'}"
