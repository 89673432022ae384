"""A message in one line."""

from rooms import limits


def excerpt(body, most=limits.EXCERPT_CHARS):
    """The beginning of what was said, without its line breaks."""
    words = " ".join(body.split())
    return words if len(words) <= most else words[:most].rstrip() + "…"
