import json
import logging
import sys

import pytest

from chatsite.logs import JsonLines, Lines, WithoutQuery, WithoutValues

SECRET = "what-ada-said"


def record(message, *args, name="rooms.live.writer", fault=None, **more):
    found = logging.LogRecord(name, logging.WARNING, "", 0, message, args, fault)
    vars(found).update(more)
    return found


@pytest.fixture
def fault():
    """An error with its traceback, which came of another; both quote what they were given."""
    try:
        try:
            raise KeyError(SECRET)
        except KeyError:
            raise ValueError(f"no {SECRET}")  # noqa: B904
    except ValueError:
        return sys.exc_info()


def test_the_development_server_logs_no_query_strings():
    details = {"path": "/ws/?word=hidden", "client": "127.0.0.1:1"}
    found = logging.LogRecord("x", 20, "", 0, "CONNECT %(path)s [%(client)s]", (details,), None)

    assert WithoutQuery().filter(found)
    assert found.getMessage() == "CONNECT /ws/ [127.0.0.1:1]"


def test_a_made_up_host_fills_no_log(client, caplog):
    assert client.get("/accounts/sign-in/", headers={"host": "made.up"}).status_code == 400
    assert "django.security.DisallowedHost" not in {record.name for record in caplog.records}


def test_a_line_of_json_says_what_may_be_known_and_nothing_else():
    line = JsonLines().format(record("%d\nlines", 2, connection="c1", code=4401, request=SECRET))

    found = json.loads(line)
    assert "\n" not in line
    assert found["message"] == "2\nlines"
    assert found["time"].endswith("+00:00")
    assert (found["level"], found["logger"]) == ("WARNING", "rooms.live.writer")
    assert (found["connection"], found["code"]) == ("c1", 4401)
    assert SECRET not in line


def test_a_line_for_people_ends_with_what_may_be_known():
    lines = Lines("{levelname} {message}", style="{")

    assert lines.format(record("a socket is closed", code=4401, user=7, request=SECRET)) == (
        "WARNING a socket is closed user=7 code=4401"
    )


@pytest.mark.parametrize("lines", [Lines(), JsonLines()])
def test_an_error_is_told_by_place_and_kind_without_its_text(lines, fault):
    told = lines.format(record("it failed", fault=fault))

    assert "Traceback" in told
    assert "test_logs.py" in told
    assert told.index("builtins.KeyError") < told.index("builtins.ValueError")
    assert SECRET not in told


def test_the_servers_lines_are_of_this_form(fault):
    [handler] = [one for one in logging.root.handlers if isinstance(one.formatter, Lines)]
    found = record("it failed", fault=fault)
    told = handler.filter(found) and handler.format(found)

    assert "ValueError" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    "said",
    [
        f"Exception in callback Publisher._put('room.1', {{'text': '{SECRET}'}})",
        f"Task exception was never retrieved\nfuture: <Task exception=KeyError('{SECRET}')>",
        f"Exception in callback <TimerHandle {SECRET}>",
    ],
)
def test_what_the_loop_s_calls_were_given_is_left_out(said):
    found = record("%s", said, name="asyncio")

    assert WithoutValues().filter(found)
    assert found.getMessage().startswith(said[:9])
    assert SECRET not in found.getMessage()
