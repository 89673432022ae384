"""Where the page opens a room: at what its reader has not read yet."""

from uuid import uuid4

import pytest

from rooms.actions import messages
from rooms.models import Membership

from .test_permalinks import page_of


@pytest.fixture
def opened(client, ada, bob, lobby):
    """The numbers of the lobby's messages that the page shows to bob, who has read up to `read`."""

    def make(read):
        Membership.objects.create(room=lobby, user=bob, read_seq=read)
        client.force_login(bob)
        page = page_of(client.get("/"))
        return [one["seq"] for one in page["history"]["messages"]]

    return make


@pytest.fixture
def talk(ada, lobby):
    """The numbers of 120 lines of ada's."""
    return [messages.post(ada, lobby, f"line {n}", uuid4()).seq for n in range(120)]


def test_where_much_is_unread_it_opens_where_that_begins(opened, talk):
    seen = opened(talk[40])
    assert seen[0] <= talk[40] < talk[41] <= seen[-1]
    assert talk[-1] not in seen


@pytest.mark.parametrize("unread", [0, 20, 49])
def test_where_little_is_unread_it_opens_at_the_end(opened, talk, unread):
    assert opened(talk[-1 - unread]) == talk[-50:]
