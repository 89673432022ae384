"""What people type stays words, wherever it shows, even if the browser would run it."""

import time
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from tests.text.attacks import FAMILIES

from .attacked import REASONS
from .conftest import PEOPLE, _context
from .visitor import PATIENCE_MS, Visitor

# Each family's first, and those that break out of where they stand.
SOME = [family[0] for family in FAMILIES.values()] + FAMILIES["data in pages"][:4]
TYPED = [attack for attack in SOME if "\n" not in attack and "\x00" not in attack]
OPERATORS = """
from rooms.models import User
User.objects.filter(username="olga").update(is_staff=True)
"""
FILL = "from tests.stories.attacked import fill; fill()"
SHOW_THE_DOOR = "from tests.stories.attacked import show_the_door; show_the_door()"
PLACES = """
from rooms.models import Room, User
print(Room.objects.get(name="Reasons").pk, Room.objects.filter(kind="group").first().pk)
print(User.objects.get(username="x0").pk)
"""

WATCH = """() => {
    for (const name of ["alert", "confirm", "prompt", "print", "msgbox"]) {
        window[name] = () => ran(`${name} at ${location}`);
    }
    addEventListener("securitypolicyviolation", (event) => {
        ran(`policy: ${event.violatedDirective} ${event.blockedURI} at ${location}`);
    });
}"""
STRANGE = """() => {
    const words = ["A", "B", "BLOCKQUOTE", "BR", "BUTTON", "CODE", "DIV", "EM", "LI", "OL", "P",
        "PRE", "S", "SPAN", "STRONG", "UL"];
    const ways = ["http:", "https:", "mailto:"];
    const isStrange = (one) =>
        [...one.attributes].some(({ name }) => name.startsWith("on") || name === "srcdoc") ||
        (one.hasAttribute("style") && !one.matches(".avatar, html, .composer__field")) ||
        (one.matches(".message__body *") && !words.includes(one.tagName)) ||
        (one.matches("bdi *, .completion__option > * > :not(bdi), .notice__text > :not(bdi)")) ||
        (one.matches("a[href], area[href]") && !ways.includes(one.protocol)) ||
        one.matches("iframe, object, embed, base, meta[http-equiv], math, video, audio, marquee");
    return [...document.querySelectorAll("*")].filter(isStrange).map((one) => one.outerHTML);
}"""
UNSAFE = """() => document.body.insertAdjacentHTML(
    "beforeend", "<img src=//evil.example/x onerror=alert(1)>")"""


@pytest.fixture(scope="module")
def attacked(served, keys):
    """How many messages the lobby has; keys has olga's too."""
    printed = served.run(PEOPLE.format(names=["olga"]))
    keys["olga"] = printed.split()[-1]
    served.run(OPERATORS)
    return int(served.run(FILL).split()[0])


class Guard:
    """A browser in which nothing may run or be fetched that is not the chat's own."""

    def __init__(self, browser, served, key, is_strict):
        self.found = []
        self.context = _context(browser, served, key, {"bypass_csp": not is_strict})
        self.context.expose_binding("ran", lambda _, what: self.found.append(what))
        self.context.add_init_script(f"({WATCH})()")
        self.context.route(lambda url: not url.startswith(served.address), self._stray)
        self.context.on("weberror", lambda error: self.found.append(str(error.error)))
        self.context.on("dialog", lambda dialog: (self.found.append("dialog"), dialog.dismiss()))

    def _stray(self, route):
        self.found.append(f"asks for {route.request.url}")
        route.abort()

    def visitor(self, name):
        return Visitor(self.context.new_page(), name)

    def is_calm(self, page, place):
        assert page.evaluate(STRANGE) == [], place
        assert self.found == [], place

    def would_notice(self, page, signs):
        """The guard itself is awake: what is unsafe on purpose does not escape it."""
        page.evaluate(UNSAFE)
        page.wait_for_timeout(500)
        assert sorted({one.split()[0] for one in self.found}) == signs
        self.found.clear()


@pytest.fixture(params=[True, False], ids=["policy", "no-policy"])
def guarded(request, browser, served, keys, attacked):
    """A guarded browser of this person, with the site's policy and without."""
    guards = []

    def make(name):
        guards.append(Guard(browser, served, keys[name], request.param))
        return guards[-1]

    make.signs = ["policy:"] if request.param else ["alert", "asks"]
    yield make
    for guard in guards:
        guard.context.close()


def test_in_the_chat(guarded, served, attacked):
    guard = guarded("ada")
    ada = guard.visitor("ada").comes()
    reads_all(ada)
    guard.is_calm(ada.page, "history")
    answers(ada)
    guard.is_calm(ada.page, "answers")
    for attack in TYPED[:6]:
        ada.field.fill("/group join " + attack[:2])
        ada.field.press("End")
        guard.is_calm(ada.page, f"completion of {attack}")
    ada.field.fill("/whisper ")
    ada.types("x")
    expect(ada.page.locator(".completion__option")).not_to_have_count(0)
    guard.is_calm(ada.page, "completion of people")
    ada.field.fill("")
    for window in ("browse", "whisper"):
        ada.page.locator(f"nav [data-dialog={window}]").click()
        expect(ada.page.locator(f"#{window} .choice").nth(50)).to_be_attached()
        guard.is_calm(ada.page, window)
        ada.page.keyboard.press("Escape")
    enters_rooms(guard, ada)
    sees_the_door(ada, served)
    guard.is_calm(ada.page, REASONS)
    guard.would_notice(ada.page, guarded.signs)


def reads_all(visitor):
    """Scroll to the very beginning: all that was said has stood on the page then."""
    scroll = visitor.page.locator(".timeline__scroll")
    beginning = visitor.page.locator(".start__title")
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not beginning.text_content():
        assert time.monotonic() < deadline
        scroll.evaluate("(one) => (one.scrollTop = 0)")
        visitor.page.wait_for_timeout(50)


def answers(visitor):
    """Notices, and the sentences with which lines are refused."""
    visitor.says("/help", "//" + TYPED[0])
    for attack in TYPED[:2]:
        visitor.says(f"/group join {attack}", f"/whisper {attack} x")
        visitor.says(f"/{attack}", f"/help {attack}")
        expect(visitor.page.locator(".composer__fault")).to_be_visible()


def enters_rooms(guard, visitor):
    """Groups and whispers that are called so: heading, title, beginning, placeholder."""
    rooms = visitor.page.locator(".rooms__link")
    for place in range(1, rooms.count(), 12):
        name = rooms.nth(place).locator(".rooms__name").inner_text()
        rooms.nth(place).click()
        visitor.is_in(name)
        expect(visitor.page.locator(".start__title")).to_have_text(name)
        assert visitor.page.title().endswith(f"{' '.join(name.split())} – Chat")
        guard.is_calm(visitor.page, name)


def sees_the_door(visitor, served):
    """What others are told when somebody is removed, and why."""
    visitor.opens(REASONS)
    expect(visitor.page.locator(".start__title")).to_have_text(REASONS)
    count = int(served.run(SHOW_THE_DOOR))
    removals = visitor.page.locator(".line").filter(has_text="olga removed")
    expect(removals).to_have_count(count)


def test_on_the_pages_of_operators(guarded, served):
    guard = guarded("olga")
    page = guard.visitor("olga").page
    reasons, group, user = served.run(PLACES).split()
    for kind in ("group", "user", "auditentry"):
        visit(guard, page, f"/admin/rooms/{kind}/")
        visit(guard, page, f"/admin/rooms/{kind}/?p=2")
        visit(guard, page, f"/admin/rooms/{kind}/?{urlencode({'q': SOME[0]})}")
    for path in (f"group/{reasons}/", f"group/{reasons}/?events=2", f"group/{group}/"):
        visit(guard, page, f"/admin/rooms/{path}")
    for path in (f"group/{group}/close/", f"group/{group}/rename/", f"user/{user}/"):
        visit(guard, page, f"/admin/rooms/{path}")
    for deed in ("deactivate", "reactivate"):
        page.goto(f"/admin/rooms/user/{user}/{deed}/")
        says_why(page, SOME[1])
        expect(page.locator(".messagelist")).to_be_visible()
        guard.is_calm(page, deed)
    page.goto("/admin/rooms/group/1/messages/")
    # Who has said why before may read for a while.
    if page.get_by_label("Why?").count():
        says_why(page, SOME[2])
    older = page.get_by_role("link", name="Older messages")
    expect(older).to_be_visible()
    while older.count():
        guard.is_calm(page, "messages")
        page.goto(page.url.partition("?")[0] + older.get_attribute("href"))
    guard.would_notice(page, guarded.signs)


def test_at_the_door(guarded, served):
    guard = guarded("eve")
    guard.context.clear_cookies()
    page = guard.visitor("").page
    for attack in TYPED[::3]:
        page.goto(f"/accounts/sign-up/?{urlencode({'next': attack})}")
        page.get_by_label("User name").fill(attack)
        page.get_by_label("Name that others see").fill(attack)
        for password in page.locator("input[type=password]").all():
            password.fill("short")
        page.get_by_role("button").click()
        expect(page.locator(".form__error").first).to_be_visible()
        guard.is_calm(page, attack)
        visit(guard, page, f"/{quote(attack, safe='')}/")
        visit(guard, page, f"/accounts/sign-in/?{urlencode({'next': attack})}")
    guard.would_notice(page, guarded.signs)


def says_why(page, reason):
    page.get_by_label("Why?").fill(reason)
    page.locator(".submit-row input").click()


def visit(guard, page, path):
    page.goto(path)
    guard.is_calm(page, path)
