"""The command line: parses arguments, calls the library, prints tables or JSON."""

from nasdsl.cli.main import main

__all__ = ["main"]
