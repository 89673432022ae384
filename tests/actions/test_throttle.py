import pytest

from rooms import limits
from rooms.actions.throttle import Attempt
from rooms.errors import RateLimited

NOW = 2_000_000_000


@pytest.fixture(autouse=True)
def three_a_minute(monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "account", (3, 60))


def is_let_in(*whose, at=NOW):
    try:
        Attempt(("account", *whose), now=at).count()
    except RateLimited:
        return False
    return True


def test_so_many_attempts_and_no_more():
    assert [is_let_in("ada") for _ in range(5)] == [True, True, True, False, False]


def test_each_is_counted_apart():
    assert [is_let_in("ada", "here") for _ in range(4)][-1] is False

    assert is_let_in("ada", "there")
    assert is_let_in("bob", "here")
    assert is_let_in("adahere")


def test_attempts_that_were_right_cost_nothing():
    for _ in range(10):
        attempt = Attempt(("account", "ada"), now=NOW)
        attempt.count()
        attempt.forgive()


def test_it_says_when_to_try_again_and_keeps_to_it():
    for second in range(3):
        assert is_let_in("ada", at=NOW + second)

    with pytest.raises(RateLimited) as refusal:
        Attempt(("account", "ada"), now=NOW + 20).count()

    assert "in a minute" in refusal.value.text
    wait = refusal.value.retry_ms / 1000
    assert not is_let_in("ada", at=NOW + 20 + wait - 1)
    assert is_let_in("ada", at=NOW + 20 + wait)


def test_a_clock_that_is_set_back_locks_nobody_out_for_longer():
    for _ in range(4):
        is_let_in("ada", at=NOW + 3_600)

    assert [is_let_in("ada") for _ in range(4)] == [True, True, True, False]
    assert is_let_in("ada", at=NOW + 60)


def test_one_full_bucket_of_several_is_enough():
    for _ in range(3):
        is_let_in("ada")

    with pytest.raises(RateLimited):
        Attempt(("address", "here"), ("account", "ada"), now=NOW).count()


def test_made_up_names_don_t_push_out_what_was_counted():
    for _ in range(3):
        is_let_in("ada")

    for count in range(2_000):
        is_let_in(f"made up {count}")

    assert not is_let_in("ada")


def test_where_limits_are_off_nobody_waits(settings):
    settings.RATE_LIMITS = False

    assert all(is_let_in("ada") for _ in range(10))


def test_people_are_let_in_while_the_cache_is_down(settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }

    assert all(is_let_in("ada") for _ in range(10))

    assert "attempts could not be counted: ConnectionError" in caplog.text
    assert "ada" not in caplog.text
