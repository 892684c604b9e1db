"""The command `nasdsl`: its subcommands, and how every error ends."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version

import click

from nasdsl import limits
from nasdsl.errors import NasdslError, nearest

COMMANDS = {
    "check": "nasdsl.cli.inspect",
    "count": "nasdsl.cli.inspect",
    "sample": "nasdsl.cli.inspect",
    "show": "nasdsl.cli.inspect",
    "train": "nasdsl.cli.experiment",
    "search": "nasdsl.cli.experiment",
    "report": "nasdsl.cli.experiment",
}


class Commands(click.Group):
    """Subcommands that are imported when they are called for, and errors that are told plainly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The subcommands, in the order of a project's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A subcommand by its name."""
        if cmd_name not in COMMANDS:
            return None
        return getattr(import_module(COMMANDS[cmd_name]), cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand that was named; a misspelt one is answered with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            help = nearest(args[0], COMMANDS) or f"commands: {', '.join(COMMANDS)}"
            ctx.fail(f"there is no command '{args[0]}'; {help}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a subcommand; a known error is a message and exit code 1."""
        try:
            return super().invoke(ctx)
        except NasdslError as error:
            raise Told(str(error)) from error
        except MemoryError as error:
            raise Told("out of memory") from error
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise
        except OSError as error:
            raise Told(f"{error.filename or 'output'}: {error.strerror or error}") from error


class Told(click.ClickException):
    """An error that is told in the words that it came with."""

    def show(self, file: object = None) -> None:
        """Print the message alone: a diagnostic has its place in front."""
        prefix = "" if ": error[" in self.message else "error: "
        click.echo(f"{prefix}{self.message}", err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("nasdsl"))
def cli() -> None:
    """A compiler for neural-architecture search.

    SPEC is a file, or the name of a spec of the library such as pouy_digits.
    """


def main() -> None:
    """Run the command line."""
    with limits.deep():
        cli()
