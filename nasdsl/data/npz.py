"""Turns an `.npz` file with the four arrays that Keras names into those arrays."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from nasdsl.data.checks import KEYS, Arrays
from nasdsl.errors import DataError

# What numpy and zipfile raise for a damaged file.
DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_npz(path: Path) -> Arrays:
    """The arrays `x_train`, `y_train`, `x_test` and `y_test`, as they were saved.

    Raises:
        DataError: the file is not an `.npz` file, or one of the four cannot be read from it.
    """
    try:
        with path.open("rb") as file:
            return _archive_arrays(path, file)
    except DAMAGE as error:
        raise DataError(f"{path}: cannot be read: {error}") from error


def _archive_arrays(path: Path, file: BinaryIO) -> Arrays:
    if not zipfile.is_zipfile(file):
        raise DataError(f"{path}: is not an .npz file, expected one with {', '.join(KEYS)}")
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        for key in KEYS:
            if key not in archive:
                raise DataError(f"{path}: '{key}' is missing, expected {', '.join(KEYS)}")
        return {key: _archive_array(f"{path}: '{key}'", archive, key) for key in KEYS}


def _archive_array(place: str, archive: Any, key: str) -> NDArray[Any]:
    try:
        array: Any = archive[key]
    except DAMAGE as error:
        raise DataError(f"{place} cannot be read: {error}") from error
    if not isinstance(array, np.ndarray):
        raise DataError(f"{place} is not an array")
    return cast("NDArray[Any]", array)
