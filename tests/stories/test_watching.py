"""An operator looks at how the servers run."""

import pytest
from playwright.sync_api import expect

from . import judge

OPERATOR = (
    "from rooms.models import User; User.objects.filter(username='ada').update(is_staff=True)"
)


@pytest.fixture
def operator(served, come):
    served.run(OPERATOR)
    return come


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_operator_watches_what_happens(operator, scheme):
    ada = operator("ada", color_scheme=scheme, viewport={"width": 360, "height": 800})
    bob = operator("bob")
    page = ada.page
    page.goto("/admin/")
    page.get_by_role("link", name="How the servers run").click()

    sockets = page.get_by_role("img", name="Open sockets: now 1")
    expect(sockets).to_be_visible()
    bob.says("Hello", "Is anybody there?")
    row = page.get_by_role("row", name="Messages kept (a second)")
    expect(row.get_by_role("cell").nth(1)).not_to_have_text("0")
    expect(
        page.get_by_role("img", name="Messages kept (a second)").locator(".line")
    ).to_be_visible()

    assert judge.sticks_out(ada, ".plot") == []
    assert judge.findings(ada) == []


def test_an_operator_is_told_when_the_server_is_away(operator):
    page = operator("ada").page
    page.goto("/admin/servers/")
    expect(page.locator(".plot").first).to_be_visible()

    page.context.set_offline(True)
    expect(page.get_by_role("status")).to_contain_text("does not answer")

    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_be_empty()
