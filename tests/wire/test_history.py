import uuid

import pytest
from django.db import connection

from rooms import limits
from rooms.actions import messages
from rooms.wire import history


@pytest.mark.django_db
def test_a_fresh_start_holds_the_newest_up_to_its_number_and_nothing_above(ada, lobby):
    """What is posted while it is read comes as an event, and pushes nothing out."""
    for count in range(limits.NEWEST_MESSAGES + 5):
        messages.post(ada, lobby, f"line {count}", uuid.uuid4())
    asked = []

    def meanwhile(execute, sql, *rest):
        if sql.startswith("SELECT") and "rooms_message" in sql and not asked:
            asked.append(sql)
            messages.post(ada, lobby, "meanwhile", uuid.uuid4())
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        [start] = history.sync(lobby)

    assert asked
    assert start.upto == limits.NEWEST_MESSAGES + 5
    assert [message["seq"] for message in start.messages] == list(range(6, start.upto + 1))
