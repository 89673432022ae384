"""Secrets that one person can read out to another: syllables, of six bits each."""

CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aeiu"
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]


def spoken(secret):
    """Two syllables a group, one syllable for each byte, such as `kavo-lumi`."""
    said = [SYLLABLES[byte % len(SYLLABLES)] for byte in secret]
    return "-".join("".join(said[at : at + 2]) for at in range(0, len(said), 2))


def heard(typed):
    """What was typed, without what people add or leave out: case, hyphens, spaces."""
    return "".join(letter for letter in typed.casefold() if letter.isalnum())
