"""Of what the browser tells somebody who looks elsewhere."""

import pytest

from tests import services

from .conftest import launched
from .visitor import PATIENCE_MS

# Keeps what the browser is asked to show, and shows it.
RECORD = """() => {
  const Shown = window.Notification;
  window.told = [];
  window.Notification = class extends Shown {
    constructor(title, more) { super(title, more); window.told.push(this); }
  };
}"""
TOLD = "() => window.told.map(({ title, body }) => `${title}: ${body}`)"


@pytest.fixture(scope="module")
def browser():
    """Without its window it tells nobody of anything."""
    with launched(services.chromium(whole=True)) as browser:
        yield browser


def sets(visitor, level):
    visitor.page.locator(".alerts__bell").click()
    visitor.page.get_by_role("radio", name=level).check()
    visitor.page.keyboard.press("Escape")


def told(*tabs):
    return [one for tab in tabs for one in tab.page.evaluate(TOLD)]


def hears_of(visitor, count, *others):
    tabs = [visitor, *others]
    for _ in range(PATIENCE_MS // 100):
        if len(told(*tabs)) >= count:
            break
        visitor.page.wait_for_timeout(100)
    assert len(told(*tabs)) == count, told(*tabs)


def test_one_tab_tells_of_what_is_meant_for_one_who_looks_elsewhere(come):
    eve = come("eve", permissions=["notifications"])
    eve.says("/group create Den")
    eve.is_in("Den")
    second = come("eve", path=eve.page.url, beside=eve)
    eve.page.locator(".alerts__bell").click()
    eve.page.get_by_role("button", name="Your keywords…").click()
    eve.page.get_by_label("Tell me when somebody says").fill("Backup")
    eve.page.get_by_role("button", name="Keep them").click()
    for tab in (eve, second):
        tab.page.evaluate(RECORD)
    ada = come("ada")

    ada.says("nothing for anybody", "The backup is done")
    hears_of(eve, 1, second)
    ada.says("@eve, and <b>you</b>?")
    hears_of(eve, 2, second)
    assert set(told(eve, second)) == {
        "ada in Lobby · keyword: Backup: The backup is done",
        "ada mentioned you in Lobby: @eve, and <b>you</b>?",
    }

    sets(eve, "Nothing")
    second.page.locator(".alerts__bell[aria-label='Notifications: nothing']").wait_for()
    eve.opens("Lobby")
    sets(eve, "Nothing")
    eve.opens("Den")
    ada.says("@eve again", "/whisper eve psst")
    hears_of(eve, 3, second)
    assert "ada whispers to you: psst" in told(eve, second)

    teller = next(tab for tab in (eve, second) if any("psst" in one for one in told(tab)))
    teller.page.evaluate(
        "() => window.told.find(({ body }) => body === 'psst').dispatchEvent(new Event('click'))"
    )
    teller.is_in("ada")
    teller.sees("psst")
