"""How well a message fits what was looked for: the same number whichever database found it."""

from rooms.text import terms

OFTEN = 3
EACH = 100
TOGETHER = 250
SHORT = 300
USUAL_TERMS = 40


def of(body, query):
    """The higher, the better: how often the words stand there, whether together, in how few."""
    found = terms.main(body)
    wanted = query.wanted
    if not wanted:
        return 0
    often = sum(min(_count(found, one.ways), OFTEN) for one in wanted)
    return (
        EACH * often // len(wanted)
        + TOGETHER * _are_together(found, wanted)
        + SHORT * USUAL_TERMS // (USUAL_TERMS + len(found))
    )


def stands(found, at, way):
    """Whether these terms stand in this place of the found ones."""
    wanted, is_open = way
    piece = found[at : at + len(wanted)]
    if is_open:
        return piece[:-1] == list(wanted[:-1]) and piece[-1:] and piece[-1].startswith(wanted[-1])
    return piece == list(wanted)


def _count(found, ways):
    return sum(
        bool(stands(found, at, way)) for way in ways for at in range(len(found) - len(way[0]) + 1)
    )


def _are_together(found, wanted):
    """Whether all the words follow each other as they were typed."""
    if len(wanted) < 2:
        return False
    ways = [one.ways[0] for one in wanted]
    starts = (at for at, term in enumerate(found) if term.startswith(ways[0][0][0]))
    return any(_follow(found, at, ways) for at in starts)


def _follow(found, at, ways):
    for way in ways:
        if not stands(found, at, way):
            return False
        at += len(way[0])
    return True
