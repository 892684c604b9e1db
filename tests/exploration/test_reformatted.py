"""A spec that is laid out anew is the same experiment: its names, its runs."""

from __future__ import annotations

from pathlib import Path

import pytest

import nasdsl
from nasdsl.described import described
from nasdsl.errors import RunError
from nasdsl.exploration import finish
from nasdsl.exploration import run_search as search
from nasdsl.exploration.run_folder import describe, read_run
from nasdsl.formatting.statements import formatted
from nasdsl.program.architecture import Architecture
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

SPEC = """space   mine "Mine"   # a spec
use "parts.nas"
input  8 x 8 x  1
classes 10
network = (conv(3)|part1|conv(5, filters = 2*channels))*3->flatten->dense( classes )
require params<=1M   and  ( memory(part1)+1 )*2<=3 *  memory
search { minimize=[error,params/1M, ( memory -  macs*2)/ 1_000
           # in thousands
           + (loss) ] population=4  generations=2 }
"""
PARTS = "block   part1=relu->conv( 1 )   # another\n"
OBJECTIVES = ["error", "params / 1M", "(memory - macs * 2) / 1_000 + loss"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"mine.nas": SPEC, "parts.nas": PARTS}.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def laid_out(folder: Path) -> SearchSpace:
    """The space of the spec after each of its files was formatted."""
    for name in ("mine.nas", "parts.nas"):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(formatted(Source(name, text)), "utf-8")
        assert (folder / name).read_text("utf-8") != text
    return nasdsl.load(folder / "mine.nas")


def evaluate(network: Architecture) -> dict[str, float]:
    return {"accuracy": 1 / network.params, "loss": network.macs}


def test_names(folder: Path) -> None:
    before, after = nasdsl.load(folder / "mine.nas"), laid_out(folder)
    assert [objective.text for objective in before.search.minimize] == OBJECTIVES
    assert [objective.text for objective in after.search.minimize] == OBJECTIVES
    required = ["params <= 1M", "(memory(part1) + 1) * 2 <= 3 * memory"]
    assert [requirement.text for requirement in before.requirements] == required
    assert [requirement.text for requirement in after.requirements] == required


def test_a_run_goes_on(folder: Path) -> None:
    before = nasdsl.load(folder / "mine.nas")
    expected = search(before, evaluate, out=folder / "run")
    after = laid_out(folder)
    assert describe(before, before.search, 0, {}).description == (
        describe(after, after.search, 0, {}).description
    )
    resumed = search(after, evaluate, out=folder / "run", resume=True)
    assert (resumed.front, resumed.history) == (expected.front, expected.history)
    assert len(finish(after, folder / "run", evaluate)) == len(expected.front)


def test_another_spec_is_another_run(folder: Path) -> None:
    search(nasdsl.load(folder / "mine.nas"), evaluate, out=folder / "run")
    (folder / "mine.nas").write_text(SPEC.replace("conv(5", "conv(7"), "utf-8")
    with pytest.raises(RunError, match=r"spec\.nas, line \d+: .*conv\(5.*conv\(7"):
        search(nasdsl.load(folder / "mine.nas"), evaluate, out=folder / "run", resume=True)
    (folder / "mine.nas").write_text(SPEC, "utf-8")
    (folder / "parts.nas").write_text(PARTS.replace("relu", "elu"), "utf-8")
    with pytest.raises(RunError, match=r"used\.parts\.nas"):
        search(nasdsl.load(folder / "mine.nas"), evaluate, out=folder / "run", resume=True)


def test_a_spec_that_uses_a_file_of_the_runs_name(folder: Path) -> None:
    (folder / "parts.nas").rename(folder / "spec.nas")
    (folder / "mine.nas").write_text(SPEC.replace("parts.nas", "spec.nas"), "utf-8")
    space = nasdsl.load(folder / "mine.nas")
    expected = search(space, evaluate, out=folder / "run")
    resumed = search(nasdsl.load(folder / "mine.nas"), evaluate, out=folder / "run", resume=True)
    assert resumed.front == expected.front
    kept = read_run(folder / "run")
    assert (kept.text, kept.used) == (space.text, space.used)
    assert described(kept.spec()).count() == space.count()
