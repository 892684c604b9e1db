"""The command `check`: what is wrong with specs, and what is likely not meant."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nasdsl.api import load
from nasdsl.cli.findings import Finding, of_diagnostic, of_error
from nasdsl.cli.options import input_option, json_option, operations_option, spec_argument
from nasdsl.cli.output import emit, more, plural, say, tell
from nasdsl.errors import NasdslError
from nasdsl.ops import Op


@click.command()
@spec_argument("specs", metavar="SPEC...", nargs=-1, required=True)
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

    A folder stands for all .nas files in it and below, and - for the standard input. The exit code
    is 1 if there is an error, and with --strict if there is a warning, too. Warnings, on standard
    error, tell what is legal and likely not meant.
    """
    specs = tuple(file for spec in specs for file in _expanded(spec))
    findings = [finding for spec in specs for finding in _findings(spec, input, operations)]
    if as_json:
        emit([finding.data for finding in findings])
    else:
        _print_findings(findings, len(specs))
    raise SystemExit(1 if any(strict or finding.is_error for finding in findings) else 0)


def _expanded(spec: str) -> list[str]:
    """The files that a name stands for."""
    if not os.path.isdir(spec):
        return [spec]
    files = sorted(str(path) for path in Path(spec).rglob("*.nas") if path.is_file())
    if not files:
        raise NasdslError(f"there is no .nas file in '{spec}'")
    return files


def _print_findings(findings: list[Finding], specs: int) -> None:
    for finding in findings:
        tell(finding.text, err=not finding.is_error)
    errors = sum(finding.is_error for finding in findings)
    warnings = len(findings) - errors
    summary = [plural(specs, "spec"), plural(errors, "error") if errors else "no errors"]
    say(", ".join([*summary, *([plural(warnings, "warning")] if warnings else [])]))
    if findings:
        tell(more(finding.data["code"] for finding in findings))


def _findings(spec: str, input: list[int] | None, operations: list[Op]) -> list[Finding]:
    try:
        space = load(spec, input=input, operations=operations)
        space.check_bounds()
        return [of_diagnostic(warning) for warning in space.warnings]
    except NasdslError as error:
        return of_error(spec, error)
