"""What is typed to search, as a tree: words to look for, and conditions. No database.

Nothing that can be typed is an error. What can't be meant as it stands is told in a sentence, and
finds nothing rather than everything.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass, field

from rooms import limits
from rooms.text import terms

OPERATORS = ("in", "from", "to", "has", "is", "before", "after", "on")
CHOICES = {
    "has": ("link", "code", "mention", "reaction"),
    "is": ("saved", "pinned", "unread"),
}
HINTS = {
    "in": 'in: names a room, such as in:lobby or in:"chess club".',
    "from": "from: names who said it, such as from:ada or from:me.",
    "to": "to: names who is spoken to, such as to:ada or to:me.",
    "has": "has: can be has:link, has:code, has:mention or has:reaction.",
    "is": "is: can be is:saved, is:pinned or is:unread.",
}
LETTER = re.compile("[a-z0-9]")
DAYS = "such as 2026-03-31, 2026-03, 2026, today or yesterday."
QUOTES = dict.fromkeys(map(ord, "“”„‟«»＂"), '"') | {ord("："): ":"}
ITEM = re.compile(
    r"""(?P<minus>-(?=[^\s-]))?
    (?:(?P<operator>[A-Za-z]+):(?=[^\s/:\\])|(?P<empty>[A-Za-z]+):(?=\s|$))?
    (?:"(?P<quoted>[^"]*)(?P<end>"|$)|(?P<plain>[^\s"]+)|(?<=:))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Words:
    """Words that stand next to each other, or one; `ways` in which they may (`terms.of_query`)."""

    text: str
    ways: tuple
    negated: bool = False


@dataclass(frozen=True)
class Condition:
    """An operator with its value, which is known to be one that it can have; or `None`, that
    nothing fulfils.
    """

    operator: str
    value: str | None
    negated: bool = False


@dataclass
class Query:
    words: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    explained: list = field(default_factory=list)

    @property
    def wanted(self):
        return [one for one in self.words if not one.negated]

    @property
    def is_empty(self):
        return not (self.words or self.conditions)

    def explain(self, sentence):
        if sentence not in self.explained:
            self.explained.append(sentence)


def parse(text, typing=False):
    """The Query that a text stands for. While somebody is `typing`, the last word may go on."""
    query = Query()
    if len(text) > limits.SEARCH_CHARS:
        query.explain(
            f"A search can have {limits.SEARCH_CHARS} characters; this one has {len(text)}."
        )
        return _nothing(query)
    text = _plain(text)
    items = list(ITEM.finditer(text))
    if len(items) > limits.SEARCH_WORDS:
        query.explain(f"A search can have {limits.SEARCH_WORDS} words; this one has {len(items)}.")
        return _nothing(query)
    for item in items:
        is_open = typing and item.end() == len(text)
        _take(query, item, is_open)
    return query


def _plain(text):
    """The text with straight quotes, and without what can't be seen."""
    text = text.translate(QUOTES)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text).strip()


def _take(query, item, is_open):
    negated = bool(item["minus"])
    name = (item["operator"] or item["empty"] or "").lower()
    quoted, plain = item["quoted"], item["plain"]
    if quoted is not None and not item["end"]:
        query.explain("The quotation has no end, so all that follows it belongs to it.")
    value = (quoted if quoted is not None else plain) or ""
    if name in OPERATORS:
        query.conditions.append(_condition(query, name, value.strip(), negated))
        return
    if name and value:
        query.explain(_unknown(name))
        value = f"{name}:{value}"
    value = value or name
    _look_for(query, value, negated, exact=quoted is not None, is_open=is_open)


def _look_for(query, text, negated, exact, is_open):
    is_prefix = not exact and text.endswith("*")
    ways = terms.of_query(text, open_end=is_prefix or (is_open and not exact))
    if not ways:
        if text.strip():
            query.explain(f"There is no word in {_shown(text)}, so it was passed over.")
        return
    if is_prefix and LETTER.fullmatch(ways[0][0][0]) and len(ways[0][0]) == 1:
        query.explain(f"Before a star stand two letters or more; {text} finds the word itself.")
        ways = terms.of_query(text)
    if "*" in text.strip("*") or text.startswith("*"):
        query.explain("A star stands for the rest of a word, and at its end alone: deploy*.")
    query.words.append(Words(text, tuple((tuple(each), rest) for each, rest in ways), negated))


def _condition(query, name, value, negated):
    if name in CHOICES:
        known = next((one for one in CHOICES[name] if value.lower() in (one, f"{one}s")), None)
        if known is None:
            query.explain(f"{_missing(name, value)} {HINTS[name]}")
        return Condition(name, known, negated)
    if not value:
        query.explain(
            f"{_missing(name, value)} {HINTS.get(name) or f'{name}: takes a day, {DAYS}'}"
        )
        return Condition(name, None, negated)
    return Condition(name, value, negated)


def _missing(name, value):
    return f"There is no {name}:{_shown(value)}." if value else f"Nothing stands behind {name}:."


def _unknown(name):
    near = difflib.get_close_matches(name, OPERATORS, n=1, cutoff=0.6)
    meant = f" Did you mean {near[0]}:?" if near else ""
    known = ", ".join(f"{one}:" for one in OPERATORS)
    told = f"There is no operator {name}:, so these are looked for as words.{meant}"
    return f"{told} The operators are {known}."


def _nothing(query):
    query.conditions.append(Condition("", None))
    return query


def _shown(text):
    return text if len(text) <= 40 else f"{text[:40]}…"
