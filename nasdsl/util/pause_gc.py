"""Growing trees without looking for garbage in them.

Python looks through all that is alive whenever much was made. While a tree grows, all of it is in
use: nothing is found, and the search takes as long as the work.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def pause_gc() -> Generator[None]:
    """No search for garbage; what nothing refers to is freed as ever."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
