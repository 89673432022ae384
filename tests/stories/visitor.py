"""Somebody at a browser: what they do, and what stands on their screen."""

from playwright.sync_api import expect

# Who comes back after a break may take half a minute, on purpose.
PATIENCE_MS = 40_000
expect.set_options(timeout=PATIENCE_MS)
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Visitor:
    """One tab of one person. `troubles` are the errors that the page has had."""

    def __init__(self, page, name):
        self.page, self.name = page, name
        self.troubles = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.troubles.append(f"{error}\n{error.stack}"))
        page.on("console", self._note)

    def _note(self, message):
        # A server that is away is the story of some tests.
        if (
            message.type == "error"
            and "ERR_" not in message.text
            and "WebSocket" not in message.text
        ):
            self.troubles.append(f"{message.text} {message.location.get('url')}")

    def comes(self, path="/"):
        self.page.goto(path)
        expect(self.heading).not_to_be_empty()
        return self

    @property
    def field(self):
        return self.page.locator("#message")

    @property
    def heading(self):
        return self.page.locator(".heading__name")

    @property
    def bodies(self):
        return self.page.locator(".message__body")

    def said(self):
        """All messages that the page shows, in order."""
        return self.bodies.all_inner_texts()

    def says(self, *lines):
        for line in lines:
            self.field.fill(line)
            self.field.press("Enter")

    def types(self, text):
        self.field.press_sequentially(text)

    def sees(self, words):
        expect(self.bodies.filter(has_text=words).last).to_be_visible()

    def goes_to_the_end(self, words):
        """These are the last that were said. A room opens where the unread begin, and what comes
        meanwhile, more than the screen holds, is not passed over either.
        """
        for _ in range(PATIENCE_MS // 200):
            self.page.locator(".timeline__scroll").press("End")
            self.page.wait_for_timeout(200)
            if self.bodies.filter(has_text=words).count():
                return
        raise AssertionError(self.said()[-1:])

    def reads(self, words):
        """A quiet line, a notice or a fault says so."""
        expect(self.page.locator("main").get_by_text(words).last).to_be_visible()

    def opens(self, room):
        self.room(room).click()
        expect(self.heading).to_have_text(room)

    def room(self, name):
        return self.page.locator(".rooms__link").filter(has_text=name)

    def is_in(self, room):
        expect(self.heading).to_have_text(room)

    def waits_for_all(self):
        """Nothing of what was said is on its way any more. A line shows with the next frame."""
        self.page.evaluate(TWO_FRAMES)
        expect(self.page.locator(".message--pending")).to_have_count(0)

    def keeps(self):
        """What the page keeps once all litter is gone: (MiB of its heap, its nodes)."""
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Performance.enable")
        for _ in range(3):
            devtools.send("HeapProfiler.collectGarbage")
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        found = {one["name"]: one["value"] for one in metrics}
        devtools.detach()
        return found["JSHeapUsedSize"] / 2**20, found["Nodes"]
