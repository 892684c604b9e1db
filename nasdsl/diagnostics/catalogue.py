"""The catalogue of all codes of messages, and the page of the documentation that lists them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from nasdsl.diagnostics import (
    files,
    graphs,
    limits,
    names,
    networks,
    required,
    settings,
    syntax,
    values,
    warnings,
)
from nasdsl.diagnostics.entry import DiagnosticEntry, entry_section
from nasdsl.errors import NasdslError, nearest

TOPICS = {
    "E0": "Files",
    "E1": "Syntax",
    "E2": "Names and statements",
    "E3": "Kinds of expressions",
    "E4": "Values",
    "E5": "Limits",
    "E6": "Settings",
    "E7": "Requirements",
    "E8": "Networks and backends",
    "W1": "Warnings",
}
MODULES = (syntax, names, graphs, files, values, limits, settings, required, networks, warnings)
ENTRIES = {entry.code: entry for module in MODULES for entry in module.ENTRIES}

PREFACE = """\
# Messages

This page is what `nasdsl explain --markdown` prints. A message about a spec has a code, and
`nasdsl explain CODE` tells what is told here. An error means that the spec cannot be used. A
warning means that it can, and is likely not what was meant: `nasdsl check` prints warnings, and
`--strict` fails on them. The examples leave out the statements with which every spec begins:
`space`, `input`, `classes`.
"""


def find_entry(code: str) -> DiagnosticEntry:
    """The explanation of a code, which may be written in upper or lower case.

    Raises:
        NasdslError: no message has this code.
    """
    if code.upper() not in ENTRIES:
        help = nearest(code.upper(), ENTRIES) or "'nasdsl explain' lists all codes"
        raise NasdslError(f"there is no code '{code}'", help)
    return ENTRIES[code.upper()]


def topics(entries: Iterable[DiagnosticEntry]) -> list[tuple[str, list[DiagnosticEntry]]]:
    """Explanations of codes, grouped by topic.

    Args:
        entries: the explanations, those of one topic next to each other.

    Returns:
        Pairs of the topic's title and its explanations, in the given order.
    """
    groups = groupby(entries, key=lambda entry: TOPICS[entry.code[:2]])
    return [(topic, list(group)) for topic, group in groups]


def errors_page(entries: Iterable[DiagnosticEntry]) -> str:
    """A page of the documentation, in Markdown, that explains codes of messages.

    Args:
        entries: the explanations of the codes.
    """
    entries = list(entries)
    contents = [
        f"- {topic}: {', '.join(f'[{e.code}](#{_anchor(e)})' for e in group)}"
        for topic, group in topics(entries)
    ]
    sections = [entry_section(entry) for entry in entries]
    return "\n".join([PREFACE, *contents]) + "\n\n" + "\n\n".join(sections)


def _anchor(entry: DiagnosticEntry) -> str:
    """The anchor that a heading gets where Markdown is shown: its words, joined by hyphens."""
    words = f"{entry.code}: {entry.title}".lower()
    characters = "".join(c for c in words if c.isalnum() or c in " -_")
    return characters.replace(" ", "-")
