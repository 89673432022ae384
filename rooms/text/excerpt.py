"""A message in one line."""

import re

from rooms import limits

QUOTED = re.compile(r"\s*>")
BEGINNING = re.compile(r"^\s*(?:```.*|>+|#{1,6}|[-*+]|\d+\.)(?:\s+|$)")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
MARKS = re.compile(r"\*\*|~~|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")


def excerpt(body, most=limits.EXCERPT_CHARS):
    """The beginning of what was said, without its line breaks and the marks of its form; of what
    others said before only where there is nothing else.
    """
    lines = body.splitlines()
    own = [line for line in lines if line.strip() and not QUOTED.match(line)]
    plain = " ".join(" ".join(BEGINNING.sub("", line) for line in own or lines).split())
    words = MARKS.sub("", LINK.sub(r"\1", plain))
    return words if len(words) <= most else words[:most].rstrip() + "…"
