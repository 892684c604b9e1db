"""Functions for the texts of specs: reading and formatting them, and what can stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nasdsl.described import described
from nasdsl.errors import NasdslError
from nasdsl.experiment.overrides import NOTHING, Overrides
from nasdsl.searchspace import SearchSpace
from nasdsl.util.arguments import checked

if TYPE_CHECKING:
    from nasdsl.diagnostics.entry import DiagnosticEntry
    from nasdsl.ops import MergeKind, Op

LOADS = "nasdsl.loads reads a text"
LOAD_FILE = "nasdsl.load reads a file"


def load(
    spec: str | Path,
    overrides: Overrides = NOTHING,
    input: Sequence[int] | None = None,
    operations: Iterable[Op] = (),
) -> SearchSpace:
    """The search space of a spec file, or of a spec of the library by its name.

    Args:
        spec: a path, or the name of a spec of the library, as `lenet5`.
        overrides: settings that replace the spec's own, by section and name, written as in options
            of the command line: `{"train.epochs": 3, "train.optimizer": "adam(0.01)"}`.
        input: height, width and channels of the network's input, in place of those in the spec.
        operations: operations of your own that the spec may use, beside the vocabulary and the
            operations of installed distributions.

    Raises:
        NasdslError: there is no such spec, or it cannot be read; or an operation of your own has a
            name that is in use already.
        SpecError: the spec is wrong; the exception lists every fault.
    """
    named = str(checked(spec, (str, Path), "a spec is a path or the name of one", LOADS))
    if re.search(r"\n|^\s*space\s+\w+\s", named):
        raise NasdslError("this is the text of a spec, not its name or path", LOADS)
    from nasdsl.language.imports import stated

    return described(stated(named), overrides, input, operations)


def loads(
    text: str,
    overrides: Overrides = NOTHING,
    input: Sequence[int] | None = None,
    operations: Iterable[Op] = (),
) -> SearchSpace:
    """The search space of a spec that is given as text.

    Args:
        text: what a spec file would contain.
        overrides: settings that replace the spec's own, by section and name, as in `load`.
        input: height, width and channels of the network's input, in place of those in the spec.
        operations: operations of your own that the spec may use.

    Raises:
        NasdslError: an operation of your own has a name that is in use already.
        SpecError: the spec is wrong; the exception lists every fault.
    """
    checked(text, str, "the text of a spec is a str", LOAD_FILE)
    named = text.strip()
    if named in spec_names() or re.fullmatch(r"[^\s({=]*[./\\][^\s({=]*", named):
        raise NasdslError(f"'{named}' is a name or a path, not the text of a spec", LOAD_FILE)
    from nasdsl.language.imports import gather_used
    from nasdsl.language.parser import recover
    from nasdsl.source import Source

    return described(gather_used(recover(Source("spec", text))), overrides, input, operations)


def format_spec(text: str) -> str:
    """The text of a spec in its usual form: the meaning and the comments stay as they were.

    Raises:
        SpecError: the text is not written in the language of specs.
    """
    from nasdsl.formatting.statements import formatted
    from nasdsl.source import Source

    checked(text, str, "the text of a spec is a str", "Path('my.nas').read_text() is one")
    return formatted(Source("spec", text))


def spec_names() -> list[str]:
    """The names of the specs of the library, which `load` takes in place of a path."""
    from nasdsl.language import library

    return library.spec_names()


def operations(operations: Iterable[Op] = ()) -> dict[str, Op]:
    """The operations that a spec can use, by their names.

    Args:
        operations: operations of your own, beside the vocabulary and the operations of installed
            distributions.

    Raises:
        NasdslError: two operations have one name, or an installed operation cannot be loaded.
    """
    from nasdsl.elaborate.added import added, installed, own_operations
    from nasdsl.ops import OPERATIONS

    return {**OPERATIONS, **added([*installed(), *own_operations(operations)])}


def merges() -> dict[str, MergeKind]:
    """The merges (ways to make one tensor of several), by their names in a spec."""
    from nasdsl.ops import MERGES

    return dict(MERGES)


def explain(code: str) -> DiagnosticEntry:
    """What the code of a message means, with an example of a wrong spec and its remedy.

    Raises:
        NasdslError: no message has this code.
    """
    from nasdsl.diagnostics.catalogue import find_entry

    return find_entry(checked(code, str, "the code of a message is a str", "'E201', say"))


def codes() -> dict[str, str]:
    """The codes of all messages, each with its title; `explain` gives the whole explanation."""
    from nasdsl.diagnostics.catalogue import ENTRIES

    return {code: entry.title for code, entry in ENTRIES.items()}
