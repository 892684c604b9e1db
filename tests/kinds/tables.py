"""One small spec for each kind of node, and what every stage makes of it, as golden texts.

The specs lie beside this file. A folder of tests has its own tables in `kinds`, one a kind, so that
a failure names the stage and the kind. `ACCEPT=1 pytest tests -k kind` rewrites those that changed;
each value was worked out by hand, so work it out again before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import get_args

import pytest

from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.space import ir

HERE = Path(__file__).parent
CLASSES = {re.sub(r"\B(?=[A-Z])", "_", kind.__name__).lower(): kind for kind in get_args(ir.Node)}

for_each_kind = pytest.mark.parametrize("kind", sorted(CLASSES))


def text_of(kind: str) -> str:
    """The spec that shows a kind."""
    path = HERE / f"{kind}.nas"
    assert path.exists(), f"a node of kind {CLASSES[kind].__name__} has no spec: write {path}"
    return path.read_text("utf-8")


def spec_of(kind: str) -> ast.Spec:
    """Its syntax tree."""
    return parse(Source(f"{kind}.nas", text_of(kind)))


def space_of(kind: str) -> SearchSpace:
    """What it means."""
    return SearchSpace(spec_of(kind))


def check(folder: Path, kind: str, lines: list[str]) -> None:
    """Compare a table with the golden one of a folder of tests."""
    golden, table = folder / "kinds" / f"{kind}.txt", "\n".join([*lines, ""])
    if os.environ.get("ACCEPT"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(table, "utf-8")
    assert golden.exists(), f"{CLASSES[kind].__name__} has no table: accept {golden}, and check it"
    assert table == golden.read_text("utf-8"), f"{CLASSES[kind].__name__} in {folder.name}"
