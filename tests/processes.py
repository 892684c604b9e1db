"""Processes that tests start: with the tests' own modules, and open to Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

HANGS = 600  # seconds after which a process will never end, however busy the machine is


def python(module: str, *args: str) -> list[str]:
    """The command that runs a module of the tests; it needs `environment()`."""
    return [sys.executable, "-m", module, *args]


def environment() -> dict[str, str]:
    """The environment of this process, in which modules of the tests can be imported too."""
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """What is started here can be interrupted, though the tests may have been told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
