"""The notebooks of examples/ run from the first cell to the last, and are kept without outputs."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import nasdsl

NOTEBOOKS = sorted((Path(__file__).parents[1] / "examples").glob("*.ipynb"))
QUICK = "count_and_draw"


def cells(path: Path) -> list[dict[str, Any]]:
    """The cells of code, each with its `source`."""
    every = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in every if cell["cell_type"] == "code"]


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """What the last expression of a cell comes to, as a notebook shows it."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def marked(path: Path) -> Any:
    return pytest.param(path, id=path.stem, marks=() if path.stem == QUICK else pytest.mark.long)


def test_there_are_three() -> None:
    assert len(NOTEBOOKS) == 3
    assert QUICK in {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", [*map(marked, NOTEBOOKS)])
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = [run_cell("".join(cell["source"]), names) for cell in cells(path)]
    assert any(isinstance(value, nasdsl.SearchSpace) for value in shown)
    assert all(value._repr_html_() for value in shown if hasattr(value, "_repr_html_"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells(path))
