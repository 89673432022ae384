import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chatsite import databases

ROOT = Path(__file__).parent.parent
NAMES = """DATA_DIR ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS SOCKET_ORIGINS SESSION_COOKIE_SECURE
CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT TRUSTED_PROXIES CONTENT_SECURITY_POLICY DATABASES CACHES
CHANNEL_LAYERS SECRET_KEY""".split()
TELL = f"""
import json
from chatsite import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}, default=str))
"""

KEPT = """
from django.db import connection
with connection.cursor() as cursor:
    print(*cursor.execute("PRAGMA cache_size").fetchone())
"""


@pytest.fixture
def run(tmp_path):
    """Run Python with nothing but these settings in the environment."""

    def run(*arguments, **settings):
        kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=kept | settings, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def read(run):
    def read(**settings):
        done = run("-c", TELL, **settings)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


def test_the_address_of_the_site_sets_all_that_hangs_on_it(read):
    found = read(SITE_URL="chat.example.org/")
    assert "chat.example.org" in found["ALLOWED_HOSTS"]
    assert found["CSRF_TRUSTED_ORIGINS"] == found["SOCKET_ORIGINS"] == ["https://chat.example.org"]
    directives = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["connect-src"] == ["'self'", "wss://chat.example.org"]
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["TRUSTED_PROXIES"] == ["127.0.0.1", "::1"]


def test_without_an_address_only_this_machine_may_call(read):
    found = read()
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["SOCKET_ORIGINS"] == found["TRUSTED_PROXIES"] == []
    assert found["SESSION_COOKIE_SECURE"] is False


def test_a_server_for_all_to_reach_trusts_nobody_unasked(read):
    found = read(SITE_URL="https://chat.example.org", HOST="0.0.0.0")
    assert found["TRUSTED_PROXIES"] == []
    # Sent on to https by what can't see that they came by it, people would go in circles.
    assert found["SECURE_SSL_REDIRECT"] is False


def test_sqlite_is_made_to_bear_two_writers(read):
    options = read()["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "WAL" in options["init_command"]
    elsewhere = read(DATABASE_URL="sqlite:////tmp/elsewhere.sqlite3")["DATABASES"]["default"]
    assert elsewhere["NAME"] == "/tmp/elsewhere.sqlite3"
    assert elsewhere["OPTIONS"] == options


def test_sqlite_keeps_little_of_its_file_in_each_thread(run):
    said = run("-c", KEPT, DJANGO_SETTINGS_MODULE="chatsite.settings")
    assert said.stdout == f"{-databases.CACHE_KIB}\n"


def test_postgresql_gets_a_pool_and_keeps_its_own_options(read):
    found = read(DATABASE_URL="postgres://me@db/chat?sslmode=require")["DATABASES"]["default"]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] == 16
    assert found["CONN_MAX_AGE"] == 0


def test_two_chats_on_one_redis_do_not_hear_each_other(read):
    def prefix(**settings):
        layer = read(REDIS_URL="redis://localhost", **settings)["CHANNEL_LAYERS"]["default"]
        return layer["CONFIG"]["prefix"]

    one, two = "one" * 20, "two" * 20
    assert prefix(SECRET_KEY=one) == prefix(SECRET_KEY=one) != prefix(SECRET_KEY=two)


def test_several_redis_share_out_the_rooms_and_the_first_counts(read):
    found = read(REDIS_URL="redis://one/2,redis://two/2")
    hosts = found["CHANNEL_LAYERS"]["default"]["CONFIG"]["hosts"]
    assert hosts == ["redis://one/2", "redis://two/2"]
    assert found["CACHES"]["default"]["LOCATION"] == "redis://one/2"


def test_a_key_is_made_once(read):
    assert len(read()["SECRET_KEY"]) >= 50
    assert read()["SECRET_KEY"] == read()["SECRET_KEY"]
    assert read(SECRET_KEY="mine" * 8)["SECRET_KEY"] == "mine" * 8


@pytest.mark.parametrize("risk", [{"RATE_LIMITS": "off"}, {"DEBUG": "on"}])
def test_what_is_risky_stays_where_nobody_else_can_reach(run, risk):
    [name], [value] = risk, risk.values()
    refused = run("manage.py", "check", HOST="0.0.0.0", **risk)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"The chat can't start: {name} can only be {value} while HOST")
    for where in ("SITE_URL", "ALLOWED_HOSTS"):
        refused = run("manage.py", "check", **{where: "chat.example.org"} | risk)
        assert where in refused.stderr
        assert refused.returncode == 1
    here = {"HOST": "::1", "SITE_URL": "http://[::1]:8000", "ALLOWED_HOSTS": "127.0.0.2"}
    assert run("manage.py", "check", **here | risk).returncode == 0


def test_a_production_server_has_nothing_to_be_warned_of(run):
    check = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(*check, SITE_URL="https://chat.example.org")
    assert done.returncode == 0, done.stderr


def test_every_model_has_its_migration(run):
    done = run("manage.py", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


def test_every_variable_that_is_read_stands_in_the_table():
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operations.md").read_text(), re.M))
    code = [*ROOT.glob("chatsite/*.py"), *ROOT.glob("rooms/**/*.py"), ROOT / "manage.py"]
    text = "\n".join(path.read_text() for path in code)
    read = set(re.findall(r'\b(?:environment|site)\.\w+\(\s*"([A-Z_]+)"', text))
    elsewhere = set(re.findall(r'(?:environ(?:\.get\(|\[)|getenv\()"([A-Z_]+)"', text))

    assert len(read) > 10
    # The last is read only so that it is not passed on.
    assert elsewhere <= {"RUN_MAIN", "DJANGO_SETTINGS_MODULE", "OPENAI_CUSTOM_HEADERS"}
    assert read == told - {"TEST_DATABASE_URL", "TEST_REDIS_URL", "CI"}
