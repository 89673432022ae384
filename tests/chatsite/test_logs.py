import logging

from chatsite.logs import WithoutQuery


def test_the_development_server_logs_no_query_strings():
    details = {"path": "/ws/?word=hidden", "client": "127.0.0.1:1"}
    record = logging.LogRecord("x", 20, "", 0, "CONNECT %(path)s [%(client)s]", (details,), None)

    assert WithoutQuery().filter(record)
    assert record.getMessage() == "CONNECT /ws/ [127.0.0.1:1]"
