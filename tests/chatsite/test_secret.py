from concurrent.futures import ThreadPoolExecutor

from chatsite import secret


def test_all_who_start_at_once_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(16) as threads:
        keys = set(threads.map(secret.kept_in, [tmp_path] * 16))

    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_only_its_owner_may_read_the_key(tmp_path):
    secret.kept_in(tmp_path)
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
