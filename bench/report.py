"""Writes what was found into docs/performance.md: `python -m bench.report`.

Tables and plots stand between two comments there, and follow from docs/performance/results.json.
"""

import argparse
import re
from pathlib import Path

from . import plots, tables
from .results import Results

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "performance.md"
FOUND = DOCS / "performance" / "results.json"
FIGURES = DOCS / "performance" / "figures.md"
ABOUT = """\
Written by `python -m bench.report`; [performance.md](../performance.md) says what it means. Each
figure is the median of all turns, with the least and the most. A ratio is of two runs of the same
turn, and above 1 where this chat is better; of delays, it is that of the medians.
"""
PLACE = re.compile(r"(?<=<!-- what was found -->\n).*(?=<!-- end of it -->)", re.S)


def written(page, results):
    """The page with what follows from these results."""
    return PLACE.sub(lambda _: "\n".join(["", *parts(results), ""]), page)


def parts(results):
    drawn = dict(plots.all_of(results))
    yield from _measured(results.occasions)
    yield from ("", "### What it wants to reach", "", *tables.of_targets(results), "")
    for name in drawn:
        yield from (f"![{plots.PLOTS[name].__doc__}](performance/{name}.svg)", "")
    yield from ("### 200 in one room", "", *tables.of_case(results, "room-200"), "")
    yield from (*tables.ratios(results, "room-200", ours=("chat",)), "")
    yield from ("### What each keeps", "", *tables.of_durability(), "")
    yield from ("### What to know of these figures", "", *tables.doubts(results), "")


def _measured(occasions):
    for occasion, cases in occasions.items():
        what = f" ({', '.join(cases)})" if len(occasions) > 1 else ""
        yield f"Measured on {occasion}{what}."


def figures(results):
    """A page of all that was found."""
    lines = ("# All that was measured", "", ABOUT, *tables.of_cases(results, level="##"))
    return "\n".join(lines).rstrip() + "\n"


def main(options):
    results = Results.read(options.results)
    PAGE.write_text(written(PAGE.read_text(), results))
    FIGURES.write_text(figures(results))
    for name, picture in plots.all_of(results):
        (FOUND.parent / f"{name}.svg").write_text(picture)


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m bench.report", description=__doc__)
    parser.add_argument("--results", default=FOUND, help="what was found, if not the kept one")
    main(parser.parse_args())
