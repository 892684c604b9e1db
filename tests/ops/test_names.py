"""What is known of an operation or a merge stands with it: nothing else goes by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from nasdsl.experiment.model import CROSSOVERS, MUTATIONS, CrossoverName, MutationName
from nasdsl.ops import ADAPTERS, MERGES, OPERATIONS, TYPES
from nasdsl.ops.operation import ParameterType
from nasdsl.program.graph import ABSENT, ITEM

ROOT = Path(__file__).parents[2]
NAMES = {*OPERATIONS, *MERGES, *ADAPTERS, ITEM, ABSENT}
TABLES = {"backends/nasdsl_flax/rules.py", "backends/nasdsl_numpy/rules.py"}
ALLOWED = {
    ("nasdsl/cli/inspect.py", "part"): "a column of `count`: the part of a space",
    ("nasdsl/drawing/scene.py", "part"): "a class of the SVG",
    ("nasdsl/drawing/scene.py", "repeat"): "a class of the SVG",
    ("nasdsl/language/other_languages.py", "repeat"): "a keyword of other languages",
    ("nasdsl/program/graph.py", ITEM): "where it is defined",
    ("nasdsl/program/graph.py", ABSENT): "where it is defined",
    ("nasdsl/ops/merging.py", "pad"): "a way in which branches are made to fit",
    ("nasdsl/ops/norms.py", "mean"): "a buffer",
    ("nasdsl/ops/norms.py", "scale"): "a weight",
    ("nasdsl/ops/merge.py", "pad"): "a way in which branches are made to fit",
    ("nasdsl/elaborate/added.py", "identity"): "a field of operations",
    ("nasdsl/elaborate/names.py", "fit"): "an argument of merges",
    ("backends/nasdsl_flax/norms.py", "mean"): "a buffer",
    ("backends/nasdsl_flax/norms.py", "scale"): "a weight",
    ("backends/nasdsl_numpy/norms.py", "mean"): "a buffer",
    ("backends/nasdsl_numpy/norms.py", "scale"): "a weight",
}
"""What has the name of an operation or a merge and is something else, with what that is."""


def names(file: Path) -> Iterator[str]:
    """Texts of a file that are the name of an operation or a merge, where none is defined.

    Parts of texts with values in them are no names.
    """
    tree = ast.parse(file.read_text("utf-8"))
    passed = {id(part) for node in ast.walk(tree) for part in _not_names(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in passed and node.value in NAMES:
            yield node.value


def _not_names(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.JoinedStr(values):
            return values
        case ast.Call(ast.Name("Op"), [name, *_]):
            return [name]
        case ast.Call(ast.Name("MergeKind"), _, keywords):
            return [keyword.value for keyword in keywords if keyword.arg == "name"]
        case _:
            return []


def test_operations_and_merges_are_asked_not_named() -> None:
    files = [file for top in ("nasdsl", "backends") for file in sorted((ROOT / top).rglob("*.py"))]
    found = {
        (file.relative_to(ROOT).as_posix(), name)
        for file in files
        if file.relative_to(ROOT).as_posix() not in TABLES
        for name in names(file)
    }
    assert found == set(ALLOWED)


def test_a_name_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "named.py"
    file.write_text(
        "def asks(step, op):\n"
        "    match step:\n"
        "        case Apply(op='conv'):\n"
        "            return op.name == 'max' or f'concat{op}' in {'a pool': Op('relu', 'zero')}\n"
    )
    assert sorted(names(file)) == ["conv", "max", "zero"]


def test_tables_by_name_have_all_names_of_their_types() -> None:
    assert tuple(TYPES) == get_args(ParameterType)
    assert tuple(CROSSOVERS) == get_args(CrossoverName)
    assert tuple(MUTATIONS) == get_args(MutationName)
