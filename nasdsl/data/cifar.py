"""Reads the binary version of CIFAR-10: a folder of six files, or their archive.

A record is a label and 3 x 32 x 32 bytes, channels first;
https://www.cs.toronto.edu/~kriz/cifar.html. The version for Python is pickles, which could execute
anything: it is recognised, and never loaded. Nothing of an archive is written anywhere, and no more
is read of it than six such files hold.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nasdsl.data.checks import Arrays
from nasdsl.data.stream import check_data_file
from nasdsl.errors import DataError

NAME = "cifar10"
ARCHIVE = "cifar-10-binary.tar.gz"
GET = f"get the binary version: https://www.cs.toronto.edu/~kriz/{ARCHIVE}"
FILES = {
    "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
    "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
    "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
    "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
    "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
    "test_batch.bin": "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
}
"""The SHA-256 of each file, the test images last."""

FOLDERS = ("cifar-10-batches-bin", ARCHIVE, "cifar-10-batches-py")
"""What the versions are called, as they are published or unpacked."""

PICKLED = "data_batch_1"  # of the version for Python
IMAGE = (3, 32, 32)
RECORD = 1 + 3 * 32 * 32
MOST_BYTES = 10_000 * RECORD
FAULTS = (OSError, EOFError, ValueError, tarfile.TarError, zlib.error)


def is_cifar(path: Path) -> bool:
    """Whether `path` is a folder with a file of CIFAR-10, or is called like a `.tar.gz` archive."""
    if os.path.isdir(path):
        return any((path / name).is_file() for name in (*FILES, PICKLED))
    return path.name.endswith((".tar.gz", ".tgz"))


def read_cifar(path: Path) -> Arrays:
    """The arrays `x_train`, `y_train`, `x_test` and `y_test` of the binary version of CIFAR-10.

    Args:
        path: a folder with the six files of that version, or an archive that holds them.

    Returns:
        Images are n x 32 x 32 x 3 bytes, and labels n bytes.

    Raises:
        DataError: a file is missing, damaged, or of the version for Python.
    """
    try:
        content = _batch_folder(path) if os.path.isdir(path) else _archive(path)
    except FAULTS as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    if not content.keys() & FILES.keys() and PICKLED in content:
        raise DataError(f"{path}: is the version for Python: pickles, which are never loaded", GET)
    parts = [_records(f"{path}: {name}", content.get(name)) for name in FILES]
    *train, test = parts
    x, y = (np.concatenate(arrays) for arrays in zip(*train, strict=True))
    return {"x_train": x, "y_train": y, "x_test": test[0], "y_test": test[1]}


def check_published(place: Path, arrays: Arrays) -> Arrays:
    """Return `arrays`, if they are CIFAR-10 as published, by the checksums of its six files.

    Args:
        place: where the arrays were read, for messages.
        arrays: `x_train`, `y_train`, `x_test` and `y_test`.

    Raises:
        DataError: a checksum differs, or the arrays have other shapes than images of CIFAR-10.
    """
    x = np.concatenate([arrays["x_train"], arrays["x_test"]])
    y = np.concatenate([arrays["y_train"].ravel(), arrays["y_test"].ravel()])
    if x.dtype != np.uint8 or x.shape[1:] != (32, 32, 3) or len(x) != len(y):
        raise DataError(f"{place}: these are not the images of CIFAR-10")
    parts = zip(FILES.items(), _sixths(x), _sixths(y), strict=True)
    for (name, sha256), images, labels in parts:
        if _images_digest(images, labels) != sha256:
            raise DataError(f"{place}: the checksum of {name} is not the published one")
    return arrays


def _batch_folder(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name in (*FILES, PICKLED):
        if (path / name).is_file():
            with (path / name).open("rb") as file:
                files[name] = _bounded(file.read) if name in FILES else b""
    return files


def _archive(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    check_data_file(path)
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            name = member.name.rpartition("/")[2]
            file = archive.extractfile(member) if member.isfile() else None
            if file and name in (*FILES, PICKLED):
                files[name] = _bounded(file.read) if name in FILES else b""
    return files


def _bounded(read: Callable[[int], bytes]) -> bytes:
    return read(MOST_BYTES + 1)


def _records(place: str, content: bytes | None) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Images and labels of one file."""
    if content is None:
        raise DataError(f"{place} is missing", GET)
    if not content or len(content) % RECORD or len(content) > MOST_BYTES:
        raise DataError(f"{place}: is not 1 to 10,000 records of {RECORD} bytes")
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    images = records[:, 1:].reshape(-1, *IMAGE).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), records[:, 0]


def _sixths(array: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    return np.array_split(array, len(FILES))


def _images_digest(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> str:
    """The SHA-256 of the file that would hold these images."""
    flat = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
    records = np.concatenate([labels[:, np.newaxis].astype(np.uint8), flat], 1)
    return hashlib.sha256(records.tobytes()).hexdigest()
