"""`explain`: what the codes of messages mean."""

from __future__ import annotations

import sys
import textwrap
from typing import Any

import click

from nasdsl.cli.options import json_option
from nasdsl.cli.output import columns, emit, say
from nasdsl.cli.tables import table
from nasdsl.diagnostics.catalogue import ENTRIES, errors_page, find_entry, topics
from nasdsl.diagnostics.entry import DiagnosticEntry, entry_section, shown_example

WIDTH = 80


@click.command()
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@click.option("--markdown", is_flag=True, help="Print the page of the documentation.")
@json_option
def explain(codes: tuple[str, ...], markdown: bool, as_json: bool) -> None:
    """Say what the code of a message means.

    With an example and its remedy. Without a code, all are listed.
    """
    entries = [find_entry(code) for code in codes] or list(ENTRIES.values())
    if as_json:
        emit([_entry_json(entry) for entry in entries])
    elif markdown:
        say(errors_page(entries))
    elif not codes:
        _list()
    elif columns(sys.stdout):
        _print_entries(entries)
    else:
        say("\n\n".join(_terminal_lines(entry) for entry in entries))


def _entry_json(entry: DiagnosticEntry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "title": entry.title,
        "text": _paragraphs(entry),
        "wrong": shown_example(entry.wrong) or None,
        "mended": shown_example(entry.mended) or None,
    }


def _paragraphs(entry: DiagnosticEntry) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in entry.text.split("\n\n")]


def _list() -> None:
    rows: list[tuple[str, str] | str] = []
    for topic, entries in topics(ENTRIES.values()):
        rows += [topic, *((f"  {entry.code}", entry.title) for entry in entries)]
    table(("code", ""), rows, left={0})


def _terminal_lines(entry: DiagnosticEntry) -> str:
    """An entry in lines of a terminal's usual width; examples keep their own lines."""
    blocks = [f"{entry.code}: {entry.title}"]
    blocks += [textwrap.fill(paragraph, WIDTH) for paragraph in _paragraphs(entry)]
    if entry.wrong:
        blocks += [textwrap.indent(shown_example(entry.wrong), "    "), "Mended:"]
        blocks += [textwrap.indent(shown_example(entry.mended), "    ")]
    return "\n\n".join(blocks)


def _print_entries(entries: list[DiagnosticEntry]) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown("\n\n".join(entry_section(entry) for entry in entries)))
