"""Code in a message as HTML: its words in a few classes, which the page gives colours.

Only languages that people paste. No message may take long to show, whatever stands in it: what
is too long, or keeps a lexer busy, shows without colours.
"""

import time
from functools import cache
from html import escape
from itertools import groupby
from threading import Lock

from pygments.lexers import find_lexer_class_by_name, get_all_lexers
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String

from rooms import limits

LANGUAGES = set(
    "bash c clojure cpp csharp css dart diff docker elixir erlang go graphql haskell html"
    " html+django ini java javascript json jsx julia kotlin lua make nginx perl php postgresql"
    " powershell pycon pytb python r ruby rust scala scss sql swift toml typescript xml yaml"
    " zig".split()
)
# People paste PHP without its opening tag.
OPTIONS = {"php": {"startinline": True}}
KINDS = {
    Comment: "comment",
    Comment.Preproc: "keyword",
    Generic.Deleted: "deleted",
    Generic.Heading: "name",
    Generic.Inserted: "inserted",
    Generic.Output: "comment",
    Generic.Prompt: "keyword",
    Generic.Subheading: "name",
    Keyword: "keyword",
    Keyword.Constant: "number",
    Literal: "number",
    Name.Attribute: "variable",
    Name.Builtin: "name",
    Name.Class: "name",
    Name.Decorator: "name",
    Name.Exception: "name",
    Name.Function: "name",
    Name.Tag: "name",
    Name.Variable: "variable",
    Number: "number",
    Operator.Word: "keyword",
    String: "string",
}
CLASSES = {f"code-{kind}" for kind in KINDS.values()}
# Two threads that meet a lexer for the first time would mix up its states.
_making = Lock()


class Pen:
    """Writes the code of one message, in colours as far as its time and its ink go."""

    def __init__(self):
        self.chars = limits.CODE_CHARS
        self.seconds = limits.CODE_SECONDS

    def block(self, text, info):
        """A block of code, whose first word of `info` is the language."""
        word = (info.split() or [""])[0]
        language = _languages().get(word.lower(), word)
        coloured = self._coloured(text, language) if language in LANGUAGES else None
        named = f' class="language-{escape(language)}"' if word else ""
        return f"<pre><code{named}>{coloured or escape(text, quote=False)}</code></pre>\n"

    def _coloured(self, text, language):
        if len(text) > self.chars:
            return None
        self.chars -= len(text)
        lexer = _lexer(language)
        began = time.thread_time()
        try:
            tokens = list(self._in_time(lexer.get_tokens(text), began))
        # Lexers are by many hands: what one of them trips over can still be read.
        except Exception:
            return None
        finally:
            self.seconds -= time.thread_time() - began
        if "".join(piece for _, piece in tokens) != text:
            return None
        return "".join(_marked(kind, pieces) for kind, pieces in groupby(tokens, _kind))

    def _in_time(self, tokens, began):
        for token in tokens:
            if time.thread_time() - began > self.seconds:
                return
            yield token


@cache
def _languages():
    """{what people write: the language's one name}."""
    aliases = (aliases for _, aliases, _, _ in get_all_lexers(plugins=False))
    return {word: name for words in aliases for name in LANGUAGES & set(words) for word in words}


def _lexer(language):
    with _making:
        make = find_lexer_class_by_name(language)
        return make(stripnl=False, ensurenl=False, **OPTIONS.get(language, {}))


def _kind(token):
    return _kind_of(token[0])


@cache
def _kind_of(token_type):
    while token_type is not None and token_type not in KINDS:
        token_type = token_type.parent
    return KINDS.get(token_type)


def _marked(kind, tokens):
    words = escape("".join(piece for _, piece in tokens), quote=False)
    return f'<span class="code-{kind}">{words}</span>' if kind and words.strip() else words
