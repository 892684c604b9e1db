"""Pictures that the command line writes: those of the documents are golden."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cli.harness import Ended, nasdsl, transcript

DOCS = Path(__file__).parents[2] / "docs"
INDEX = "4883135111746159"
PICTURES = {"space": (), "network": ("--index", INDEX)}


@pytest.mark.parametrize(("name", "args"), PICTURES.items(), ids=PICTURES.keys())
def test_pictures_of_the_documents(name: str, args: tuple[str, ...]) -> None:
    """`ACCEPT=1 pytest tests/cli` draws those anew that have changed: look at them then."""
    golden, path = DOCS / f"pouy_digits_{name}.svg", Path("picture.svg")
    path.write_text("what was there before")
    told = Ended(0, "picture: picture.svg\n", "")
    assert nasdsl("show", "pouy_digits", *args, "-o", str(path)) == told
    if os.environ.get("ACCEPT"):
        golden.write_bytes(path.read_bytes())
    assert golden.read_bytes() == path.read_bytes()
    assert [found.name for found in Path().iterdir()] == [path.name]  # and no draft


@pytest.mark.parametrize("args", PICTURES.values(), ids=PICTURES.keys())
def test_data_and_a_picture(args: tuple[str, ...]) -> None:
    show = ("show", "pouy_digits", *args, "--json")
    ended = nasdsl(*show, "--output", "PICTURE.SVG")
    assert ended == nasdsl(*show)
    assert json.loads(ended.out)
    assert Path("PICTURE.SVG").read_text().startswith("<svg ")


def test_places_that_are_none() -> None:
    Path("folder.svg").mkdir()
    Path("file").touch()
    names = ["picture.png", "picture", "", "svg", "none/picture.svg", "file/p.svg", "folder.svg"]
    ended = transcript("bad_pictures", [("show", "pouy_digits", "-o", name) for name in names])
    assert [e.code for e in ended] == [2, 2, 2, 2, 1, 1, 1]
    assert sorted(found.name for found in Path().iterdir()) == ["file", "folder.svg"]


def test_nothing_is_drawn_of_what_is_no_network() -> None:
    text = "network = add([conv(3, stride=2), identity])"
    Path("misfit.nas").write_text(f"space misfit\ninput 8 x 8 x 1\n{text}\n")
    ended = nasdsl("show", "misfit.nas", "--index", "0", "-o", "picture.svg")
    assert (ended.code, ended.out) == (1, "")
    assert "this genotype is no network" in ended.err
    assert not Path("picture.svg").exists()
