"""Where in a text that stands which was looked for."""

from rooms.text import terms

from . import fit


def of(text, wanted):
    """The spans of these Words, as (start, end) in order; some may lie upon others."""
    places = list(terms.places(text))
    found = [place.term for place in places]
    with_parts = [place for place in places if place.parts]
    spans = []
    for way in dict.fromkeys(way for one in wanted for way in one.ways):
        last = len(way[0]) - 1
        spans += [(places[at].start, places[at + last].end) for at in fit.standing(found, way)]
        spans += [(one.start, one.end) for one in with_parts if _stands_in(one.parts, way)]
    return sorted(spans)


def moved(spans, renamed):
    """The same spans once other names stand there: `renamed` as [(start, end, name now)]. Of such
    a name all is marked.
    """
    return [(_moved(start, renamed, 0), _moved(end, renamed, 1)) for start, end in spans]


def joined(spans):
    """The spans in order, none upon another."""
    found = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1][1] = max(end, found[-1][1])
        else:
            found.append([start, end])
    return found


def _moved(at, renamed, is_end):
    shift = 0
    for start, end, name in renamed:
        if at <= start:
            break
        if at < end:
            return start + shift + is_end * len(name)
        shift += len(name) - (end - start)
    return at + shift


def _stands_in(parts, way):
    return any(True for _ in fit.standing(list(parts), way))
