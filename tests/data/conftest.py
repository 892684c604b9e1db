"""A small public data set, and ways to put copies of it on this machine."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nasdsl.data import idx
from nasdsl.data.catalog import File, Public
from nasdsl.data.checks import Arrays

Pack = Callable[[Any], bytes]


def _pack(array: Any) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The bytes of the IDX file that holds an array of uint8."""
    return _pack


@pytest.fixture(scope="session")
def arrays() -> Arrays:
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (12, 4, 5), np.uint8),
        "y_train": np.arange(12, dtype=np.uint8) % 3,
        "x_test": rng.integers(0, 256, (6, 4, 5), np.uint8),
        "y_test": np.arange(6, dtype=np.uint8) % 3,
    }


@pytest.fixture
def mirror(tmp_path: Path, arrays: Arrays) -> Path:
    """A folder as a mirror has it: the four files, gzipped."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    for key, array in arrays.items():
        (folder / f"{idx.FILES[key]}.gz").write_bytes(gzip.compress(_pack(array)))
    return folder


@pytest.fixture
def public(mirror: Path, arrays: Arrays) -> Public:
    """The data set `tiny`, as the catalog would publish it."""
    files = {
        key: File(idx.idx_digest(array), (mirror / f"{idx.FILES[key]}.gz").stat().st_size)
        for key, array in arrays.items()
    }
    return Public("tiny", "tiny.npz", "Tiny", (), (f"{mirror.as_uri()}/",), files)
