"""Errors in files as results of a command: for people, and for programs."""

from __future__ import annotations

from typing import Any, NamedTuple

from nasdsl.errors import Diagnostic, NasdslError, SpecError


class Fault(NamedTuple):
    """One thing wrong with a file, as data and as text."""

    data: dict[str, Any]
    text: str


def faults(file: str, error: NasdslError) -> list[Fault]:
    """What an error says of a file."""
    if isinstance(error, SpecError):
        return [Fault(_data(each), each.render()) for each in error.diagnostics]
    place = {"code": "E001", "file": file, "line": None, "column": None}
    data = {**place, "message": error.message, "help": error.help}
    return [Fault(data, f"{file}: error: {error}")]


def _data(diagnostic: Diagnostic) -> dict[str, Any]:
    line, column = diagnostic.span.position
    return {
        "code": diagnostic.code,
        "file": diagnostic.span.source.name,
        "line": line,
        "column": column,
        "message": diagnostic.message,
        "help": diagnostic.help,
    }
