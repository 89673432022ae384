"""The chat in which the time of searches and pages is measured is one like any other."""

import pytest
from django.core.management import call_command

from bench import million


@pytest.mark.django_db(transaction=True)
def test_what_was_made_fast_is_found_like_what_was_said(finds):
    reader = million.fill(1_000)
    call_command("check_search")
    assert len(finds(reader, million.RARE)) == 1
    assert finds(reader, f"{million.RARE} before:today") == finds(reader, million.RARE)
    assert len(finds(reader, "th* in:lobby")) == 50
