"""The command `explain`: what the codes of messages mean."""

from __future__ import annotations

import sys
from typing import Any

import click

from nasdsl import api
from nasdsl.cli.options import check_one_form, json_option, markdown_option
from nasdsl.cli.output import columns, emit, say
from nasdsl.cli.tables import table
from nasdsl.diagnostics.catalogue import ENTRIES, errors_page, topics
from nasdsl.diagnostics.entry import DiagnosticEntry, entry_section, shown_example


@click.command()
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@markdown_option
@json_option
def explain(codes: tuple[str, ...], markdown: bool, as_json: bool) -> None:
    """Say what the code of a message means.

    With an example and its remedy. Without a code, all are listed.
    """
    check_one_form(markdown, as_json)
    entries = [api.explain(code) for code in codes] or list(ENTRIES.values())
    if as_json:
        emit([_entry_json(entry) for entry in entries])
    elif markdown:
        say(errors_page(entries))
    elif not codes:
        _list()
    elif columns(sys.stdout):
        _print_entries(entries)
    else:
        say("\n\n".join(map(str, entries)))


def _entry_json(entry: DiagnosticEntry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "title": entry.title,
        "text": entry.paragraphs,
        "wrong": shown_example(entry.wrong) or None,
        "mended": shown_example(entry.mended) or None,
    }


def _list() -> None:
    rows: list[tuple[str, str] | str] = []
    for topic, entries in topics(ENTRIES.values()):
        rows += [topic, *((f"  {entry.code}", entry.title) for entry in entries)]
    table(("code", ""), rows, left={0})


def _print_entries(entries: list[DiagnosticEntry]) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown("\n\n".join(entry_section(entry) for entry in entries)))
