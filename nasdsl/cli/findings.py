"""Errors and warnings of a spec file, as text and as JSON."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

from nasdsl.cli.output import columns
from nasdsl.errors import Diagnostic, NasdslError, SpecError
from nasdsl.source import WIDTH, Span

MISSING = re.compile(r"is '(\S+)' missing before it\?")
MEANT = re.compile(r"did you mean '([^']+)'\?")
NAMED = re.compile(r"'([^']+)'(?!.*')")  # what a message names last


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or a warning about a file.

    Args:
        data: the finding as JSON: code, severity, place, message, help.
        text: the finding as it is printed.
    """

    data: dict[str, Any]
    text: str

    @property
    def is_error(self) -> bool:
        """Whether the finding is an error, not a warning: the file cannot be used."""
        return self.data["severity"] == "error"


def of_error(file: str, error: NasdslError) -> list[Finding]:
    """The findings for an error: one for each diagnostic, or one without a place.

    Args:
        file: the name of the file, for an error without a place.
        error: the error.
    """
    if isinstance(error, SpecError):
        return [of_diagnostic(diagnostic) for diagnostic in error.diagnostics]
    data: dict[str, Any] = {
        "code": "E001",
        "severity": "error",
        "file": file,
        "line": None,
        "column": None,
        "end_line": None,
        "end_column": None,
        "message": error.message,
        "help": error.help,
        "fix": None,
        "uses": [],
    }
    return [Finding(data, f"{file}: error[E001]: {error}")]


def of_diagnostic(diagnostic: Diagnostic) -> Finding:
    """The finding for a diagnostic: an error or a warning with its place in a file."""
    line, column = diagnostic.span.position
    end_line, end_column = diagnostic.span.source.locate(diagnostic.span.end)
    data: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "file": diagnostic.span.source.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "fix": _fix(diagnostic),
        "uses": [_span_json(use) for use in diagnostic.uses],
    }
    return Finding(data, diagnostic.render(columns(sys.stdout) or WIDTH))


def _fix(diagnostic: Diagnostic) -> str | None:
    """What to write in place of the span, where the help says it in so many words."""
    help, text = diagnostic.help or "", diagnostic.span.text
    if missing := MISSING.fullmatch(help):
        return f"{missing[1]} {text}"
    meant, named = MEANT.match(help), NAMED.search(diagnostic.message)
    if meant and named and text.startswith(named[1]):
        return meant[1] + text[len(named[1]) :]
    return None


def _span_json(span: Span) -> dict[str, Any]:
    line, column = span.position
    return {"file": span.source.name, "line": line, "column": column}
