"""The command `nasdsl`: its subcommands, and the messages of errors."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from nasdsl import limits
from nasdsl.cli.output import CliError, Interrupted
from nasdsl.errors import NasdslError, nearest
from nasdsl.util.one_chunk import in_one_chunk
from nasdsl.util.text import printable

COMMANDS = {
    "check": "nasdsl.cli.check",
    "fmt": "nasdsl.cli.fmt",
    "count": "nasdsl.cli.inspect",
    "sample": "nasdsl.cli.inspect",
    "show": "nasdsl.cli.show",
    "decode": "nasdsl.cli.genotypes",
    "plan": "nasdsl.cli.plan",
    "ops": "nasdsl.cli.ops",
    "specs": "nasdsl.cli.specs",
    "train": "nasdsl.cli.experiment",
    "search": "nasdsl.cli.experiment",
    "retrain": "nasdsl.cli.retraining",
    "report": "nasdsl.cli.results",
    "explain": "nasdsl.cli.messages",
}

# What other programs call a command or an option, and what it is here.
ELSEWHERE = {
    "help": "--help", "version": "--version", "lint": "check", "validate": "check",
    "verify": "check", "format": "fmt", "list": "specs", "ls": "specs", "draw": "show",
    "plot": "show SPEC -o FILE.svg", "describe": "show", "run": "search", "eval": "train",
}  # fmt: skip
OPTIONS = {
    **dict.fromkeys(
        ("--lr", "--learning-rate", "--learning_rate", "--optimizer"),
        "the optimiser is a setting: --set train.optimizer='adam(0.001)'",
    ),
    **dict.fromkeys(
        ("--gpu", "--cuda", "--device", "--devices", "--cpu", "--tpu"),
        "JAX takes the accelerator that it finds; the variable JAX_PLATFORMS=cpu chooses another",
    ),
    **dict.fromkeys(("--batch-size", "--batch_size"), "did you mean '--batch'?"),
    **dict.fromkeys(("--mode", "--dtype"), "it is a setting: --set train.mode=specialised, say"),
    **dict.fromkeys(("--dataset", "--data-set"), "did you mean '--data'?"),
    **dict.fromkeys(("-o", "--output", "--output-dir", "--run"), "did you mean '--out'?"),
    **dict.fromkeys(
        ("--strategy", "--crossover", "--mutation", "--algorithm"),
        "it is a setting: --set search.strategy=random, say",
    ),
}

EXAMPLES = """\b
Examples:
  nasdsl count pouy_mnist
  nasdsl show pouy_digits --index 12345
  nasdsl search pouy_digits --data digits --out run
"""


class Help(click.HelpFormatter):
    """Writes the help of commands, in colours where a terminal shows them."""

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section of the help, in bold letters."""
        super().write_heading(click.style(heading, bold=True))

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **extra: Any) -> None:
        """Write a list of names with their meanings into the help.

        Args:
            rows: pairs of a name and its meaning.
            args: further arguments by position, for the method of click that this one extends.
            extra: further arguments by name, for the same method.
        """
        named = [(click.style(name, fg="cyan", bold=True), text) for name, text in rows]
        super().write_dl(named, *args, **extra)


class Commands(click.Group):
    """The command `nasdsl`: imports subcommands when they are called, and prints their errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the subcommands, in the order in which a project uses them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of a name, imported; None if there is none.

        Args:
            ctx: the context of click, not used.
            cmd_name: the name.
        """
        if cmd_name not in COMMANDS:
            return None
        return getattr(import_module(COMMANDS[cmd_name]), cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand for the arguments of the command line.

        An unknown name ends the command, with the most similar name as a suggestion.

        Args:
            ctx: the context of click.
            args: the arguments, of which the first is the name.

        Returns:
            The name, the subcommand, and the other arguments.
        """
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            meant = ELSEWHERE.get(args[0])
            help = f"that is 'nasdsl {meant}'" if meant else nearest(args[0], COMMANDS)
            listed = f"commands: {', '.join(COMMANDS)}"
            ctx.fail(f"there is no command '{args[0]}'; {help or listed}")
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Parse the arguments of the command line, and print the help if they ask for it.

        Args:
            args: arguments by position, for the method of click that this one extends.
            extra: arguments by name, for the same method.

        Returns:
            The context of click that has the parsed arguments.
        """
        if os.environ.get("NO_COLOR"):
            extra.setdefault("color", False)
        with _end_with_message():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand that was parsed, with its errors turned into messages."""
        with _end_with_message():
            return super().invoke(ctx)


@contextmanager
def _end_with_message() -> Generator[None]:
    """Known errors as messages that end the command."""
    try:
        yield
    except click.NoSuchOption as error:
        near = [name for name in error.possibilities or () if nearest(error.option_name, [name])]
        help = OPTIONS.get(error.option_name) or nearest(error.option_name, near)
        message = f"there is no option '{error.option_name}'{f'; {help}' if help else ''}"
        raise click.UsageError(printable(message), error.ctx) from None
    except click.exceptions.NoArgsIsHelpError:
        raise  # the help itself, in colours
    except click.UsageError as error:
        raise click.UsageError(printable(error.format_message()), error.ctx) from None
    except NasdslError as error:
        raise CliError(error) from error
    except KeyboardInterrupt:
        raise Interrupted("interrupted") from None
    except MemoryError:
        raise CliError("out of memory") from None
    except BrokenPipeError:
        raise  # click ends it quietly
    except OSError as error:
        place = error.filename or "cannot write the output"
        raise CliError(f"{place}: {error.strerror or error}") from error


click.Context.formatter_class = Help


@click.group(
    cls=Commands, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(None, "-V", "--version", package_name="nasdsl")
def cli() -> None:
    """A compiler for neural-architecture search.

    SPEC is a file, or the name of a spec of the library such as pouy_digits.
    """


@in_one_chunk
def main() -> None:
    """Run the command line with the arguments of the process."""
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        sys.exit("error: the standard output is closed")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # neither closed nor replaced
            stream.reconfigure(errors="backslashreplace")
    with limits.deep_recursion():
        cli(prog_name="nasdsl")
