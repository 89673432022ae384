"""The rules of docs/architecture.md, each of which a single line can break unseen."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
WIRING = ("rooms.apps", "rooms.urls", "rooms.checks")
DOORS = ("rooms.consumers", "rooms.api", "rooms.views", "rooms.admin", "rooms.management")
GROUND = ("rooms.limits", "rooms.errors", "rooms.turns", "rooms.text")
# From the ground up. What shares a layer are neighbours, who don't know each other.
LAYERS = (
    GROUND,
    ("rooms.models",),
    ("rooms.wire", "rooms.search"),
    ("rooms.actions",),
    ("rooms.live",),
    ("rooms.assistant",),
    ("rooms.commands",),
    DOORS,
    WIRING,
)
# Modules whose names are known only later, and the one that takes long to load.
BY_NAME = {
    "rooms.commands": "f'{__name__}.{_module.name}'",
    "rooms.live.sessions": "settings.SESSION_ENGINE",
    "rooms.assistant.client": "'openai'",
}
WRITES = re.compile(r"a?(bulk_\w+|(\w+_or_)?create(_user|_superuser)?|save|update|delete)")
# What only sounds like writing rows.
NO_ROWS = {
    "rooms.assistant.client": "client.chat.completions.create",
    "rooms.consumers.chat": "self.unjoined.update",
    "rooms.management.inventory": "digest.update",
}
LONGEST_FILE, LONGEST_FUNCTION = 250, 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
UNWANTED = {
    "static/js/**/*.js": r"\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write",
    "static/css/**/*.css": r"!\s*important",
    # A script is a file, or data that no browser runs.
    "templates/**/*.html": r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:"
    r"|<script\b(?![^>]*(\bsrc=|type=\"application/json\"))",
}


class Module(NamedTuple):
    name: str
    path: Path
    tree: ast.Module

    def at(self, node):
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"


class Import(NamedTuple):
    by: Module
    target: str
    node: ast.stmt

    def __str__(self):
        return f"{self.by.at(self.node)} imports {self.target}"


@cache
def modules(*patterns):
    """All modules of the chat, migrations aside, or those that the patterns name."""
    files = [path for pattern in patterns or ("rooms/**/*.py",) for path in ROOT.glob(pattern)]
    return [_module(path) for path in sorted(files) if "migrations" not in path.parts]


def _module(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    return Module(name, path, ast.parse(path.read_text()))


def nodes(module, *kinds):
    return [node for node in ast.walk(module.tree) if isinstance(node, kinds)]


@cache
def imports():
    """Every import of every module, with the full name of the module that is meant."""
    return [
        Import(module, _meant(name), node)
        for module in modules()
        for node in nodes(module, ast.Import, ast.ImportFrom)
        for name in _names(module, node)
    ]


def _names(module, node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    # A package's own file stands one level higher than its modules do.
    up = node.level - (module.path.name == "__init__.py")
    package = module.name.split(".")
    home = package[: len(package) - up] if node.level else []
    return [".".join([*home, *filter(None, [node.module]), alias.name]) for alias in node.names]


def _meant(name):
    """The module where a name of it is imported; other packages' names stay whole."""
    known = {module.name for module in modules()}
    parts = name.split(".")
    prefixes = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in known), name)


def lies_in(name, *folders):
    return any(name == folder or name.startswith(f"{folder}.") for folder in folders)


def home(name):
    """(height, folder) of the layer where a module stands; None for what stands in none."""
    return next(
        (
            (height, folder)
            for height, layer in enumerate(LAYERS)
            for folder in layer
            if lies_in(name, folder)
        ),
        None,
    )


def goes_astray(one):
    """Whether an import points up, or to a neighbour."""
    (height, folder), (target_height, target_folder) = home(one.by.name), home(one.target)
    if target_height == height:
        return target_folder != folder and folder not in GROUND + WIRING
    return target_height > height


def who_imports(target, *but):
    return [
        str(one)
        for one in imports()
        if lies_in(one.target, target) and not lies_in(one.by.name, *but)
    ]


def test_every_module_stands_in_a_layer():
    assert [one.name for one in modules() if home(one.name) is None] == ["rooms"]


def test_imports_only_point_down_and_doors_do_not_know_each_other():
    ours = [one for one in imports() if home(one.by.name) and home(one.target)]
    assert len(ours) > 100
    assert [str(one) for one in ours if goes_astray(one)] == []


def test_the_page_shows_the_layers_in_this_order():
    page = (ROOT / "docs/architecture.md").read_text()
    diagram = re.search(r"^doors .*?^ground .*?$", page, re.M | re.S)[0]
    places = [diagram.index(layer[0].split(".")[1]) for layer in LAYERS if layer != WIRING]
    assert places == sorted(places, reverse=True)


def test_the_ground_knows_no_tables():
    assert [one for one in who_imports("django") if one.replace("/", ".").startswith(GROUND)] == []


def test_no_import_hides_inside_a_function():
    hidden = [
        f"{module.at(node)} imports inside {function.name}"
        for module in modules()
        if module.name != "rooms.apps"
        for function in nodes(module, *FUNCTIONS)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_a_module_is_imported_by_its_name_in_three_places():
    by_name = [
        (module.name, ast.unparse(node.args[0]))
        for module in modules()
        for node in nodes(module, ast.Call)
        if ast.unparse(node.func).endswith(("import_module", "__import__"))
    ]
    assert sorted(by_name) == sorted(BY_NAME.items())
    assert who_imports("openai") == []


def test_the_metrics_library_is_known_in_one_place():
    assert who_imports("prometheus_client", "rooms.live.metrics") == []


def test_the_channel_layer_is_reached_only_where_it_is_handled():
    allowed = ("rooms.wire.publish", "rooms.live", "rooms.consumers.chat", "rooms.checks")
    assert who_imports("channels.layers", *allowed) == []


def test_what_happened_is_told_by_actions_live_and_the_assistant():
    allowed = ("rooms.actions", "rooms.live", "rooms.assistant")
    assert who_imports("rooms.wire.publish", *allowed) == []


def test_rows_are_written_by_actions():
    strange = [
        f"{module.at(node)} {ast.unparse(node.func)}"
        for module in modules()
        if not lies_in(module.name, "rooms.actions", "rooms.models.user", "rooms.models.terms")
        for node in nodes(module, ast.Call)
        if isinstance(node.func, ast.Attribute) and WRITES.fullmatch(node.func.attr)
        if ast.unparse(node.func) != NO_ROWS.get(module.name)
        if ast.unparse(node.func.value) not in _actions_known_to(module)
    ]
    assert strange == []


def _actions_known_to(module):
    """`groups.create` is an action, where `groups` is the module that was imported."""
    targets = {one.target for one in imports() if one.by is module}
    return {target.split(".")[-1] for target in targets if lies_in(target, "rooms.actions")}


def test_files_and_functions_stay_short():
    everything = modules("rooms/**/*.py", "chatsite/*.py", "tests/**/*.py", "bench/**/*.py")
    long_files = [
        f"{module.path.relative_to(ROOT)} has {len(lines)} lines"
        for module in everything
        if len(lines := module.path.read_text().splitlines()) > LONGEST_FILE
    ]
    long_functions = [
        f"{module.at(node)} {node.name}"
        for module in everything
        for node in nodes(module, *FUNCTIONS)
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long_files + long_functions == []


@pytest.mark.parametrize("files", UNWANTED)
def test_no_page_holds_what_its_policy_or_its_next_reader_would_trip_over(files):
    texts = {path: path.read_text() for path in ROOT.glob(files)}
    assert texts
    found = [
        f"{path.relative_to(ROOT)}: {match[0].strip()}"
        for path, text in texts.items()
        for match in re.finditer(UNWANTED[files], text, re.IGNORECASE)
    ]
    assert found == []
