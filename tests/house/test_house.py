"""The shape of the code, as rules: what a reader can rely on in every file of the product."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

import nasdsl
from house.measures import ROOT, Source, empty_words, positional, shared, sources
from nasdsl.space import ir

KINDS = frozenset(kind.__name__ for kind in get_args(ir.Node))

# Public classes that share their name, and why.
SHARED_CLASSES: dict[str, str] = {}

# Attributes that are assigned outside their class, and why.
ASSIGNED_ELSEWHERE = {
    "click.Context.formatter_class": "where click looks for it, whatever class a command has",
    "sys.unraisablehook": "where Python looks for what is done with exceptions that it drops",
    "terminal.pattern": "lark has its terminals edited in place (`edit_terminals`)",
}

SHARED_SHARE = 0.15
ROOT_MODULES = 10


def files() -> list[Source]:
    return [source for source in sources() if not source.to_be_rewritten]


def test_few_definitions_share_a_name() -> None:
    assert shared() <= SHARED_SHARE


def test_names_say_what_they_hold() -> None:
    empty = [f"{s.path}:{line} {word}" for s in files() for line, word in empty_words(s)]
    assert empty == []


def test_a_public_class_has_a_name_of_its_own() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for source in files():
        for definition in source.definitions():
            if isinstance(definition, ast.ClassDef) and not definition.name.startswith("_"):
                homes[definition.name].append(source.path.as_posix())
    several = {name: paths for name, paths in homes.items() if len(paths) > 1}
    assert set(several) == set(SHARED_CLASSES), several
    assert len(SHARED_CLASSES) <= 10


def test_a_function_takes_at_most_five_arguments_by_position() -> None:
    many = [
        f"{source.path}:{function.lineno} {function.name}"
        for source in files()
        for function in source.functions()
        if positional(function) > 5 and not _is_command(function)
    ]
    assert many == []


def _is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether click calls it, by name, with the options of a command."""
    return any("option" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_a_match_over_nodes_of_the_space_names_every_kind() -> None:
    open_matches = [
        f"{source.path}:{match.lineno}"
        for source in files()
        for match in _matches(source)
        if _classes(match) & KINDS and not _ends_in_assert_never(match)
    ]
    assert open_matches == []


def test_what_a_node_means_is_said_by_a_match_alone() -> None:
    chains = [
        f"{source.path}:{function.lineno} {function.name}"
        for source in files()
        for function in source.functions()
        if len(_asked_for(function)) > 2
    ]
    tables = [
        f"{source.path}:{table.lineno}"
        for source in files()
        for table in ast.walk(source.tree)
        if isinstance(table, ast.Dict) and any(map(_is_kind, table.keys))
    ]
    assert chains + tables == []


def _asked_for(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The kinds of node for which `isinstance` asks in a function."""
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    asked = (call.args[1] for call in calls if ast.unparse(call.func) == "isinstance")
    return {ast.unparse(name) for types in asked for name in ast.walk(types) if _is_kind(name)}


def _is_kind(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Name) and node.id in KINDS


def names_kinds(source: Source) -> bool:
    """Whether there is a match over nodes of the space in a file."""
    return any(_classes(match) & KINDS for match in _matches(source))


def _matches(source: Source) -> Iterator[ast.Match]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Match))


def _classes(match: ast.Match) -> set[str]:
    patterns = (node for case in match.cases for node in ast.walk(case.pattern))
    return {
        pattern.cls.id
        for pattern in patterns
        if isinstance(pattern, ast.MatchClass) and isinstance(pattern.cls, ast.Name)
    }


def _ends_in_assert_never(match: ast.Match) -> bool:
    """Whether the last case only says that nothing comes there."""
    *_, last = match.cases
    wild = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
    return wild and last.guard is None and "assert_never" in ast.unparse(last.body[0])


def test_no_attribute_is_assigned_outside_its_class() -> None:
    assigned = [
        f"{source.path}:{target.lineno} {ast.unparse(target)}"
        for source in files()
        for target in ast.walk(source.tree)
        if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store)
        if ast.unparse(target.value) not in ("self", "cls")
        if ast.unparse(target) not in ASSIGNED_ELSEWHERE
    ]
    assert assigned == []


def test_the_root_of_the_package_has_few_modules() -> None:
    assert len(list((ROOT / "nasdsl").glob("*.py"))) <= ROOT_MODULES


def test_the_architecture_lists_the_layers_in_their_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layers,) = [c["layers"] for c in contracts["contracts"] if c["id"] == "layers"]
    document = (ROOT / "docs/dev/architecture.md").read_text("utf-8")
    table = document.partition("## The folders")[2].partition("## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == layers[:0:-1]


def test_no_module_has_the_name_of_what_is_exported() -> None:
    modules = {part for s in sources() for part in s.path.with_suffix("").parts[1:]}
    assert modules.isdisjoint(nasdsl.__all__), modules & set(nasdsl.__all__)


def test_all_that_is_exported_is_there() -> None:
    assert sorted(nasdsl.__all__) == list(nasdsl.__all__)
    assert set(nasdsl.__all__) <= set(dir(nasdsl))
    for name in nasdsl.__all__:
        assert getattr(importlib.import_module("nasdsl"), name) is not None
