"""Which scripts a word is written in, and whether people write those together."""

import unicodedata

# As in the "highly restrictive" profile of Unicode's UTS 39.
TOGETHER = [
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "HANGUL"},
    {"LATIN", "CJK", "BOPOMOFO"},
]
# Signs that several scripts share: ʻokina, 佐々木, ラーメン.
SHARED = {"MODIFIER", "IDEOGRAPHIC", "KATAKANA-HIRAGANA", "VERTICAL"}


def mixes(word):
    """Whether it has letters of scripts that nobody writes in one word, which may look alike."""
    letters = (sign for sign in word if unicodedata.category(sign).startswith("L"))
    # Python knows a letter's script only by the letter's name.
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in letters} - SHARED
    return len(scripts) > 1 and not any(scripts <= together for together in TOGETHER)
