"""A database is changed as a whole, or not at all, and who asked for it is told which."""

from contextlib import contextmanager

from django.core.management import CommandError
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, transaction


@contextmanager
def all_or_nothing(using=DEFAULT_DB_ALIAS):
    """A transaction. Raises a CommandError where its very end was asked for and never answered, as
    then nobody knows what became of it.
    """
    is_at_its_end = False
    try:
        with transaction.atomic(using):
            yield
            is_at_its_end = True
    except (OperationalError, InterfaceError) as fault:
        if not is_at_its_end:
            raise
        raise CommandError(
            "The database did not answer at the very end, so either everything is in place, or"
            " nothing was changed. Please give the same command again. If it says that there is a"
            f" chat already, everything is in place. {fault}".strip()
        ) from None
