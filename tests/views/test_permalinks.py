"""The address of one message."""

import json
import re
from uuid import uuid4

import pytest

from rooms.actions import groups, messages, whispers
from rooms.models import Membership, Message

from .entering import sign_in


def page_of(answer):
    return json.loads(re.search(r'id="page-data"[^>]*>(.*?)</script>', answer.text, re.S)[1])


@pytest.fixture
def long_ago(ada, lobby):
    posted = [messages.post(ada, lobby, f"line {n}", uuid4()) for n in range(120)]
    return posted[20]


def test_it_opens_the_room_around_it_and_marks_nothing_as_read(client, ada, bob, long_ago, lobby):
    Membership.objects.create(room=lobby, user=bob, read_seq=3)
    client.force_login(bob)

    page = page_of(client.get(f"/m/{long_ago.message_id}"))

    assert (page["target"], page["room"]) == (long_ago.message_id, lobby.pk)
    seqs = [one["seq"] for one in page["history"]["messages"]]
    assert long_ago.seq in seqs
    assert seqs == list(range(seqs[0], seqs[-1] + 1))
    assert not page["history"]["found_newest"]
    assert Membership.objects.get(room=lobby, user=bob).read_seq == 3


def test_signed_out_visitors_sign_in_and_come_back_to_it(client, ada, long_ago):
    address = f"/m/{long_ago.message_id}"
    answer = client.get(address)
    assert answer.url == f"/accounts/sign-in/?next={address}"
    assert sign_in(client, "ada", next=address).url == address


def test_what_one_may_not_read_is_not_there(client, ada, bob, eve):
    chess = groups.create(ada, "Chess")
    secret = messages.post(ada, chess, "Secret", uuid4()).message_id
    psst = whispers.send(ada, bob, "psst", uuid4()).message_id
    before = messages.post(ada, chess, "Before", uuid4()).message_id
    Message.objects.filter(pk=before).update(shared=False)
    client.force_login(eve)
    nothing = client.get("/m/999999")
    assert nothing.status_code == 404

    for pk in (secret, psst, 0, 2**70):
        answer = client.get(f"/m/{pk}")
        assert (answer.status_code, answer.text) == (404, nothing.text)
    groups.join(eve, chess)
    assert client.get(f"/m/{secret}").status_code == 200
    assert client.get(f"/m/{before}").status_code == 404
