"""The command `nasdsl`, also as `python -m nasdsl`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; an interruption (Ctrl-C) ends it with status 130."""
    try:
        from nasdsl.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
