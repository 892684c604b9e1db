from __future__ import annotations

import re
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exploration.stub_space import StubRequirement, StubSpace, evaluate, objective
from nasdsl import reporting
from nasdsl.errors import NasdslError, RunError
from nasdsl.exploration import search
from nasdsl.reporting.numbers import short
from nasdsl.reporting.plots import draw_front, draw_history

PNG = b"\x89PNG\r\n\x1a\n"


class Outline(HTMLParser):
    """The tags that are open at the end, all addresses, and the rows of all tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "img"):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1].append(data)


@pytest.fixture(scope="module")
def text(run_folder: Path) -> str:
    return reporting.write_page(reporting.read_summary(run_folder), run_folder).read_text()


def test_the_front_is_in_the_page(text: str, run_folder: Path) -> None:
    rows = Outline(text).rows
    for member in reporting.read_summary(run_folder).front:
        (row,) = [row for row in rows if row[0] == str(member.index) and len(row) > 4]
        assert row[1:3] == [short(member.values[0]), short(member.values[1])]
        assert row[-1] == "0.5"


def test_all_is_in_the_page(text: str, run_folder: Path) -> None:
    summary = reporting.read_summary(run_folder)
    plain = unescape(text)
    for expected in (
        summary.text,
        "stub<1>",
        "failed: the loss is <nan> & worse",
        "infeasible: breaks params <= 14000",
        f"nasdsl show spec.nas --index {summary.front[0].index}",
        f"nasdsl train spec.nas --index {summary.front[0].index}",
        f"space.unrank({summary.front[0].index})",
        "details.versions.jax",
    ):
        assert expected in plain
    assert "not finished" not in plain


def test_what_comes_from_outside_is_escaped(text: str) -> None:
    assert "<b>a stub" not in text
    assert "<nan>" not in text
    assert "stub<1>" not in text


def test_the_page_is_whole_and_needs_nothing_else(text: str) -> None:
    outline = Outline(text)
    assert outline.open == []
    assert len(outline.addresses) == 2
    assert all(a.startswith("data:image/png;base64,") for a in outline.addresses)
    assert not re.search(r"https?:|url\(|@import|<script|<link", text)
    assert "$" not in re.sub(r"base64,[^\"]*", "", text)


def test_an_unfinished_run_says_so(unfinished: Path) -> None:
    text = reporting.write_page(reporting.read_summary(unfinished), unfinished).read_text()
    assert re.search(r"not finished: \d+ of 48 candidates are done", text)


@pytest.mark.parametrize("names", [("error",), ("error", "params", "loss")])
def test_other_numbers_of_objectives(tmp_path: Path, names: tuple[str, ...]) -> None:
    space = StubSpace().where(minimize=tuple(map(objective, names)))
    search(space, evaluate, out=tmp_path / "run")
    summary = reporting.read_summary(tmp_path / "run")
    assert reporting.write_picture(summary, tmp_path / "run").read_bytes().startswith(PNG)
    assert Outline(reporting.write_page(summary, tmp_path / "run").read_text()).open == []


@pytest.mark.parametrize("names", [("error",), ("error", "params"), ("error", "params", "loss")])
def test_a_run_without_any_success(tmp_path: Path, names: tuple[str, ...]) -> None:
    space = StubSpace(requirements=(StubRequirement(1),))
    search(space.where(minimize=tuple(map(objective, names))), evaluate, out=tmp_path / "run")
    summary = reporting.read_summary(tmp_path / "run")
    assert draw_front(summary).startswith(PNG)
    assert draw_history(summary).startswith(PNG)
    text = reporting.write_page(summary, tmp_path / "run").read_text()
    assert "--index INDEX" in text


def test_a_picture(run_folder: Path) -> None:
    path = reporting.write_picture(reporting.read_summary(run_folder), run_folder)
    assert path == run_folder / "pareto.png"
    assert path.read_bytes().startswith(PNG)


def test_without_matplotlib(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = reporting.read_summary(run_folder)
    for name in [n for n in sys.modules if n.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing("matplotlib"), *sys.meta_path])
    with pytest.raises(NasdslError) as caught:
        reporting.write_picture(summary, run_folder)
    assert str(caught.value) == "pictures need matplotlib\n  help: pip install 'nasdsl[plot]'"
    text = reporting.write_page(summary, run_folder).read_text()
    assert unescape(text).count("pip install 'nasdsl[plot]'") == 2
    assert Outline(text).addresses == []


class Missing:
    """A finder to which a package is not installed."""

    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(self, name: str, *_: object) -> None:
        if name == self._package:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def test_a_place_that_cannot_be_written(run_folder: Path) -> None:
    with pytest.raises(RunError, match="cannot use"):
        reporting.write_page(reporting.read_summary(run_folder), run_folder / "none")
