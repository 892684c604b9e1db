"""The command `nasdsl`, also as `python -m nasdsl`."""

from __future__ import annotations

import sys
from _thread import interrupt_main
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

AGAIN = 0.05  # seconds, after which a callback that dropped an interruption has ended


def main() -> None:
    """Run the command line; an interruption (Ctrl-C) ends it with status 130."""
    sys.unraisablehook = _tell_dropped
    try:
        from nasdsl.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)


def _tell_dropped(dropped: UnraisableHookArgs) -> None:
    """Interrupt again where Python dropped an interruption; tell of other dropped exceptions.

    An exception of a finaliser, or of a callback of the garbage collector as JAX has one, ends
    nothing; and a signal that came while a program was compiled is mostly seen in one of these.
    """
    if dropped.exc_type is KeyboardInterrupt:
        Timer(AGAIN, interrupt_main).start()
    else:
        sys.__unraisablehook__(dropped)


if __name__ == "__main__":
    main()
