"""The command line: arguments in, library calls, results out as tables or JSON."""

from nasdsl.cli.main import main

__all__ = ["main"]
