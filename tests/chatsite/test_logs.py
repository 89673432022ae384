import logging

from chatsite.logs import WithoutQuery


def test_the_development_server_logs_no_query_strings():
    details = {"path": "/ws/?word=hidden", "client": "127.0.0.1:1"}
    record = logging.LogRecord("x", 20, "", 0, "CONNECT %(path)s [%(client)s]", (details,), None)

    assert WithoutQuery().filter(record)
    assert record.getMessage() == "CONNECT /ws/ [127.0.0.1:1]"


def test_a_made_up_host_fills_no_log(client, caplog):
    assert client.get("/accounts/sign-in/", headers={"host": "made.up"}).status_code == 400
    assert "django.security.DisallowedHost" not in {record.name for record in caplog.records}
