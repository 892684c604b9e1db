"""The command `specs`: the library of search spaces, each with its size."""

from __future__ import annotations

from typing import NamedTuple

import click

from nasdsl.api import load, spec_names
from nasdsl.cli.options import check_one_form, json_option
from nasdsl.cli.output import emit, say, waiting
from nasdsl.cli.tables import table
from nasdsl.util.integers import brief_text

PREFACE = """\
# The library

This page is what `nasdsl specs --markdown` prints: the search spaces that come with nasdsl. Each
file says which paper it is from, and what had to be chosen. Use one by its name, as in
`nasdsl count darts`, or copy it and change it. How the sizes compare with those that papers state
is in [docs/literature.md](../docs/literature.md). Sizes from 10^12 on are rounded to three digits;
`nasdsl count` says all.
"""


class SpecEntry(NamedTuple):
    """A spec of the library, as it is listed.

    Args:
        name: the name by which commands take it.
        title: its title.
        genotypes: how many genotypes its space has.
    """

    name: str
    title: str
    genotypes: int


@click.command()
@click.option("--markdown", is_flag=True, help="Print the page of the library's folder.")
@json_option
def specs(markdown: bool, as_json: bool) -> None:
    """List the search spaces that come with nasdsl.

    Any of them can be used by its name.
    """
    check_one_form(markdown, as_json)
    with waiting("counting"):
        entries = [_spec_entry(name) for name in spec_names()]
    if as_json:
        emit([{**entry._asdict(), "genotypes": str(entry.genotypes)} for entry in entries])
    elif markdown:
        say(_specs_page(entries))
    else:
        rows = [(entry.name, brief_text(entry.genotypes), entry.title) for entry in entries]
        table(("name", "genotypes", ""), rows, left={0})


def _spec_entry(name: str) -> SpecEntry:
    space = load(name)
    return SpecEntry(name, space.space.title, space.count())


def _specs_page(entries: list[SpecEntry]) -> str:
    """The document: a table with a row for each spec."""
    lines = [PREFACE, "| spec | genotypes | |", "|---|---:|---|"]
    for entry in entries:
        link = f"[`{entry.name}`]({entry.name}.nas)"
        lines.append(f"| {link} | {brief_text(entry.genotypes)} | {entry.title} |")
    return "\n".join(lines)
