"""The command line: parses arguments, calls the Python package, prints tables or JSON."""

from nasdsl.cli.main import main

__all__ = ["main"]
