"""What an action says when it refuses."""

import pytest

from rooms.errors import BadField, Forbidden


def refusal_of(act, *args):
    with pytest.raises((BadField, Forbidden)) as caught:
        act(*args)
    return caught.value.text
