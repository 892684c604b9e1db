"""Reads `.npz` files with the arrays that Keras names, and validation arrays if they are there.

Before an array is read, the size that its header states is checked against the size of the file.
"""

from __future__ import annotations

import lzma
import math
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nasdsl.data.checks import KEYS, VALIDATION, Arrays
from nasdsl.data.stream import ARRAY_BYTES, check_data_file, exactly
from nasdsl.errors import DataError, nearest
from nasdsl.util.integers import abbreviate

# What numpy and zipfile raise for a damaged file; headers are parsed as Python is.
DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    RuntimeError,
    MemoryError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
END = ".npy"
MESSAGE = 120  # letters of what numpy says, which may hold a whole header


def read_npz(path: Path) -> Arrays:
    """The arrays `x_train`, `y_train`, `x_test`, `y_test` and, if they are there, `x_val`, `y_val`.

    Raises:
        DataError: the file is not an `.npz` file, one of these arrays is missing or cannot be read,
            or an array is called `x_...` or `y_...` with another ending.
    """
    check_data_file(path)
    try:
        with path.open("rb") as file:
            return _archive_arrays(path, file)
    except DAMAGE as error:
        raise DataError(f"{path}: cannot be read: {str(error)[:MESSAGE]}") from error


def _archive_arrays(path: Path, file: IO[bytes]) -> Arrays:
    if not zipfile.is_zipfile(file):
        raise DataError(f"{path}: is not an .npz file, expected one with {', '.join(KEYS)}")
    with zipfile.ZipFile(file) as archive:
        names = [name.removesuffix(END) for name in archive.namelist()]
        return {
            key: _archive_array(f"{path}: '{key}'", archive, key)
            for key in _member_names(path, names)
        }


def _member_names(path: Path, names: list[str]) -> tuple[str, ...]:
    """The arrays to read; one that is called like them, and is none of them, is not passed over."""
    for key in KEYS:
        if key not in names:
            raise DataError(f"{path}: '{key}' is missing, expected {', '.join(KEYS)}")
    known = (*KEYS, *VALIDATION)
    for name in names:
        if name.startswith(("x_", "y_")) and name not in known:
            hint = nearest(name, known) or f"known: {', '.join(known)}"
            raise DataError(f"{path}: '{name}' is not a part that is read", hint)
    return known if {*VALIDATION} & {*names} else KEYS


def _archive_array(place: str, archive: zipfile.ZipFile, key: str) -> NDArray[Any]:
    try:
        member = archive.getinfo(key + END)
        with archive.open(member) as stream:
            return _parse_member(place, stream, member.file_size)
    except KeyError:
        raise DataError(f"{place} is missing") from None
    except DAMAGE as error:
        raise DataError(f"{place} cannot be read: {str(error)[:MESSAGE]}") from error


def _parse_member(place: str, stream: IO[bytes], size: int) -> NDArray[Any]:
    """The array in a member of `size` bytes, by its own account."""
    version = npy.read_magic(stream)
    if version not in HEADERS:
        raise DataError(f"{place} is of version {'.'.join(map(str, version))}, which is not read")
    shape, fortran, dtype = HEADERS[version](stream)
    if dtype.hasobject:
        raise DataError(f"{place} holds pickled objects, which are never loaded")
    if not all(type(length) is int and length >= 0 for length in shape):
        raise DataError(f"{place} is damaged: its shape is no list of sizes")
    count = math.prod(shape) * dtype.itemsize
    if count > min(size, ARRAY_BYTES):
        raise DataError(
            f"{place} says that it holds {abbreviate(count)} bytes, of a file of {size:,}"
        )
    order = "F" if fortran else "C"
    return np.ndarray(shape, dtype, exactly(stream, count), order=order)
