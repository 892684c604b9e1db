"""Options and arguments that several commands share, as decorators of click."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from nasdsl.ops import Op

INDEX = re.compile("[0-9]+|[0-9]{1,3}([,_][0-9]{3})+", re.ASCII)
SIZE = re.compile("[1-9][0-9]{0,8}", re.ASCII)
Command = TypeVar("Command", bound=Callable[..., Any])


class Whole(click.IntRange):
    """The type of an option that is an integer in a range, written in the digits 0 to 9."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The integer that an argument of the command line states.

        Args:
            value: the text of the argument.
            param: the option, for messages.
            ctx: the context of click, for messages.
        """
        if not str(value).isascii():
            self.fail(f"'{value}' is not a valid {self.name}.", param, ctx)
        return super().convert(value, param, ctx)


def _specs_that_begin(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of the library and spec files here; any file where none begins so."""
    from nasdsl.language.library import spec_names

    names = [*spec_names(), *sorted(path.name for path in Path().glob("*.nas"))]
    items = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return items or [CompletionItem(incomplete, type="file")]


def spec_argument(name: str = "spec", **attributes: Any) -> Callable[[Command], Command]:
    """A decorator that gives a command the argument SPEC: a file, or a name of the library.

    Shells complete it.

    Args:
        name: the name of the command's parameter.
        attributes: further arguments of `click.argument`.
    """
    return click.argument(name, shell_complete=_specs_that_begin, **attributes)


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
markdown_option = click.option(
    "--markdown", is_flag=True, help="Print the page of the documentation."
)


def check_one_form(markdown: bool, as_json: bool) -> None:
    """Refuse a command line that asks for the result both as Markdown and as JSON.

    Args:
        markdown: whether Markdown is asked for.
        as_json: whether JSON is asked for.

    Raises:
        UsageError: both are asked for.
    """
    if markdown and as_json:
        raise click.UsageError("'--markdown' and '--json' are two forms: leave one of them out")


seed_option = click.option(
    "--seed", metavar="N", default=0, show_default=True, type=Whole(0),
    help="The seed of all randomness.",
)  # fmt: skip


def _modules(
    ctx: click.Context, param: click.Parameter, names: tuple[str, ...]
) -> dict[str, list[Op]]:
    from nasdsl.elaborate.added import of_module

    if names:
        sys.path.append("")  # the current folder, for what a rule imports later too
    return {name: of_module(name) for name in names}


def _operations(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> list[Op]:
    return [op for listed in _modules(ctx, param, names).values() for op in listed]


def _modules_option(*names: str, callback: Callable[..., Any]) -> Callable[[Command], Command]:
    help = "A Python module with a list of operations of your own."
    return click.option(*names, metavar="MODULE", multiple=True, callback=callback, help=help)


operations_option = _modules_option("--operations", callback=_operations)
modules_option = _modules_option("--operations", "modules", callback=_modules)  # by their names


def _sizes(ctx: click.Context, param: click.Parameter, text: str | None) -> list[int] | None:
    if text is None:
        return None
    sizes = [size.strip() for size in text.split("x")]
    if len(sizes) > 3 or not all(SIZE.fullmatch(size) for size in sizes):
        message = f"'{text}' is no input: one to three sizes of at least 1, such as 32x32x3"
        raise click.BadParameter(message, ctx, param)
    return [int(size) for size in sizes]


input_option = click.option(
    "--input", "input", metavar="HxWxC", callback=_sizes,
    help="The input, in place of that which the spec states.",
)  # fmt: skip


def count_option(name: str, help: str, most: int | None = None) -> Callable[[Command], Command]:
    """A decorator that gives a command an option for a whole number from 1 on.

    Args:
        name: the option: `--epochs`.
        help: what it says, for the command's help.
        most: the largest number allowed; None if any is.
    """
    return click.option(name, metavar="N", type=Whole(1, most), help=help)


def index_option(**attributes: Any) -> Callable[[Command], Command]:
    """A decorator that gives a command the option `--index`, an integer of any length.

    Args:
        attributes: further arguments of `click.option`.
    """
    return click.option("--index", metavar="I", callback=_index, **attributes)


def _index(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    if not INDEX.fullmatch(value):
        message = f"'{value}' is not a whole number from 0 on, such as 1234567 or 1,234,567"
        raise click.BadParameter(message, ctx, param)
    return int(value.replace(",", "").replace("_", ""))
