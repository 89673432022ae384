"""How well a message fits what was looked for: the same number whichever database found it."""

from contextlib import suppress

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
    ways = dict.fromkeys(way for one in wanted for way in one.ways)
    places = {way: list(standing(found, way)) for way in ways}
    often = sum(min(sum(len(places[way]) for way in one.ways), OFTEN) for one in wanted)
    return (
        EACH * often // len(wanted)
        + TOGETHER * _are_together(wanted, places)
        + SHORT * USUAL_TERMS // (USUAL_TERMS + len(found))
    )


def standing(found, way):
    """The places at which these terms stand among the found ones, in order."""
    (first, *_), is_open = way
    if is_open and len(way[0]) == 1:
        yield from (at for at, term in enumerate(found) if term.startswith(first))
        return
    at = -1
    with suppress(ValueError):
        while True:
            at = found.index(first, at + 1)
            if stands(found, at, way):
                yield at


def stands(found, at, way):
    """Whether these terms stand in this place of the found ones."""
    wanted, is_open = way
    piece = found[at : at + len(wanted)]
    if is_open:
        return piece[:-1] == list(wanted[:-1]) and piece[-1:] and piece[-1].startswith(wanted[-1])
    return piece == list(wanted)


def _are_together(wanted, places):
    """Whether all the words follow each other as they were typed."""
    if len(wanted) < 2:
        return False
    starts, size = [], 0
    for way in (one.ways[0] for one in wanted):
        starts.append({at - size for at in places[way]})
        size += len(way[0])
    # From the rarest on, few are left to be looked at.
    return bool(set.intersection(*sorted(starts, key=len)))
