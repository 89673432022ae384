"""The browser is told of all scripts at once."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from rooms.views import modules


@pytest.mark.django_db
def test_every_module_of_the_page_is_announced(client, ada, lobby):
    client.force_login(ada)
    text = client.get("/").content.decode()
    announced = modules.imported_by("js/chat.js")

    folder = Path(finders.find("js/chat.js")).parent
    there = {path.relative_to(folder.parent).as_posix() for path in folder.rglob("*.js")}
    # What is loaded when it is first wanted is asked for then, and other pages have their own.
    lazy = {"js/chat.js", "js/theme.js", "js/search.js", "js/servers.js"}
    lazy |= {"js/state/emoji.js", "js/state/emoji-data.js"}
    assert set(announced) == there - lazy
    for name in announced:
        assert f'<link rel="modulepreload" href="/static/{name}">' in text
