"""Frames at random: all that the head of one can say, and whatever may stand behind it."""

import random

from .junk import frames as junk
from .raw import BINARY, CLOSE, CONTINUED, PING, TEXT, frame

OPCODES = [TEXT] * 8 + [CONTINUED] * 3 + [BINARY, PING, 10, CLOSE] + [3, 7, 11, 15]
LENGTHS = [0, 1, 2, 125, 126, 127, 1_000, 65_535]
LIES = [2**16 + 1, 2**31, 2**63 - 1, 2**63, 2**64 - 1]
NO_TEXT = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\x00"]


def frames(seed, count, room, mark):
    """So many pieces of bytes, always the same for one seed."""
    chance = random.Random(seed)
    return [_piece(chance, text) for text in junk(seed, count, room, mark)]


def _piece(chance, text):
    payload = _payload(chance, text)
    if chance.random() < 0.03:
        return payload or b"\x00"
    head = {
        "fin": chance.random() < 0.85,
        "rsv": chance.randrange(8) if chance.random() < 0.05 else 0,
        "masked": chance.random() < 0.96,
        "length": chance.choice([*LIES, len(payload) + 1]) if chance.random() < 0.05 else None,
    }
    piece = frame(chance.choice(OPCODES), payload, **head)
    return piece[: chance.randint(1, len(piece))] if chance.random() < 0.05 else piece


def _payload(chance, text):
    match chance.randrange(4):
        case 0:
            return chance.randbytes(chance.choice(LENGTHS))
        case 1:
            said = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
            return said[:9] + chance.choice(NO_TEXT) + said[9:1_000]
    return text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
