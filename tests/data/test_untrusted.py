"""What is no regular file, or says that it holds what it does not: a message, and no memory."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nasdsl.data import read_dataset
from nasdsl.errors import DataError


def npy(header: str) -> bytes:
    """The beginning of an array's file, with any header."""
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def described(shape: str, descr: str = "'|u1'", order: str = "False") -> bytes:
    return npy(f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}}}")


MEMBERS: dict[str, bytes] = {
    "10^30 numbers": described(f"({10**30},)"),
    "10^10 numbers": described(f"({10**10},)"),
    "10^9000 numbers": described(f"({'9' * 4000}, {'9' * 4000})"),
    "a product that overflows": described(f"({2**32}, {2**32})"),
    "a boolean": described("(True, 4, 5)"),
    "a negative size": described("(-1, 4, 5)"),
    "no list": described("7"),
    "objects": described("(12,)", "'|O'"),
    "nothing in an element": described("(12, 4, 5)", "'|V0'"),
    "an element in elements": described("(12, 4)", "('|u1', (5,))"),
    "brackets": npy("[" * 9000),
    "brackets that end": npy("[" * 4000 + "]" * 4000),
    "minuses": npy("-" * 9000 + "1"),
    "an indentation": npy(" 1\n  2"),
    "a quote": npy("'"),
    "a zero byte": npy("{\0}"),
    "no header": b"\x93NUMPY\x01\x00\xff\xff",
    "another version": b"\x93NUMPY\x09\x00" + bytes(20),
    "nothing": b"",
}


def archive(path: Path, arrays: Any, x: bytes, packing: int = zipfile.ZIP_DEFLATED) -> str:
    with zipfile.ZipFile(path, "w", packing) as file:
        for key, array in arrays.items():
            body = io.BytesIO()
            np.save(body, array)
            file.writestr(f"{key}.npy", x if key == "x_train" else body.getvalue())
    return str(path)


@pytest.mark.parametrize("member", MEMBERS)
def test_headers(tmp_path: Path, arrays: Any, member: str) -> None:
    path = archive(tmp_path / "mine.npz", arrays, MEMBERS[member] + bytes(100))
    tracemalloc.start()
    with pytest.raises(DataError, match=r"mine.npz: 'x_train'") as told:
        read_dataset(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    assert len(told.value.message) < 300


def test_a_size_in_the_directory_that_is_a_lie(tmp_path: Path, arrays: Any) -> None:
    path = tmp_path / "mine.npz"
    content = described(f"({2**31},)")
    archive(path, arrays, content, zipfile.ZIP_STORED)
    size = len(content).to_bytes(4, "little")
    lie = (2**31 + 1000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size + size, size + lie))
    tracemalloc.start()
    with pytest.raises(DataError, match=r"mine\.npz"):
        read_dataset(str(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_damaged_members(tmp_path: Path, arrays: Any, packing: int) -> None:
    rng = np.random.default_rng(0)
    body = io.BytesIO()
    np.save(body, arrays["x_train"])
    path = Path(archive(tmp_path / "mine.npz", arrays, body.getvalue(), packing))
    whole = path.read_bytes()
    assert read_dataset(str(path)).classes == 3
    for at in rng.integers(0, len(whole), 200):
        torn = bytearray(whole)
        torn[at] ^= 1 + int(rng.integers(255))
        path.write_bytes(torn)
        try:
            read_dataset(str(path))
        except DataError as error:
            assert "mine.npz" in error.message


def test_both_orders_and_types_that_are_stored_in_other_ways(tmp_path: Path, arrays: Any) -> None:
    x = np.asfortranarray(arrays["x_train"].astype(">f8"))
    changed = {**arrays, "x_train": x, "x_test": arrays["x_test"].astype("<f2")}
    np.savez(tmp_path / "mine.npz", **changed)
    assert np.array_equal(
        read_dataset(str(tmp_path / "mine.npz")).train.x[..., 0], arrays["x_train"]
    )


PLACES: dict[str, Callable[[Path], object]] = {
    "link.npz": lambda path: path.symlink_to(path.name),
    "link": lambda path: path.symlink_to(path.name),
    "link.tar.gz": lambda path: path.symlink_to(path.name),
    "pipe.npz": os.mkfifo,
    "pipe.tar.gz": os.mkfifo,
    "gone.npz": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("name", PLACES)
def test_what_is_no_regular_file(tmp_path: Path, name: str) -> None:
    PLACES[name](tmp_path / name)
    with pytest.raises(DataError, match=f"{name}: is not a regular file"):
        read_dataset(str(tmp_path / name))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs devices")
def test_a_device_without_an_end() -> None:
    with pytest.raises(DataError, match="/dev/zero: is not a regular file"):
        read_dataset("/dev/zero")
