"""Reads IDX files, the format of MNIST and similar data sets.

An IDX file is a magic number (two zero bytes, the type, the rank), the sizes as big-endian 32-bit
integers, and the elements; https://en.wikipedia.org/wiki/MNIST_database. Files are not trusted: no
more is read, or decompressed, than the header may ask for.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from nasdsl.data.checks import Arrays
from nasdsl.data.stream import ARRAY_BYTES, exactly
from nasdsl.errors import DataError

FILES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
UBYTE = 8


def read_folder(folder: Path) -> Arrays:
    """The arrays `x_train`, `y_train`, `x_test`, `y_test` of the four MNIST files in a folder.

    Args:
        folder: holds the files under their published names, each gzipped (`.gz`) or not.

    Raises:
        DataError: a file is missing, or cannot be read as an IDX file of bytes.
    """
    return {key: read_idx(_idx_file(folder, name)) for key, name in FILES.items()}


def _idx_file(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if os.path.isfile(path):
            return path
    help = "a folder has the files of MNIST; arrays of one's own are an .npz file"
    raise DataError(f"{folder}: {name} is missing, as it is and with .gz", help)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of unsigned bytes in one IDX file, gzipped or not, in the shape that it states.

    Raises:
        DataError: the file is unreadable, of another format, longer or shorter than its header
            says, or says that it holds over 4 GiB.
    """
    try:
        with _open(path) as stream:
            return _parse_array(path, stream)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path)) if zipped else path.open("rb")


def _parse_array(path: Path, stream: BinaryIO) -> NDArray[np.uint8]:
    magic = exactly(stream, 4)
    *kind, rank = magic
    if kind != [0, 0, UBYTE] or not 1 <= rank <= 4:
        raise DataError(
            f"{path}: is not an IDX file of unsigned bytes: begins with {magic.hex(' ')}"
        )
    shape = struct.unpack(f">{rank}I", exactly(stream, 4 * rank))
    if math.prod(shape) > ARRAY_BYTES:
        raise DataError(f"{path}: says that it holds {math.prod(shape)} bytes, which is absurd")
    body = exactly(stream, math.prod(shape))
    if stream.read(1):
        raise DataError(f"{path}: is longer than its header says")
    return np.frombuffer(body, np.uint8).reshape(shape)


def idx_digest(array: NDArray[Any]) -> str:
    """The SHA-256 checksum, in hexadecimal, of the IDX file that would hold this uint8 array.

    It does not depend on how the array is stored, so one published checksum serves all copies.
    """
    header = struct.pack(f">HBB{array.ndim}I", 0, UBYTE, array.ndim, *array.shape)
    checksum = hashlib.sha256(header)
    checksum.update(np.ascontiguousarray(array).data)
    return checksum.hexdigest()
