import pytest
from playwright.sync_api import expect

from tests.assistant.provider import Provider


@pytest.fixture(scope="module")
def served(serve):
    """A server whose assistant answers slowly."""
    with Provider() as provider:
        with serve(OPENAI_BASE_URL=provider.url, OPENAI_MODEL="slow") as server:
            yield server


def test_all_see_the_answer_grow_while_they_talk_on(come):
    ada, bob = come("ada"), come("bob")
    ada.says("/chatgpt What is the time?")
    bob.sees("What is the time?")

    writing = bob.page.locator(".message--writing")
    expect(writing).to_have_count(1)
    bob.says("Meanwhile")
    ada.sees("Meanwhile")
    length = len(writing.inner_text())
    expect(writing.locator(".message__body")).not_to_have_text("Thinking…")
    expect(bob.page.locator(".message--writing")).to_have_count(0, timeout=30_000)

    answer = bob.page.locator(".message--answer .message__body")
    assert len(answer.inner_text()) > length
    assert answer.inner_text() == ada.page.locator(".message--answer .message__body").inner_text()
    assert (
        come("eve").page.locator(".message--answer .message__body").inner_text()
        == answer.inner_text()
    )
