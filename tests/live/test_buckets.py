from rooms.live.buckets import Buckets


def test_a_burst_is_free_and_then_it_is_so_many_a_second():
    now = [100.0]
    buckets = Buckets(clock=lambda: now[0], buckets={"message": (10, 20)})

    assert [buckets.take(1, "message") for _ in range(20)] == [0] * 20
    wait_ms = buckets.take(1, "message")
    assert 0 < wait_ms <= 100

    now[0] += wait_ms / 1000 + 0.001
    assert buckets.take(1, "message") == 0
    assert buckets.take(1, "message") > 0


def test_people_and_kinds_have_buckets_of_their_own():
    buckets = Buckets(clock=lambda: 0.0, buckets={"message": (1, 1), "join": (1, 1)})

    assert [buckets.take(1, "message"), buckets.take(2, "message"), buckets.take(1, "join")] == [
        0,
        0,
        0,
    ]
    assert buckets.take(1, "message") > 0


def test_without_limits_nobody_waits():
    buckets = Buckets(buckets={})

    assert not any(buckets.take(1, "message") for _ in range(1000))
