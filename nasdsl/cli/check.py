"""`check`: what is wrong with specs, and what is likely not meant."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nasdsl.api import load
from nasdsl.cli.findings import Finding, of_diagnostic, of_error
from nasdsl.cli.options import input_option, json_option, operations_option
from nasdsl.cli.output import emit, more, plural, say, tell
from nasdsl.errors import NasdslError
from nasdsl.ops import Op


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@input_option
@operations_option
@json_option
def check(
    specs: tuple[str, ...],
    strict: bool,
    input: list[int] | None,
    operations: list[Op],
    as_json: bool,
) -> None:
    """Say all that is wrong with specs.

    A folder stands for all .nas files in it and below, and - for the standard input.
    The exit code is 1 if anything is. Warnings, on standard error, tell what is
    legal and likely not meant.
    """
    specs = tuple(each for spec in specs for each in _expanded(spec))
    found = [finding for spec in specs for finding in _findings(spec, input, operations)]
    if as_json:
        emit([finding.data for finding in found])
    else:
        _print_findings(found, len(specs))
    raise SystemExit(1 if any(strict or finding.is_error for finding in found) else 0)


def _expanded(spec: str) -> list[str]:
    """The files that a name stands for."""
    if not os.path.isdir(spec):
        return [spec]
    found = sorted(str(path) for path in Path(spec).rglob("*.nas") if path.is_file())
    if not found:
        raise NasdslError(f"there is no .nas file in '{spec}'")
    return found


def _print_findings(found: list[Finding], specs: int) -> None:
    for finding in found:
        tell(finding.text, err=not finding.is_error)
    errors = sum(finding.is_error for finding in found)
    warnings = len(found) - errors
    told = [plural(specs, "spec"), plural(errors, "error") if errors else "no errors"]
    say(", ".join([*told, *([plural(warnings, "warning")] if warnings else [])]))
    if found:
        tell(more(finding.data["code"] for finding in found))


def _findings(spec: str, input: list[int] | None, operations: list[Op]) -> list[Finding]:
    try:
        space = load(spec, input=input, operations=operations)
        space.check_bounds()
        return [of_diagnostic(warning) for warning in space.warnings]
    except NasdslError as error:
        return of_error(spec, error)
