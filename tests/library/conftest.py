"""Models leave nothing in memory."""

from __future__ import annotations

from collections.abc import Iterator

import jax
import pytest


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What was traced and compiled for one network serves no other, and fills the memory."""
    yield
    jax.clear_caches()
