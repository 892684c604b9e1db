"""`use "file.nas"`: gathers the definitions of other files into one spec.

A file is searched beside the file that uses it, and has to lie in the folder of the spec or below:
a spec reads files of its project, and no others of the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from nasdsl import limits
from nasdsl.errors import Diagnostic, NasdslError, SpecError
from nasdsl.language import ast, library
from nasdsl.language.parser import recover
from nasdsl.source import Source

Beside = Callable[[PurePosixPath], Source]


def stated(spec: str) -> ast.Spec:
    """The syntax tree of a spec, from a file or the library, with the files that it uses.

    Args:
        spec: a path, or the name of a spec of the library; `-` for the standard input.

    Raises:
        NasdslError: there is no such spec, or it cannot be read.
        SpecError: a file that the spec uses cannot be read or parsed.
    """
    return gather_used(recover(library.read_spec(spec)))


def gather_used(spec: ast.Spec, beside: Beside | None = None) -> ast.Spec:
    """The spec together with the definitions, genes and defaults of the files that it uses.

    Syntax errors in these files are added to the spec's errors.

    Args:
        spec: the syntax tree of the spec alone.
        beside: reads a file by its path relative to the spec's folder; by default, from the disk.

    Raises:
        SpecError: a file cannot be read, or lies outside of the spec's folder.
    """
    gathering = _Gathering(beside or partial(library.beside, spec.source))
    gathering.visit(spec, PurePosixPath(), [])
    return replace(
        spec,
        statements=tuple(gathering.statements),
        used=gathering.used,
        errors=tuple(gathering.errors),
        missing=frozenset(gathering.missing),
    )


class _Gathering:
    """What was found in files so far, each of them once, by its path from the spec."""

    def __init__(self, beside: Beside) -> None:
        self.beside = beside
        self.statements: list[ast.Statement] = []
        self.used: dict[str, ast.Spec] = {}
        self.errors: list[Diagnostic] = []
        self.missing: set[str] = set()

    def visit(self, spec: ast.Spec, folder: PurePosixPath, way: list[str]) -> None:
        """Take the statements of a spec that lies in a folder, and of all that it uses."""
        self.errors += spec.errors
        self.missing |= spec.missing
        for statement in spec.statements:
            if isinstance(statement, ast.Import):
                self._use(statement, folder, way)
            elif not way or isinstance(
                statement, ast.Definition | ast.GeneStatement | ast.Defaults
            ):
                self.statements.append(statement)

    def _use(self, statement: ast.Import, folder: PurePosixPath, way: list[str]) -> None:
        path = _joined_path(folder, statement)
        name = str(path)
        if name in way:
            circle = " -> ".join([*way[way.index(name) :], name])
            raise _fault(statement, "E241", f"files use one another in a circle: {circle}")
        if name in self.used:
            return
        if len(self.used) >= limits.FILES:
            raise _fault(statement, "E243", f"a spec of more than {limits.FILES} files")
        try:
            spec = recover(self.beside(path))
        except SpecError:
            raise
        except NasdslError as error:
            raise _fault(statement, "E243", error.message) from None
        self.used[name] = spec
        self.visit(spec, path.parent, [*way, name])


def _joined_path(folder: PurePosixPath, statement: ast.Import) -> PurePosixPath:
    """The path of a used file, from the folder of the spec."""
    parts: list[str] = [*folder.parts]
    for part in PurePosixPath(statement.file).parts:
        if part == "/" or (part == ".." and not parts):
            message = f"'{statement.file}' lies outside the folder of the spec"
            raise _fault(statement, "E242", message, "copy what you need of it beside the spec")
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    if not parts or not statement.file.endswith(".nas"):
        message = f"'{statement.file}' is not the name of a spec"
        raise _fault(statement, "E243", message, 'for example: use "blocks.nas"')
    return PurePosixPath(*parts)


def _fault(statement: ast.Import, code: str, message: str, help: str | None = None) -> SpecError:
    return SpecError([Diagnostic(code, statement.span, message, help)])
