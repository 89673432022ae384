"""Code in a message: its colours, and taking it along."""

import pytest
from playwright.sync_api import expect

from .judge import STILL, findings
from .test_everyone import PHONE, WIDER_THAN_SCREEN

CODE = '''def greet(name: str) -> None:
    """Say hello."""
    print(f"Hello, {name}", 42)  # twice
'''
PATCH = "--- a\n+++ b\n@@ -1 +1 @@\n-old line\n+new line\n"
SIX = """class Six:
    @property
    def half(self):
        if self is not None and True:
            return "three" * 3"""
PIECES = [
    f"```py\n{CODE}```",
    f"```diff\n{PATCH}```",
    "```html\n<a href='x'>&amp;</a> <!-- no -->\n```",
    f"```python\n{SIX}\n```",
    "```\nplain " + "and wide " * 40 + "\n```",
]
WITHOUT_CLIPBOARD = "delete Navigator.prototype.clipboard"
COLOURS = """() => new Set([...document.querySelectorAll(".code code, .code code span")]
    .map((one) => getComputedStyle(one).color)).size"""
TAKEN = "navigator.clipboard.readText()"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_is_coloured_so_that_all_can_read_it(come, scheme):
    ada = come("ada", color_scheme=scheme, **STILL)
    ada.says(f"/group create Code when {scheme}")
    ada.is_in(f"Code when {scheme}")
    ada.says("\n".join(PIECES))
    ada.waits_for_all()
    expect(ada.page.locator(".code")).to_have_count(len(PIECES))
    languages = ada.page.locator(".code__language").all_inner_texts()
    assert languages == ["python", "diff", "html", "python", "code"]
    assert ada.page.evaluate(COLOURS) >= 6
    assert findings(ada) == []
    ada.page.set_viewport_size(PHONE["viewport"])
    assert not ada.page.evaluate(WIDER_THAN_SCREEN)
    assert findings(ada) == []


@pytest.mark.parametrize("way", ["new", "old"])
def test_code_is_copied_by_keyboard(come, way):
    ada = come("ada", permissions=["clipboard-read", "clipboard-write"])
    ada.page.evaluate("navigator.clipboard.writeText('before')")
    if way == "old":
        ada.page.add_init_script(WITHOUT_CLIPBOARD)
        ada.page.reload()
        assert ada.page.evaluate("navigator.clipboard === undefined")
    ada.says(f"```py\n{CODE}```\n```\nother\n```")
    ada.waits_for_all()
    button = ada.page.get_by_role("button", name="Copy the code").nth(-2)
    button.focus()
    ada.page.keyboard.press("Enter")
    block = ada.page.locator(".code").nth(-2)
    expect(block.get_by_role("status")).to_have_text("Copied")
    expect(button).to_be_focused()
    ada.field.fill("")
    ada.field.press("Control+v")
    expect(ada.field).to_have_value(CODE.rstrip())
    expect(block.get_by_role("status")).to_be_empty()
