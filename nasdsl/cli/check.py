"""`check`: what is wrong with specs, and what is likely not meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from nasdsl.cli.options import json_option
from nasdsl.cli.output import emit, more, plural, say
from nasdsl.errors import Diagnostic, NasdslError, SpecError
from nasdsl.searchspace import load


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say of a spec, as data and as text."""

    data: dict[str, Any]
    text: str

    @property
    def is_error(self) -> bool:
        """Whether the spec cannot be used."""
        return self.data["severity"] == "error"


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@json_option
def check(specs: tuple[str, ...], strict: bool, as_json: bool) -> None:
    """Say all that is wrong with specs.

    The exit code is 1 if anything is. Warnings, on standard error, tell what is
    legal and likely not meant.
    """
    found = [finding for spec in specs for finding in _findings(spec)]
    if as_json:
        emit([finding.data for finding in found])
    else:
        _print(found, len(specs))
    raise SystemExit(1 if any(strict or finding.is_error for finding in found) else 0)


def _print(found: list[Finding], specs: int) -> None:
    for finding in found:
        say(finding.text, err=not finding.is_error)
    errors = sum(finding.is_error for finding in found)
    warnings = len(found) - errors
    told = [plural(specs, "spec"), plural(errors, "error") if errors else "no errors"]
    say(", ".join([*told, *([plural(warnings, "warning")] if warnings else [])]))
    if found:
        say(more(finding.data["code"] for finding in found))


def _findings(spec: str) -> list[Finding]:
    try:
        space = load(spec)
        space.count()
        return [_of_diagnostic(warning) for warning in space.warnings]
    except SpecError as error:
        return [_of_diagnostic(diagnostic) for diagnostic in error.diagnostics]
    except NasdslError as error:
        return [_of_file(spec, error)]


def _of_diagnostic(diagnostic: Diagnostic) -> Finding:
    line, column = diagnostic.span.position
    data = {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "file": diagnostic.span.source.name,
        "line": line,
        "column": column,
        "message": diagnostic.message,
        "help": diagnostic.help,
    }
    return Finding(data, diagnostic.render())


def _of_file(spec: str, error: NasdslError) -> Finding:
    data = {
        "code": "E001",
        "severity": "error",
        "file": spec,
        "line": None,
        "column": None,
        "message": error.message,
        "help": error.help,
    }
    return Finding(data, f"{spec}: error[E001]: {error}")
