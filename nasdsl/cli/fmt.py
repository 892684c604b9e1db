"""The command `fmt`: spec files as the formatter writes them."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import NamedTuple

import click

from nasdsl.cli.findings import Finding, of_error
from nasdsl.cli.options import json_option
from nasdsl.cli.output import emit, plural, say, tell
from nasdsl.errors import NasdslError
from nasdsl.formatting.statements import formatted
from nasdsl.language import library
from nasdsl.source import Source
from nasdsl.util import files


class Form(NamedTuple):
    """A spec file, before and after formatting.

    Args:
        file: its name.
        before: its content.
        after: its content as the formatter writes it.
        faults: why it cannot be read, formatted or written.
    """

    file: str
    before: bytes = b""
    after: bytes = b""
    faults: tuple[Finding, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the formatter changes the content."""
        return self.before != self.after


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Write nothing; the exit code is 1 if a file changes.")
@click.option("--diff", is_flag=True, help="Write nothing; print what changes.")
@json_option
def fmt(paths: tuple[str, ...], check: bool, diff: bool, as_json: bool) -> None:
    """Bring spec files into their usual form.

    Files are rewritten in place; `-` stands for the standard input, of which the form is printed.
    With --check or --diff nothing is written. What a file means stays the same, and so do its
    comments. A file with a syntax error is left alone, and the exit code is 1.
    """
    forms = [_formatted(path) for path in paths]
    if not (check or diff):
        forms = [_write_formatted(form, quiet=as_json) for form in forms]
    if as_json:
        emit([_format_json(form) for form in forms])
    else:
        _tell(forms, check, diff)
    failed = any(form.faults or (check and form.changes) for form in forms)
    raise SystemExit(1 if failed else 0)


def _formatted(path: str) -> Form:
    try:
        before = _content(path)
        after = formatted(Source(path, library.decode_text(path, before))).encode()
    except NasdslError as error:
        return Form(path, faults=tuple(of_error(path, error)))
    return Form(path, before, after)


def _content(path: str) -> bytes:
    if path == library.STREAM:
        return library.read_piped()
    library.check_regular(path)
    try:
        return library.read_bytes(path)
    except FileNotFoundError:
        raise NasdslError("there is no such file") from None


def _write_formatted(form: Form, quiet: bool) -> Form:
    """The form, which is where it belongs; or why it cannot be written."""
    if form.file == library.STREAM and not (quiet or form.faults):
        click.echo(form.after, nl=False)
    elif form.file != library.STREAM and form.changes:
        try:
            files.replace(Path(form.file), form.after)
        except NasdslError as error:
            return Form(form.file, faults=tuple(of_error(form.file, error)))
    return form


def _format_json(form: Form) -> dict[str, object]:
    return {
        "file": form.file,
        "changes": form.changes,
        "errors": [fault.data for fault in form.faults],
    }


def _tell(forms: list[Form], check: bool, diff: bool) -> None:
    changed = "would change" if check else "changed"
    reported = [form for form in forms if check or form.file != library.STREAM]
    for form in forms:
        for fault in form.faults:
            tell(fault.text, err=True)
        if diff and form.changes:
            say(_difference(form))
        elif form.changes and form in reported:
            say(f"{form.file} {changed}")
    if reported and not diff:
        say(_summary(reported, changed))


def _summary(forms: list[Form], changed: str) -> str:
    errors = sum(len(form.faults) for form in forms)
    counts = f"{plural(len(forms), 'file')}, {sum(form.changes for form in forms)} {changed}"
    return f"{counts}, {plural(errors, 'error')}" if errors else counts


def _difference(form: Form) -> str:
    before, after = (content.decode().split("\n") for content in (form.before, form.after))
    return "\n".join(difflib.unified_diff(before, after, form.file, form.file, lineterm=""))
