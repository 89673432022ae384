"""One script out of all modules that it imports.

A browser that is far away, or that talks plain HTTP, waits for each file; for one it waits once.
The modules stay as they are written, each in a function of its own, in the order in which they
would run. Known are the ways to import and export that these scripts use: names in braces.
"""

import posixpath
import re

IMPORT = re.compile(r'^import\s+(?:(\{[^}]*\})\s+from\s+)?"(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const) (\w+)", re.MULTILINE)
LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def beginnings(texts):
    """The names of those scripts, of `{name: text}`, that no other one imports."""
    imported = {there for name, text in texts.items() for there in _imported(name, text)}
    return texts.keys() - imported


def bundled(name, texts):
    """The text of a script with all that it imports, of `{name: text}`.

    Raises ValueError where scripts import one another in a circle, or in an unknown way.
    """
    *before, last = _in_order(name, texts)
    parts = [_enclosed(one, texts[one], name) for one in before]
    return "".join(parts) + (_linked(last, texts[last], name) if before else texts[name])


def _in_order(name, texts):
    """All that a script needs, what is imported before what imports it."""
    order, open_ = [], []

    def visit(one):
        if one in open_:
            raise ValueError(f"These scripts import one another: {' → '.join([*open_, one])}")
        if one not in order:
            open_.append(one)
            for there in _imported(one, texts[one]):
                visit(there)
            order.append(open_.pop())

    visit(name)
    return order


def _imported(name, text):
    return [_at(name, path) for _, path in IMPORT.findall(text)]


def _at(name, path):
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _enclosed(name, text, first):
    text = _linked(name, text, first)
    names = ", ".join(exported for _, exported in EXPORT.findall(text))
    text = EXPORT.sub(r"\1 \2", text)
    if unknown := OTHER.search(text):
        raise ValueError(f"{name} can't be put into one with others: {unknown[0]}")
    return f"const {_variable(name)} = (() => {{\n{text}\nreturn {{ {names} }};\n}})();\n"


def _linked(name, text, first):
    """The text with names of other modules' variables in place of its imports."""

    def taken(found):
        names, path = found.groups()
        return names and f"const {names.replace(' as ', ': ')} = {_variable(_at(name, path))};"

    def later(found):
        path = posixpath.relpath(_at(name, found[1]), posixpath.dirname(first))
        return f'import("./{path}")'

    return LATER.sub(later, IMPORT.sub(lambda found: taken(found) or "", text))


def _variable(name):
    return "$" + re.sub(r"\W", "_", name)
