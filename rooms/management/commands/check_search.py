from django.core.management import BaseCommand, CommandError
from django.db import connection

from rooms import limits
from rooms.models import Message
from rooms.search import index


class Command(BaseCommand):
    help = "Compares what searches go by with what was said, and tells what is amiss."

    def handle(self, **_):
        amiss = list(self.faults())
        if amiss:
            raise CommandError("\n".join([*amiss, "python manage.py rebuild_search mends it."]))
        self.stdout.write("Searches find everything that was said.")

    def faults(self):
        gone = index.missing(connection)
        if gone:
            yield f"Not there: {', '.join(sorted(gone))}."
            return
        rows = Message.objects.only("body", "terms_of", "answer_state")
        writing = Message.AnswerState.WRITING
        stale = sum(
            not row.has_its_terms()
            for row in rows.iterator(chunk_size=limits.TERMS_AT_ONCE)
            if row.answer_state != writing
        )
        if stale:
            yield f"{stale} messages can't be found by all of their words."
        if index.differs(connection):
            yield "The index holds other words than the messages: rebuild_search --all is needed."
