import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rooms.models import Appearance, Membership, Message, Room, RoomEvent, User
from tests.conftest import crossing

PASSWORD = re.compile(r"^  ([a-z]{4}(?:-[a-z]{4}){4})$", re.MULTILINE)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Where the static files are, once the first has collected them."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def demo(settings, tmp_path, collected):
    """Run the command in a folder of its own; returns what it says."""
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, collected

    def run():
        said = StringIO()
        call_command("demo", stdout=said)
        return said.getvalue()

    return run


@crossing
def test_anybody_named_can_sign_in_and_the_first_is_the_operator(demo, client):
    said = demo()

    password = PASSWORD.search(said).group(1)
    assert client.login(username="ana", password=password)
    assert client.login(username="jonas", password=password)
    assert all(user.username in said for user in User.objects.all())
    assert [user.username for user in User.objects.filter(is_staff=True)] == ["ana"]


@crossing
def test_there_are_days_of_talk_of_every_kind(demo):
    demo()

    rooms = {kind: list(Room.objects.filter(kind=kind)) for kind in Room.Kind.values}
    assert (len(rooms["lobby"]), len(rooms["group"]), len(rooms["whisper"])) == (1, 4, 3)
    assert all(room.messages.count() > 1 for places in rooms.values() for room in places)
    said = "".join(Message.objects.values_list("html", flat=True))
    for tag in ("<strong>", "<code class=", "<ol>", "<ul>", "<blockquote>", "<a href="):
        assert tag in said


@crossing
def test_people_answer_react_pin_and_call_one_another(demo):
    demo()

    said = Message.objects.all()
    for kind in ({"reply_to": None}, {"reactions": None}, {"pinned_at": None}, {"mentions": None}):
        assert said.exclude(**kind).exists(), kind
    assert said.get(pinned_at=None, body__contains="big pot").author.username == "fatima"
    assert {who.user.username for who in Appearance.objects.exclude(emoji="")} == {"emre", "jonas"}


@crossing
def test_what_was_said_just_now_is_new_and_the_rest_is_read(demo):
    demo()

    ana = User.objects.get(username="ana")
    rooms = Room.objects.marked_by(ana)
    news = {room.name: (room.unread, room.mentions) for room in rooms if room.unread}
    assert news == {"Garden": (2, 1), "Lobby": (5, 0)}


@crossing
def test_times_go_the_way_of_the_numbers_and_end_a_little_ago(demo):
    demo()

    now = timezone.now()
    for room in Room.objects.all():
        times = list(room.messages.order_by("seq").values_list("sent_at", flat=True))
        assert times == sorted(set(times))
    times = Message.objects.order_by("sent_at").values_list("sent_at", flat=True)
    assert times[0] < now - timedelta(days=5)
    assert now - timedelta(hours=1) < times[len(times) - 1] < now
    for rows in (Membership.objects.values_list("joined_at"), RoomEvent.objects.values_list("at")):
        assert all(moment < times[0] for (moment,) in rows)


@crossing
def test_a_chat_with_people_is_left_as_it_is(demo, ada):
    with pytest.raises(CommandError, match="has people already"):
        demo()

    assert list(User.objects.all()) == [ada]
    assert not Message.objects.exists()


@crossing
def test_where_nobody_may_sign_up_the_demo_makes_no_accounts(demo, settings):
    settings.SIGNUP = "closed"

    with pytest.raises(CommandError, match="SIGNUP"):
        demo()

    assert not User.objects.exists()
