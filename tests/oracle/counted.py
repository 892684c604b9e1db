"""Work that is counted: in lines of Python that are run, whatever the machine does beside."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class TooMuchWork(Exception):
    """More lines were run than were allowed."""


def lines_run(work: Callable[[], object], most: int = 3_000_000) -> int:
    """How many lines of Python a piece of work runs; it is ended where they are too many."""
    lines = 0

    def trace(frame: FrameType, event: str, value: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        if lines > most:
            raise TooMuchWork
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines
