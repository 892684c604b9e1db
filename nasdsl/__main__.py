"""The command `nasdsl`, also as `python -m nasdsl`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; an interruption while it is imported ends it as any other does."""
    try:
        from nasdsl.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
