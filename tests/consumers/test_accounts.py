"""What happens to an account reaches its open sockets."""

import pytest
from django.conf import settings
from django.test import Client

from rooms.actions import accounts
from rooms.live import database

from ..conftest import crossing
from ..line import Line


@pytest.fixture
def olga(person):
    return person("olga", is_staff=True)


def browser_of(line):
    """A browser that shares the session of this socket."""
    client = Client()
    cookie = dict(line.socket.scope["headers"])[b"cookie"].decode()
    client.cookies.load(cookie)
    return client


@crossing
async def test_signing_out_closes_this_browser_s_sockets_and_no_others(connect, ada):
    here, elsewhere = await connect(ada), await connect(ada)

    await database.write(browser_of(here).post, "/accounts/sign-out/")

    assert await here.closed() == 4401
    assert await elsewhere.hears_nothing("bye")


@crossing
async def test_a_one_time_password_closes_the_sockets_of_its_person(connect, olga, ada, eve):
    hers, other = [await connect(ada), await connect(ada)], await connect(eve)

    await database.write(accounts.one_time_password, olga, ada, "Stolen phone.")

    assert [await line.closed() for line in hers] == [4401, 4401]
    assert await other.hears_nothing("bye")


@crossing
async def test_a_deactivated_person_s_sockets_close_and_a_new_one_is_refused(connect, olga, ada):
    hers = await connect(ada)

    await database.write(accounts.deactivate, olga, ada, "Spam.")

    assert await hers.closed() == 4403
    again = await connect(ada, hello=False)
    assert await again.closed() == 4401


@crossing
async def test_who_has_yet_to_replace_a_one_time_password_has_no_socket(connect, olga, ada):
    client = Client()

    def sign_in():
        once = accounts.one_time_password(olga, ada, "Forgotten.")
        client.post("/accounts/sign-in/", {"username": "ada", "password": once})
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    key = await database.write(sign_in)
    line = Line(key)
    await line.open()

    assert await line.closed() == 4401
