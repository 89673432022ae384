"""A room of very many messages in a real browser: from its end to its beginning and back again.

Each frame scrolls as far as a quick hand does. What is told of it: the time between frames, the
most messages that stood in the page at once, and what the page keeps in memory.
"""

import argparse
import shutil
import tempfile
import time
from itertools import pairwise
from statistics import median

from playwright.sync_api import sync_playwright

from tests.server import Server
from tests.stories.visitor import Visitor

PEOPLE = """
from tests.faults.people import person
for name in ("ada", "bob"):
    print(*person(name))
"""
TALK = """
import uuid
from rooms.actions import messages
from rooms.models import Room, User
lobby, people = Room.objects.lobby(), list(User.objects.filter(username__in=("ada", "bob")))
words = "What was said in a room with a long history, of **one** or more lines and `code`. ".split()
for start in range(0, {count}, 500):
    messages.post_all([
        messages.Line(
            lobby.pk,
            people[number // 5 % 2],
            uuid.uuid4(),
            f"line {{number}} " + " ".join((words * 6)[: number * 7 % 60]),
        )
        for number in range(start, min(start + 500, {count}))
    ])
"""
# Scrolls at each frame until nothing more comes for a second, and notes when each frame came.
WALK = """async (step) => {
    const box = document.querySelector(".timeline__scroll");
    const report = { frames: [], messages: 0, pixels: 0, waits: 0 };
    let still = 0;
    while (still < 60) {
        const from = box.scrollTop;
        box.scrollTop += step;
        const moved = Math.abs(box.scrollTop - from);
        report.frames.push(await new Promise(requestAnimationFrame));
        report.pixels += moved;
        report.waits += !moved;
        still = moved ? 0 : still + 1;
        const { length } = box.getElementsByClassName("message");
        report.messages = Math.max(report.messages, length);
    }
    return report;
}"""


def told(way, ada, report):
    """One line about a walk."""
    # The last second is waiting for more at an end.
    frames = sorted(later - one for one, later in pairwise(report["frames"][:-60]))
    late = sum(frame > 50 for frame in frames)
    heap, nodes = ada.keeps()
    print(
        f"{way}: {report['pixels']:,.0f} pixels in {len(frames):,} frames of"
        f" {median(frames):.1f} ms (p99 {frames[len(frames) * 99 // 100]:.1f}, the most"
        f" {frames[-1]:.1f}; {late} over 50 ms; {report['waits'] - 60} found nothing to scroll);"
        f" at most {report['messages']} messages in the page; then {heap:.1f} MiB of heap and"
        f" {nodes:,.0f} nodes."
    )


def main(count, step):
    with (
        tempfile.TemporaryDirectory(prefix="chat-bench-") as folder,
        sync_playwright() as playwright,
    ):
        server = Server(folder, RATE_LIMITS="off", DATABASE_URL="", REDIS_URL="").start()
        try:
            key = server.run(PEOPLE).splitlines()[0].split()[-1]
            began = time.monotonic()
            server.run(TALK.format(count=count))
            print(f"{count:,} messages said in {time.monotonic() - began:.0f} s.")
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            context = browser.new_context()
            context.add_cookies([{"name": "sessionid", "value": key, "url": server.address}])
            ada, last = Visitor(context.new_page(), "ada"), f"line {count - 1} "
            ada.page.goto(server.address)
            ada.sees(last)
            heap, nodes = ada.keeps()
            print(f"Just opened: {heap:.1f} MiB of heap and {nodes:,.0f} nodes.")
            told("Up", ada, ada.page.evaluate(WALK, -step))
            ada.page.locator(".start__title").wait_for()
            told("Down", ada, ada.page.evaluate(WALK, step))
            ada.sees(last)
            browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m bench.long_room", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="how many messages it has")
    parser.add_argument("--step", type=int, default=200, help="pixels scrolled at each frame")
    arguments = parser.parse_args()
    main(arguments.messages, arguments.step)
