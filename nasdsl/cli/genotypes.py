"""The command `decode`: the decisions of a genotype by name; and options that select a genotype."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from nasdsl.api import load
from nasdsl.cli.options import (
    Whole,
    index_option,
    input_option,
    json_option,
    operations_option,
    spec_argument,
)
from nasdsl.cli.output import emit, say
from nasdsl.cli.tables import table
from nasdsl.errors import GenomeError
from nasdsl.searchspace import SearchSpace
from nasdsl.util.integers import abbreviate, decimal
from nasdsl.util.text import shorten

if TYPE_CHECKING:
    from nasdsl.genome.genotype import Decided, Genotype
    from nasdsl.ops import Op

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class GenotypeFile:
    """A genotype as a JSON file states it.

    Args:
        path: the path of the file.
        decisions: the decisions, by their paths.
        stated: the whole object in the file, if decisions are one of its fields; it may name the
            space and the index, which are then compared. Else empty.
    """

    path: str
    decisions: Mapping[str, object]
    stated: Mapping[str, object]


def genotype_options(help: str) -> Callable[[Command], Command]:
    """A decorator that gives a command the options `--index` and `--genotype`.

    One of them selects a genotype.

    Args:
        help: what `--index` selects, for the command's help.
    """

    def both(command: Command) -> Command:
        of_file = "The same by its decisions: a file as 'nasdsl decode --json' writes it."
        named = click.option("--genotype", metavar="FILE", callback=_decisions, help=of_file)
        return index_option(help=help)(named(command))

    return both


def _decisions(ctx: click.Context, param: click.Parameter, path: str | None) -> GenotypeFile | None:
    return None if path is None else genotype_file(path)


def genotype_file(path: str) -> GenotypeFile:
    """The decisions, by path, in a JSON file.

    The file holds an object from paths to values, or an object with such an object as `decisions`.

    Raises:
        GenomeError: there is no such file, or it holds something else.
    """
    from nasdsl.language.library import decode_text, read_bytes

    try:
        text = decode_text(path, read_bytes(path))
        content: object = json.loads(text, object_pairs_hook=_once)
    except FileNotFoundError:
        raise GenomeError(f"there is no file '{path}'") from None
    except RecursionError:
        raise GenomeError(f"'{path}' is nested too deep") from None
    except ValueError as error:
        raise GenomeError(f"'{path}' is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise GenomeError(
            f"'{path}' holds no genotype", "that is a JSON object from the paths of decisions"
        )
    stated = cast("dict[str, object]", content)
    if isinstance(inner := stated.get("decisions"), dict):
        return GenotypeFile(path, cast("dict[str, object]", inner), stated)
    return GenotypeFile(path, stated, {})


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object of a JSON text, of which a decision that stands there twice is refused."""
    decisions = dict(pairs)
    if len(decisions) < len(pairs):
        numbers = Counter(name for name, _ in pairs)
        raise GenomeError(f"'{max(numbers, key=numbers.__getitem__)}' is decided twice")
    return decisions


def genotype_of(
    space: SearchSpace, index: int | None, file: GenotypeFile | None, seed: int | None = None
) -> Genotype:
    """The genotype that the options of a command select.

    Args:
        space: the space.
        index: the genotype's index, from `--index`.
        file: its decisions, from `--genotype`.
        seed: the number that determines decisions which are left open; None if none may be.

    Raises:
        UsageError: neither `index` nor `file` is given, or both are.
        GenomeError: the space has no such genotype, or the file contradicts itself.
    """
    if file is not None and index is None:
        return _stated(space, file, seed)
    if index is not None and seed is not None:
        raise click.UsageError("'--seed' draws what '--genotype FILE' leaves open: leave it out")
    if index is None or file is not None:
        raise click.UsageError("say which network by one of '--index I' and '--genotype FILE'")
    return space.unrank(index)


def _stated(space: SearchSpace, file: GenotypeFile, seed: int | None) -> Genotype:
    """The genotype of a file, unless the file says otherwise of its space or its index."""
    named = file.stated.get("space", space.name)
    if named != space.name:
        raise GenomeError(
            f"'{file.path}' has a genotype of {shorten(str(named))}, and this is {space.name}",
            "without its 'space' the file is read by its decisions alone",
        )
    chosen = space.genotype(file.decisions, seed)
    index = str(file.stated.get("index", decimal(chosen.index)))
    if index != decimal(chosen.index):
        raise GenomeError(
            f"'{file.path}' says index {shorten(index)}, and its decisions are those of index "
            f"{abbreviate(chosen.index)}",
            "without its 'index' the file is read by its decisions alone",
        )
    return chosen


@click.command()
@spec_argument()
@genotype_options("The genotype with this index.")
@click.option(
    "--seed", metavar="N", type=Whole(0), help="Draw the decisions that the file leaves open."
)
@input_option
@operations_option
@json_option
def decode(
    spec: str,
    index: int | None,
    genotype: GenotypeFile | None,
    seed: int | None,
    input: list[int] | None,
    operations: list[Op],
    as_json: bool,
) -> None:  # fmt: skip
    """Say what one genotype decides.

    It is the one that --index or --genotype names. Each decision has a path, which survives edits
    elsewhere in the spec, and a value: a number, a label, or what is written in the spec; of
    branches, those that are taken. With --json that is what --genotype reads.
    """
    space = load(spec, input=input, operations=operations)
    chosen = genotype_of(space, index, genotype, seed)
    if as_json:
        emit({"space": space.name, **named(chosen)})
        return
    table(("decision", "value"), [(p, _text(v)) for p, v in chosen.decisions.items()], {0, 1})
    say()
    say(f"index {chosen.index}")


def named(genotype: Genotype) -> dict[str, Any]:
    """A genotype as JSON: its index, as text, and its decisions by path."""
    return {"index": str(genotype.index), "decisions": dict(genotype.decisions)}


def _text(decided: Decided) -> str:
    return ", ".join(map(str, decided)) or "none" if isinstance(decided, tuple) else str(decided)
