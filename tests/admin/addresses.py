"""Every address of the site, found in its patterns, so that a new page is tested by being there."""

from itertools import product

from django.urls import get_resolver
from django.utils.regex_helper import normalize


def every(values):
    """Each address, with each of its parts filled by each of these values that fits there."""
    found = set()
    for shape, names in _shapes(get_resolver(), ""):
        for chosen in product(values, repeat=len(names)):
            found.add("/" + shape % dict(zip(names, chosen, strict=True)))
    return sorted(found)


def _shapes(resolver, before):
    for entry in resolver.url_patterns:
        regex = entry.pattern.regex.pattern
        for shape, names in normalize(before + regex.removeprefix("^")):
            if not hasattr(entry, "url_patterns"):
                yield shape, names
        if hasattr(entry, "url_patterns"):
            yield from _shapes(entry, before + regex.removeprefix("^"))
