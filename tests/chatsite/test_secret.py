from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

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


def test_a_key_that_can_t_be_used_is_said_in_a_sentence(tmp_path):
    path = tmp_path / "secret_key"
    for spoil in (path.touch, lambda: path.write_bytes(b"\xff" * 50), path.unlink, path.mkdir):
        spoil()
        if path.exists():
            with pytest.raises(ImproperlyConfigured, match=r"\ADATA_DIR .* secret_key .*\.\Z"):
                secret.kept_in(tmp_path)
