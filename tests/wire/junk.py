"""What no client should say: frames of the protocol, broken in every way we could think of."""

import json
import random
import uuid

DEEP = 2_000
DEEPEST = 60_000
WORDS = [
    *("null", "true", "-1", "0", "1.5", "1e400", "-0", "NaN", "Infinity", "01", "+1"),
    *(str(2**63), str(2**64), "9" * 5000, "[]", "{}", "[1]", '{"a":1}', '""', '"x"', '" "'),
    *('"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\\u202e"', '"\\x"', '"\t"', '"/"', '"//"'),
    *('"__proto__"', '{"__proto__": {"type": "hello"}}', '"constructor"', '"' + "x" * 70 + '"'),
    *("[" * DEEP, '{"a":' * DEEP, "[" * DEEP + "]" * DEEP, "'x'", "undefined", "//", ""),
    *('"/group create \\u0000"', '"/whisper person1 \\udc00"', '"/whisper \\"x"', '"/chatgpt x"'),
]
KEYS = ["__proto__", "constructor", "type", "\x00", "é", "", "id", "x" * 1000]


def frames(seed, count, room, mark):
    """`count` texts or bytes, always the same for one seed. Each that can carries `mark`."""
    chance = random.Random(seed)
    return [_frame(chance, room, mark) for _ in range(count)]


def _frame(chance, room, mark):
    fields = {key: json.dumps(value) for key, value in _valid(chance, room, mark).items()}
    for _ in range(chance.randint(1, 2)):
        fields[chance.choice([*fields, *KEYS])] = chance.choice(WORDS)
    pairs = [f"{json.dumps(key)}:{value}" for key, value in fields.items()]
    return _broken(chance, "{" + ",".join([*pairs, *pairs[: chance.randint(0, 1)]]) + "}", mark)


def _valid(chance, room, mark):
    line = {"room": room, "client_id": str(uuid.UUID(int=chance.getrandbits(128))), "body": mark}
    return chance.choice(
        [
            {"type": "message.post"} | line,
            {"type": "room.history", "room": room, "before": 5, "limit": 1},
            {"type": "room.sync", "room": room, "epoch": mark, "after": 0},
            {"type": "people.list", "after": 0, "limit": 1, "id": mark},
            {"type": "presence.set", "state": "idle"},
            {"type": "appearance.set", "status": {"text": mark}, "typing": True},
            {"type": "typing.start", "room": room},
            {"type": "hello", "v": 1, "resume": {str(room): {"epoch": mark, "after": 0}}},
            {"type": "heartbeat", "id": mark},
            {"type": mark, "id": mark},
        ]
    )


def _broken(chance, text, mark):
    match chance.randrange(8):
        case 0:
            return text[: chance.randrange(len(text))]
        case 1:
            at = chance.randrange(len(text))
            return text[:at] + chance.choice('\x00\x7f{}[]",:\\ é\u2028😀') + text[at + 1 :]
        case 2:
            return text.encode() + mark.encode()
        case 3:
            return chance.choice(
                [*WORDS, "[" * DEEPEST, f"[{text}]", text * 2, f"\ufeff{text}", f"\n{text}\n"]
            )
    return text
