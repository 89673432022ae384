"""The key that signs cookies and one-time words, made once and kept in a file."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from . import environment


def kept_in(folder):
    """The key of this folder, the same for all processes that start at the same time."""
    path = Path(folder, "secret_key")
    try:
        if not path.exists():
            _make(path)
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise _unusable(folder, getattr(fault, "strerror", "it is not text")) from None
    if len(key) < environment.KEY_CHARS:
        raise _unusable(folder, "it is too short")
    return key


def _unusable(folder, why):
    return ImproperlyConfigured(
        f"DATA_DIR is {str(folder)!r}, but the file secret_key there can't be used: {why.lower()}."
    )


def _make(path):
    # Written whole under another name (which only its owner may read), then linked: one of
    # several processes wins, and none ever reads half a key.
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key") as draft:
        draft.write(get_random_secret_key() + "\n")
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
