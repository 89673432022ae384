"""Plots as SVG, in colours that follow the reader's choice of light or dark."""

from html import escape
from math import log10

STYLE = """
svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --ours: #0b57d0;
  --a: #b3400e; --b: #6f42c1; --c: #00766c; }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1;
  --line: #3d444d; --ours: #6ea8fe; --a: #f0883e; --b: #c297ff; --c: #3fc1b0; } }
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.title { font-size: 15px; font-weight: 600; }
.faint { fill: var(--faint); font-size: 12px; }
.value { font-variant-numeric: tabular-nums; }
.end { text-anchor: end; } .mid { text-anchor: middle; }
.grid { stroke: var(--line); } .span { stroke: var(--ink); }
.paper { fill: var(--paper); }
.bar { fill: var(--faint); opacity: .55; } .bar.ours { fill: var(--ours); opacity: 1; }
.series { fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linejoin: round; }
.dot { fill: currentColor; } .name { fill: currentColor; font-weight: 600; }
.s0 { color: var(--ours); } .s1 { color: var(--c); } .s2 { color: var(--a); }
.s3 { color: var(--b); } .s4 { color: var(--faint); }
"""
WIDTH, LEFT, RIGHT, ROW = 760, 190, 150, 30
TOP, HEIGHT, FOOT, SIDE, LABELS = 64, 300, 44, 64, 190


def bars(title, about, rows):
    """A bar for each (name, is it ours, middle, least, most, what is written), from zero."""
    longest = max(most for _, _, _, _, most, _ in rows)
    scale = (WIDTH - LEFT - RIGHT) / longest
    height = TOP + len(rows) * ROW + 8
    parts = [_heading(title, about)]
    for place, (name, ours, middle, least, most, words) in enumerate(rows):
        top = TOP + place * ROW
        kind, end = " ours" if ours else "", LEFT + most * scale
        parts += [
            f'<text class="end" x="{LEFT - 10}" y="{top + 15}">{escape(name)}</text>',
            f'<rect class="bar{kind}" x="{LEFT}" y="{top}" width="{max(1, middle * scale):.1f}"'
            ' height="20" rx="2"/>',
            f'<path class="span" d="M{LEFT + least * scale:.1f} {top + 10}H{end:.1f}"/>',
            f'<text class="value" x="{end + 8:.1f}" y="{top + 15}">{escape(words)}</text>',
        ]
    return _drawn(title, height, parts)


def lines(title, about, across, series, unit):
    """Lines over `across`, both axes in powers of ten; `series` are (name, colour, points)."""
    values = [y for _, _, points in series for _, y in points]
    low, high = _tens(min(values), max(values))
    right, bottom = WIDTH - LABELS, TOP + HEIGHT

    def x(value):
        part = log10(value / across[0]) / log10(across[-1] / across[0])
        return SIDE + part * (right - SIDE)

    def y(value):
        return bottom - log10(value / low) / log10(high / low) * HEIGHT

    parts = [_heading(title, about)]
    for tick in _powers(low, high):
        parts += [
            f'<path class="grid" d="M{SIDE} {y(tick):.1f}H{right}"/>',
            f'<text class="faint end" x="{SIDE - 8}" y="{y(tick) + 4:.1f}">{_short(tick)}</text>',
        ]
    for value in across:
        label = f"{value:,}"
        parts.append(f'<text class="faint mid" x="{x(value):.1f}" y="{bottom + 20}">{label}</text>')
    parts.append(
        f'<text class="faint mid" x="{(SIDE + right) / 2}" y="{bottom + 38}">{escape(unit)}</text>'
    )
    heights = _apart([y(points[-1][1]) for _, _, points in series])
    for (name, colour, points), height in zip(series, heights, strict=True):
        path = "L".join(f"{x(a):.1f} {y(b):.1f}" for a, b in points)
        dots = "".join(
            f'<circle class="dot" cx="{x(a):.1f}" cy="{y(b):.1f}" r="4"/>' for a, b in points
        )
        end = x(points[-1][0])
        parts.append(
            f'<g class="s{colour}"><path class="series" d="M{path}"/>{dots}'
            f'<text class="name" x="{end + 12:.1f}" y="{height + 4:.1f}">{escape(name)}</text></g>'
        )
    return _drawn(title, bottom + FOOT, parts)


def _heading(title, about):
    return (
        f'<text class="title" x="12" y="24">{escape(title)}</text>'
        f'<text class="faint" x="12" y="44">{escape(about)}</text>'
    )


def _drawn(title, height, parts):
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{escape(title)}"><style>{STYLE}</style>'
    )
    paper = f'<rect class="paper" width="{WIDTH}" height="{height}"/>'
    return "\n".join([head, paper, *parts, "</svg>"]) + "\n"


def _tens(least, most):
    """The powers of ten between which all of it lies."""
    low, high = 10 ** int(log10(least) // 1), 10 ** -int(-log10(most) // 1)
    return low, high if high > low else low * 10


def _powers(low, high):
    while low <= high:
        yield low
        low *= 10


def _apart(heights, least=18):
    """The same heights, moved until names don't stand upon each other."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for above, below in zip(order, order[1:], strict=False):
        moved[below] = max(moved[below], moved[above] + least)
    return moved


def _short(value):
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
