"""What somebody at a browser waits for: the first page, their own line, and the lines of others.

Two people in one Chromium on one machine, so that both pages have the same clock.
"""

import argparse
import shutil
import tempfile
from statistics import median

from playwright.sync_api import sync_playwright

from tests.server import Server

PEOPLE = """
from tests.faults.people import person
for name in ("ada", "bob"):
    print(*person(name))
"""
# When something new stands in the timeline, by the clock that pages share.
WATCH = """() => {
    const now = () => performance.timeOrigin + performance.now();
    window.seen = {};
    const pressed = ({ key }) => key === "Enter" && (window.pressed = now());
    document.addEventListener("keydown", pressed, true);
    new MutationObserver(() => {
        for (const body of document.querySelectorAll(".message__body")) {
            const words = body.textContent.trim();
            if (!(words in window.seen)) window.seen[words] = now();
        }
    }).observe(document.querySelector(".timeline__log"), { childList: true, subtree: true });
}"""
ACKS = """() => {
    const now = () => performance.timeOrigin + performance.now();
    const note = ({ data }) => data.includes('"type":"ack"') && window.acks.push(now());
    const Plain = window.WebSocket;
    window.acks = [];
    window.WebSocket = class extends Plain {
        constructor(...all) {
            super(...all);
            this.addEventListener("message", note);
        }
    };
}"""
PAINT = """() => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const [page] = performance.getEntriesByType("navigation");
    return { paint: paint?.startTime ?? 0, interactive: page.domInteractive };
}"""


def first_load(context, address):
    """Requests, bytes and milliseconds of a page that this browser has never seen."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes = []
    devtools.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
    page.goto(address)
    page.locator(".heading__about").filter(has_text="here now").wait_for()
    usable = page.evaluate("performance.now()")
    facts = page.evaluate(PAINT) | {"usable": usable, "requests": len(sizes), "bytes": sum(sizes)}
    return page, facts


def lines(ada, bob, count):
    """(milliseconds to one's own line, milliseconds from its ack to the other's screen) of each."""
    for page in (ada, bob):
        page.evaluate(WATCH)
    found = []
    for place in range(count):
        words = f"This is line number {place} of the measured ones"
        ada.locator("#message").fill(words)
        ada.locator("#message").press("Enter")
        bob.locator(".message__body").filter(has_text=words).wait_for()
        while len(ada.evaluate("window.acks")) <= place:
            pass
        own = ada.evaluate("(words) => window.seen[words] - window.pressed", words)
        acked = ada.evaluate("window.acks.at(-1)")
        found.append((own, bob.evaluate("(words) => window.seen[words]", words) - acked))
    return found


def main(count):
    with (
        tempfile.TemporaryDirectory(prefix="chat-bench-") as folder,
        sync_playwright() as playwright,
    ):
        server = Server(folder, RATE_LIMITS="off", DATABASE_URL="", REDIS_URL="").start()
        try:
            made = server.manage("shell", "--no-imports", "-c", PEOPLE).splitlines()
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            loads, pages = [], []
            for turn in range(5):
                for key in [one.split()[-1] for one in made]:
                    context = browser.new_context()
                    cookie = {"name": "sessionid", "value": key, "url": server.address}
                    context.add_cookies([cookie])
                    context.add_init_script(f"({ACKS})()")
                    page, facts = first_load(context, server.address)
                    loads.append(facts)
                    if turn < 4:
                        context.close()
                    else:
                        pages.append(page)
            own, others = zip(*lines(*pages, count), strict=True)
            browser.close()
        finally:
            server.stop()
    middle = {name: median(load[name] for load in loads) for name in loads[0]}
    print(
        f"First load: {middle['requests']:.0f} requests, {middle['bytes'] / 1000:.0f} kB;", end=" "
    )
    print(
        f"first paint {middle['paint']:.0f} ms, interactive {middle['interactive']:.0f} ms,",
        end=" ",
    )
    print(f"usable (welcome heard) {middle['usable']:.0f} ms.")
    print(f"Enter to one's own line: median {median(own):.1f} ms, the most {max(own):.1f}.")
    print(f"Ack to the other's page: median {median(others):.1f} ms, the most {max(others):.1f}.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m bench.page", description=__doc__)
    parser.add_argument("--lines", type=int, default=50, help="how many lines are said")
    main(parser.parse_args().lines)
