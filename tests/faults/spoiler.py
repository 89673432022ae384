"""Has pieces of the program's text replaced while it is imported: what runs is the real one.

A piece that is not there any more ends the start.
"""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader


def spoil(*changes):
    """From now on, import modules with these changes: {module: {piece: what stands instead}}."""
    pieces = {}
    for change in changes:
        for module, more in change.items():
            pieces.setdefault(module, {}).update(more)
    sys.meta_path.insert(0, Spoiler(pieces))


class Spoiler(MetaPathFinder):
    """Finds the modules that are to be changed, and has them loaded so."""

    def __init__(self, changes):
        self.changes = changes

    def find_spec(self, name, path, target=None):
        if name not in self.changes:
            return None
        spec = PathFinder.find_spec(name, path, target)
        spec.loader = Spoiled(name, spec.origin, self.changes[name])
        return spec


class Spoiled(SourceFileLoader):
    def __init__(self, name, path, pieces):
        super().__init__(name, path)
        self.pieces = pieces

    def get_code(self, fullname):
        text = self.get_source(fullname)
        for good, bad in self.pieces.items():
            assert text.count(good) == 1, f"{fullname} does not say any more: {good}"
            text = text.replace(good, bad)
        return self.source_to_code(text, self.path)
