"""Makes the helpers of these tests importable; models leave nothing in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import jax
import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What was traced and compiled for one network serves no other, and fills the memory."""
    yield
    jax.clear_caches()
