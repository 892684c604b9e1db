from __future__ import annotations

import re
import sys
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import pytest

from exploration.stub_space import StubRequirement, StubSpace, evaluate, objective
from nasdsl import reporting
from nasdsl.errors import NasdslError, RunError
from nasdsl.exploration import Run
from nasdsl.exploration import run_search as search
from nasdsl.reporting.charts import axis, front_chart
from nasdsl.reporting.numbers import short
from nasdsl.reporting.plots import draw_front

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
    return reporting.write_page(Run.read(run_folder), run_folder).read_text()


def test_the_front_is_in_the_page(text: str, run_folder: Path) -> None:
    rows = Outline(text).rows
    for member in Run.read(run_folder).front:
        (row,) = [row for row in rows if row[0] == str(member.index) and len(row) > 4]
        assert row[1:3] == [short(member.values[0]), short(member.values[1])]
        assert row[-1] == "0.5"


def test_all_is_in_the_page(text: str, run_folder: Path) -> None:
    summary = Run.read(run_folder)
    plain = unescape(text)
    for expected in (
        summary.spec,
        "stub<1>",
        "failed: the loss is <nan> & worse",
        "infeasible: breaks params <= 14000",
        f"nasdsl show spec.nas --index {summary.front[0].index}",
        f"space.unrank({summary.front[0].index})",
        "details.versions.jax",
    ):
        assert expected in plain
    assert "not finished" not in plain


def test_generations_begin_with_one_as_in_the_terminal(text: str, run_folder: Path) -> None:
    summary = Run.read(run_folder)
    rows = Outline(text).rows
    start = next(at for at, row in enumerate(rows) if row[0] == "generation") + 1
    numbers = [row[0] for row in rows[start : start + len(summary.history)]]
    assert numbers == [str(number) for number, _ in enumerate(summary.history, start=1)]


def test_the_hypervolume_has_its_reference(text: str, run_folder: Path) -> None:
    summary = Run.read(run_folder)
    first = next(g for g in summary.generations if any(c.status == "ok" for c in g))
    worst = [max(column) for column in zip(*(c.values for c in first if c.values), strict=True)]
    point = ", ".join(f"{n} {short(v)}" for n, v in zip(summary.objectives, worst, strict=True))
    assert f"in which a network succeeded ({point})." in unescape(text)


def test_a_front_says_what_is_exact(text: str, tmp_path: Path) -> None:
    """And only networks that were trained on data are measured on images, and retrained."""
    assert "Parameters and MACs are exact. All else was measured, once for each network;" in text
    assert "retrain" not in text
    search(StubSpace(), evaluate, out=tmp_path / "run", details={"data": {"name": "digits"}})
    run = Run.read(tmp_path / "run")
    trained = reporting.write_page(run, tmp_path / "run").read_text()
    assert "on images held out of training" in trained
    assert f"nasdsl retrain . --index {run.front[0].index}" in trained


def test_a_chart_counts_networks_and_not_points(tmp_path: Path) -> None:
    """Several networks of the same objectives are one point."""
    measured = replace(StubSpace().search, minimize=(objective("error"), objective("loss")))
    space = StubSpace(search=measured)
    search(space, lambda _: {"error": 0.5, "loss": 1.0}, out=tmp_path / "run")
    run = Run.read(tmp_path / "run")
    assert len(run.points) < run.count("evaluated")
    assert f"{run.count('evaluated')} evaluated, " in front_chart(run)


def test_no_character_turns_a_line_around(tmp_path: Path) -> None:
    space = StubSpace(name="stub\u202e<1>", text='space stub "\u202e\x1b[2J"\n')
    search(space, evaluate, out=tmp_path / "run")
    text = reporting.write_page(Run.read(tmp_path / "run"), tmp_path / "run").read_text()
    assert not set("\u202e\x1b") & set(text)
    assert "stub\ufffd&lt;1&gt;" in text


def test_what_comes_from_outside_is_escaped(text: str) -> None:
    assert "<b>a stub" not in text
    assert "<nan>" not in text
    assert "stub<1>" not in text


def test_the_page_is_whole_and_needs_nothing_else(text: str) -> None:
    outline = Outline(text)
    assert outline.open == []
    assert outline.addresses == []
    assert not re.search(r"https?:|url\(|@import|<script|<link", text)
    assert "$" not in text


def test_an_unfinished_run_says_so(unfinished: Path) -> None:
    text = reporting.write_page(Run.read(unfinished), unfinished).read_text()
    assert re.search(r"not finished: \d+ of 48 candidates are done", text)


@pytest.mark.parametrize("names", [("error",), ("error", "params", "loss")])
def test_other_numbers_of_objectives(tmp_path: Path, names: tuple[str, ...]) -> None:
    space = StubSpace().where(minimize=tuple(map(objective, names)))
    search(space, evaluate, out=tmp_path / "run")
    summary = Run.read(tmp_path / "run")
    assert reporting.write_picture(summary, tmp_path / "run").read_bytes().startswith(PNG)
    assert Outline(reporting.write_page(summary, tmp_path / "run").read_text()).open == []


def test_numbers_as_large_as_there_are(tmp_path: Path) -> None:
    space = StubSpace().where(minimize=(objective("error"), objective("loss")))
    signs = cycle((1.7e308, -1.7e308))
    run = search(space, lambda _: {"error": next(signs), "loss": 0.0}, out=tmp_path / "run")
    text = reporting.write_page(run, tmp_path / "run").read_text()
    assert Outline(text).open == []
    assert "-1.7e+308" in text
    assert "nan" not in front_chart(run)
    assert short(float("inf")) == "inf"


@pytest.mark.parametrize("names", [("error",), ("error", "params"), ("error", "params", "loss")])
def test_a_run_without_any_success(tmp_path: Path, names: tuple[str, ...]) -> None:
    space = StubSpace(requirements=(StubRequirement(1),))
    search(space.where(minimize=tuple(map(objective, names))), evaluate, out=tmp_path / "run")
    summary = Run.read(tmp_path / "run")
    assert draw_front(summary).startswith(PNG)
    text = reporting.write_page(summary, tmp_path / "run").read_text()
    assert "--index INDEX" in text


def test_a_picture(run_folder: Path) -> None:
    path = reporting.write_picture(Run.read(run_folder), run_folder)
    assert path == run_folder / "pareto.png"
    assert path.read_bytes().startswith(PNG)


def test_without_matplotlib(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = Run.read(run_folder)
    for name in [n for n in sys.modules if n.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing("matplotlib"), *sys.meta_path])
    with pytest.raises(NasdslError) as caught:
        reporting.write_picture(summary, run_folder)
    assert str(caught.value) == "pictures need matplotlib\n  help: pip install 'nasdsl[plot]'"
    page = run_folder / "report.html"
    before = reporting.write_page(summary, run_folder).read_text()
    assert page.read_text() == before
    assert before.count('<svg class="chart"') == 3


def test_every_network_of_the_front_says_what_it_is(text: str, run_folder: Path) -> None:
    summary = Run.read(run_folder)
    chart = ElementTree.fromstring(front_chart(summary))
    titles = [c.findtext("title") for c in chart.iter("circle") if c.get("class") == "front"]
    for title, member in zip(titles, summary.front, strict=True):
        told = zip(summary.objectives, member.values, strict=True)
        values = ", ".join(f"{name} {short(value)}" for name, value in told)
        assert title == f"index {member.index}: {values}"
    faint = [c for c in chart.iter("circle") if c.get("class") == "faint"]
    assert len(faint) == len(summary.points)
    for circle in chart.iter("circle"):
        assert 0 <= float(circle.get("cx", "")) <= 720
        assert 0 <= float(circle.get("cy", "")) <= 400


@pytest.mark.parametrize(
    ("values", "log"),
    [([], False), ([0.0], False), ([3.0], False), ([-2.0, 7.5], False), ([1e-4, 5.0], True),
     ([2.0, 61.0], True), ([1e6, 3e6], False), ([0.0, 1e9], False),
     ([-1.7e308, 1.7e308], False), ([2.0, 1.7e308], True)],
)  # fmt: skip
def test_axes(values: list[float], log: bool) -> None:
    found = axis("error", values)
    assert found.log is log
    assert all(0 <= found.share(value) <= 1 for value in values)
    ticks = found.ticks()
    assert 2 <= len(ticks) <= 12
    assert ticks == sorted(ticks)
    assert all(-1e-9 <= found.share(tick) <= 1 + 1e-9 for tick in ticks)


class Missing:
    """A finder to which a package is not installed."""

    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(self, name: str, *_: object) -> None:
        if name == self._package:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def test_a_place_that_cannot_be_written(run_folder: Path) -> None:
    with pytest.raises(RunError, match="cannot use"):
        reporting.write_page(Run.read(run_folder), run_folder / "none")
