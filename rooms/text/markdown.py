"""Message text as HTML: what people type in a chat, and nothing that could act on a page.

Raw HTML, headings, tables and images are not markup here: they show as typed, an image as the
link that it would have loaded. Whoever stores the outcome keeps VERSION beside it, and can tell
whether it is still what `render` would make.
"""

import re
from html import escape
from threading import Lock

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from . import code, mentions, names

# To be raised by one when anything here makes other HTML than before.
VERSION = 3

MARKUP = ["fence", "blockquote", "list", "backticks", "emphasis", "strikethrough"]
TYPING = ["escape", "link", "linkify", "newline"]
TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "span", "a", "ul", "ol", "li", "blockquote"}
DEEPEST = 20
CROWD = 300

# What turns the order of letters around could make a text look like another one.
UNSHOWN = re.compile("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CROWDING = re.compile(r"[\[*_~]|://")
# Looked for in all that is said: one that begins with a set of signs is found five times as fast.
MARKED = re.compile(r"[\\`*_~\[\x00\r:@](?:(?<![:@])|(?<=:)(?=//)|(?<=\S@))", re.ASCII)
BEGUN = re.compile(r"^[ \t]*(?:[-+>]|[0-9]{1,9}[.)])", re.MULTILINE | re.ASCII)
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
# What stands around the words of a link without an address.
ENDS = {"link_open": "[", "link_close": "]()"}
LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)
LANGUAGE = re.compile(r"language-[\w+#.-]{1,30}", re.ASCII)
EMOJI = re.compile(
    "[\u200d\u20e3\ufe0f\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff ]{1,24}"
)


def render(body):
    """The sanitised HTML of a message. Never raises, whatever the text."""
    text = UNSHOWN.sub("", body)
    if EMOJI.fullmatch(text) and text.strip():
        return f'<p class="emoji">{text}</p>'
    return parsed(text) if is_marked(text) else _plain(text)


def is_marked(text):
    """Whether anything in it may be markup."""
    return bool(MARKED.search(text) or BEGUN.search(text))


def render_calling(body, known):
    """(the HTML of a message, {key: name as written} of those of the `known` whom it names).

    `known` has the id of each key, None where no single person is called, or False for somebody
    who can't be called here: their name is text, and does not stand for a shorter one.
    """
    env = {"known": known, "named": {}}
    html = parsed(UNSHOWN.sub("", body), env)
    return html, env["named"]


def sanitise(html):
    """Only what a message may consist of."""
    return _cleaner.clean(html)


def _plain(text):
    paragraphs = BLANK_LINES.split(text.strip())
    return "\n".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs if paragraph)


def _lines(paragraph):
    lines = escape(paragraph, quote=False).replace("\xa0", "&nbsp;").split("\n")
    return "<br>".join(line.strip(" \t") for line in lines)


def parsed(text, env=None):
    env = {} if env is None else env
    # The parser and its finder of links keep what they work on in themselves.
    with _parsing:
        tokens = _parser.parse(text, env)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        # The parser drops what stands deeper; as typed, all of it can be read.
        return sanitise(_plain(text))
    env["pen"] = code.Pen()
    return sanitise(_parser.renderer.render(tokens, _parser.options, env)).rstrip()


def _make_parser():
    options = {"html": False, "linkify": True, "breaks": True, "maxNesting": DEEPEST}
    parser = MarkdownIt("zero", options).enable(MARKUP + TYPING)
    parser.linkify.set({"fuzzy_link": False}).add("ftp:", None).add("//", None)
    parser.validateLink = _leads_somewhere
    parser.normalizeLinkText = lambda url: url
    parser.inline.ruler.before("newline", "mention", _call)
    parser.block.ruler.before("paragraph", "reply", _ends_quote, {"alt": ["blockquote"]})
    parser.core.ruler.before("inline", "crowds", _leave_crowds)
    parser.core.ruler.push("nowhere", _show_what_leads_nowhere)
    parser.core.ruler.push("links", _name_links)
    parser.renderer.rules["softbreak"] = lambda *_: "<br>"
    parser.renderer.rules["hardbreak"] = lambda *_: "<br>"
    parser.renderer.rules["fence"] = _block_of_code
    parser.renderer.rules["crowd"] = lambda tokens, place, *_: _lines(tokens[place].content)
    parser.renderer.rules["mention"] = _mention
    parser.parse("**warm** https://example.com")
    return parser


def _leads_somewhere(url):
    """Whether the cleaner keeps this address: without one, a link would hide what was typed."""
    return LINK.match(url) and "href" in sanitise(f'<a href="{escape(url)}"></a>')


def _ends_quote(state: StateBlock, start, end, silent):
    """A line without `>` below a quote is the reply to it, not more of it."""
    return silent


def _call(state: StateInline, silent):
    """A name with an @ speaks to somebody, unless it stands within the words of a link."""
    known = state.env.get("known")
    if not known or state.src[state.pos] != mentions.SIGN or state.linkLevel:
        return False
    name = mentions.at(state.src, state.pos, known)
    if name is None:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content, token.meta = mentions.SIGN + name, {"user": known[names.key(name)]}
    state.pos += len(name) + 1
    return True


def _mention(tokens, place, options, env):
    """Only what is shown counts as named: a paragraph may yet be shown as typed."""
    token = tokens[place]
    name, user = token.content, token.meta["user"]
    env["named"].setdefault(names.key(name[1:]), name[1:])
    if user is False:
        return escape(name)
    marked = "" if user is None else f' data-user="{user}"'
    return f'<span class="mention"{marked}>{escape(name)}</span>'


def _leave_crowds(state: StateCore):
    """A paragraph with more signs than anybody means shows as typed: to pair them takes long."""
    for block in state.tokens:
        if block.type == "inline" and len(CROWDING.findall(block.content)) > CROWD:
            block.type = "crowd"


def _show_what_leads_nowhere(state: StateCore):
    """`[words]()` has no address that anybody could have judged: it shows as typed."""
    for block in state.tokens:
        children, is_within = block.children or [], False
        for place, token in enumerate(children):
            is_within = is_within or (token.type == "link_open" and not token.attrs["href"])
            if is_within and token.type in ENDS:
                children[place] = Token("text", "", 0, content=ENDS[token.type])
                is_within = token.type == "link_open"


def _name_links(state: StateCore):
    """A link without words shows its address; one with a title shows its words alone."""
    for block in state.tokens:
        children = block.children or []
        for place in range(len(children) - 1, 0, -1):
            opened, closed = children[place - 1 : place + 1]
            opened.attrs.pop("title", None)
            if opened.type == "link_open" and closed.type == "link_close":
                address = Token("text", "", 0, content=opened.attrs["href"])
                children.insert(place, address)


def _block_of_code(tokens, place, options, env):
    return env["pen"].block(tokens[place].content, tokens[place].info)


def _attribute(tag, name, value):
    if tag == "code":
        return value if LANGUAGE.fullmatch(value) else None
    if tag == "p":
        return value if value == "emoji" else None
    if tag == "span":
        is_known = name == "data-user" or value == "mention" or value in code.CLASSES
        return value if is_known else None
    return None if name in ("title", "lang") else value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={
        "a": {"href"},
        "ol": {"start"},
        "code": {"class"},
        "span": {"class", "data-user"},
        "p": {"class"},
    },
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="nofollow noopener noreferrer",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
_parsing = Lock()
_parser = _make_parser()
