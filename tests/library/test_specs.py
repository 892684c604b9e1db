"""`nasdsl specs`: the library as a table, as data and as the page of its folder."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

import nasdsl
from nasdsl.cli.main import cli
from nasdsl.language import library

PAGE = Path(__file__).parents[2] / "specs/README.md"


def printed(*args: str) -> str:
    done = CliRunner().invoke(cli, ["specs", *args])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_table_and_the_data() -> None:
    data = json.loads(printed("--json"))
    assert [entry["name"] for entry in data] == library.spec_names()
    lines = printed().splitlines()[1:]
    for entry, line in zip(data, lines, strict=True):
        space = nasdsl.load(entry["name"])
        assert (entry["genotypes"], entry["title"]) == (str(space.count()), space.space.title)
        assert line.split()[0] == entry["name"]
        assert line.endswith(entry["title"])


def test_the_page_is_what_is_printed() -> None:
    """Written by `nasdsl specs --markdown`."""
    assert PAGE.read_text("utf-8") == printed("--markdown")
