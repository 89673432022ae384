"""A canary is whispered; nobody but the two ever finds it, whatever they open or ask."""

import logging
import uuid

import pytest
from django.urls import reverse

from rooms.actions import oversight
from rooms.models import AuditEntry, Room

from . import addresses
from .conftest import WHY, listing, page, whisper

pytestmark = pytest.mark.django_db
KINDS = ("group", "user", "auditentry")


@pytest.fixture
def canary():
    return f"canary{uuid.uuid4().hex}"


@pytest.fixture
def secret(ada, bob, canary):
    """The room in which ada whispered the canary to bob."""
    return whisper(ada, bob, f"A {canary} sings")


@pytest.fixture
def root(person):
    """An operator with every right that Django knows."""
    return person("root", is_staff=True, is_superuser=True)


def walked(client, *things):
    """What every address says to this browser, with these things in its every part."""
    values = sorted({thing.pk for thing in things}, key=str)
    for address in addresses.every([*values, "rooms"]):
        if address != reverse("admin:logout"):
            yield address, client.get(address, follow=True)


def test_the_two_see_it_on_their_page(browser, secret, ada, bob, canary):
    for one in (ada, bob):
        shown = browser(one).get(reverse("room", args=[secret.pk]))
        assert canary in shown.content.decode()


@pytest.mark.parametrize("who", ["root", "olga", "eve", None])
def test_no_address_shows_it_to_anybody_else(
    request, browser, secret, canary, who, lobby, chess, ada, caplog
):
    """With all that operators may read opened, as well."""
    caplog.set_level(logging.DEBUG)
    client = browser(who and request.getfixturevalue(who))
    for room in (lobby, chess):
        client.post(page("group", room, "messages"), {"reason": WHY})

    for address, answer in walked(client, secret, lobby, chess, ada):
        assert canary not in answer.content.decode(), address
        assert canary not in str(answer.headers), address
    assert canary not in caplog.text


def test_the_room_of_a_whisper_is_as_one_that_is_not(browser, root, secret):
    """To be looked at, and to do something with."""
    client = browser(root)
    nowhere = Room(pk=10**6)
    for name in ("change", "messages", "rename", "close", "reopen"):
        for room in (secret, nowhere):
            address = page("group", room, name)
            assert client.get(address).status_code == 404, address
            said = {"reason": WHY, "name": "Ours"}
            assert client.post(address, said).status_code == 404, address

    secret.refresh_from_db()
    assert (secret.name, secret.closed) == ("", False)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("who", ["root", "eve"])
def test_the_chat_s_page_of_a_whisper_is_for_the_two(request, browser, secret, who):
    client = browser(request.getfixturevalue(who))

    assert client.get(reverse("room", args=[secret.pk])).status_code == 404


@pytest.mark.parametrize("deed", ["remove", "hand-over"])
def test_nobody_is_removed_from_a_whisper(browser, root, secret, ada, deed):
    address = page("group", secret, deed, ada)

    assert browser(root).post(address, {"reason": WHY}).status_code == 404
    assert secret.members.count() == 2


LOOKUPS = [
    "q={}",
    "messages__body__contains={}",
    "room__messages__body__contains={}",
    "user__messages__body__icontains={}",
    "rooms__messages__body__contains={}",
    "memberships__room__messages__body__contains={}",
    "actor__messages__body__contains={}",
    "_filter=messages__body__contains&q={}",
    "state=open&messages__body__contains={}",
    "operator={}",
    "created_at__year={}",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lookup", LOOKUPS)
def test_no_lookup_tells_a_true_guess_from_a_false_one(browser, root, secret, canary, kind, lookup):
    def told(guess):
        answer = browser(root).get(f"{listing(kind)}?{lookup.format(guess)}")
        if answer.status_code != 200:
            return answer.status_code
        return list(answer.context["cl"].result_list)

    assert told(canary) == told("canary0")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "lookup",
    [
        "kind=whisper",
        "kind__exact=whisper",
        "room__kind=whisper",
        "room__kind__exact=whisper",
        "memberships__room__kind=whisper",
        "id__exact={pk}",
        "pk={pk}",
        "room__id__exact={pk}",
        "people_key__isnull=False",
        "name=",
        "o=1.2.3.4.5.6.7",
        "o=-1",
        "all=",
        "p=0",
        "q=whisper",
        "e=1",
        "_popup=1",
        "_to_field=id",
    ],
)
def test_no_lookup_lists_the_room(browser, root, secret, lobby, kind, lookup):
    oversight.read(root, lobby, WHY)
    answer = browser(root).get(f"{listing(kind)}?{lookup.format(pk=secret.pk)}")

    assert answer.status_code in (200, 302, 400)
    if answer.status_code == 200:
        assert f"whisper {secret.pk}" not in answer.content.decode()
        rows = list(answer.context["cl"].result_list)
        assert kind != "group" or secret.pk not in [row.pk for row in rows]
        assert kind != "auditentry" or secret.pk not in [row.room_id for row in rows]


def test_how_much_the_two_whisper_shows_in_no_figure(browser, desk, chess, lobby, ada, bob):
    def figures():
        pages = [listing("group"), page("group", chess), page("group", lobby), page("user", ada)]
        return [desk.get(address).content.decode() for address in pages]

    def without_tokens(texts):
        return [[line for line in text.splitlines() if "csrf" not in line] for text in texts]

    before = figures()
    for _ in range(3):
        whisper(ada, bob, "psst")

    assert without_tokens(figures()) == without_tokens(before)
