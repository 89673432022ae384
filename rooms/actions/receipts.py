"""That a command was run: kept in its own transaction, so that a resend runs nothing again."""

from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from rooms import limits
from rooms.errors import IdReused
from rooms.models import Receipt
from rooms.text import body as texts

from . import numbers


@contextmanager
def once(sender, client_id, line):
    """One transaction around a command. What `reply` is at its end is kept for a resend.

    `reply` is None at the start unless this very line was run before. Raises IdReused if the
    client_id stood for another line.
    """
    digest = texts.digest(line)
    with numbers.writing():
        receipt = Receipt.objects.filter(sender=sender, client_id=client_id).first()
        if receipt is not None and bytes(receipt.digest) != digest:
            raise IdReused()
        if receipt is None:
            receipt = Receipt(sender=sender, client_id=client_id, digest=digest, reply=None)
        known = receipt.reply is not None
        yield receipt
        if not known:
            receipt.save()


def forget_old():
    """Drop receipts that nobody will ask for any more."""
    with numbers.writing():
        before = timezone.now() - timedelta(days=limits.RECEIPT_DAYS)
        Receipt.objects.filter(at__lt=before).delete()
