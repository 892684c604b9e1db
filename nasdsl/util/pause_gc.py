"""Pausing the garbage collector while large trees are built.

Python's collector walks through all live objects whenever many were made. While a tree is built,
all of it is in use: nothing is freed, and the walks take as long as the work.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def pause_gc() -> Generator[None]:
    """A context in which Python's cyclic garbage collector is off; afterwards it is as before."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
