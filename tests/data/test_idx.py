from __future__ import annotations

import gzip
import hashlib
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from nasdsl.data import idx
from nasdsl.errors import DataError

Pack = Callable[[Any], bytes]
GENTLE = settings(
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SMALL = arrays_of.arrays(np.uint8, arrays_of.array_shapes(min_dims=1, max_dims=4, max_side=5))


@given(array=SMALL, zipped=st.booleans())
@GENTLE
def test_what_was_packed_is_read(tmp_path: Path, pack: Pack, array: Any, zipped: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(gzip.compress(pack(array)) if zipped else pack(array))
    assert np.array_equal(idx.read_idx(path), array)


@given(array=SMALL)
@GENTLE
def test_digest_is_that_of_the_file(pack: Pack, array: Any) -> None:
    assert idx.idx_digest(array) == hashlib.sha256(pack(array)).hexdigest()
    assert idx.idx_digest(np.asfortranarray(array)) == idx.idx_digest(array)


@pytest.mark.parametrize("zipped", [False, True])
def test_no_shorter_file_is_read(tmp_path: Path, pack: Pack, zipped: bool) -> None:
    whole = pack(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))
    whole = gzip.compress(whole) if zipped else whole
    path = tmp_path / "short"
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(DataError, match="short: "):
            idx.read_idx(path)


@given(place=st.integers(0, 10_000), value=st.integers(0, 255))
@GENTLE
def test_a_damaged_gzip_never_ends_in_a_traceback(
    tmp_path: Path, pack: Pack, place: int, value: int
) -> None:
    body = bytearray(gzip.compress(pack(np.arange(240, dtype=np.uint8).reshape(10, 4, 6))))
    body[place % len(body)] = value
    path = tmp_path / "damaged.gz"
    path.write_bytes(body)
    try:
        idx.read_idx(path)
    except DataError as error:
        assert "damaged.gz" in error.message


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"\0\0\x0d\x01\0\0\0\1abcd", "not an IDX file of unsigned bytes: begins with 00 00 0d 01"),
        (b"<htm", "not an IDX file of unsigned bytes: begins with 3c 68 74 6d"),
        (b"\0\0\x08\x00", "not an IDX file"),
        (b"\0\0\x08\x01\0\0\0\1ab", "longer than its header says"),
        (b"\0\0\x08\x02\xff\xff\xff\xff\xff\xff\xff\xff", "which is absurd"),
        (b"", "ends 4 bytes too early"),
    ],
)
def test_faults(tmp_path: Path, body: bytes, fault: str) -> None:
    path = tmp_path / "labels"
    path.write_bytes(body)
    with pytest.raises(DataError, match=fault):
        idx.read_idx(path)


@pytest.mark.parametrize("claimed", [4, 1 << 31], ids=["bomb", "promise"])
def test_memory_is_bounded_by_header_and_content(tmp_path: Path, claimed: int) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(struct.pack(">HBBI", 0, 8, 1, claimed) + bytes(1 << 24), 1))
    tracemalloc.start()
    with pytest.raises(DataError):
        idx.read_idx(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 26


def test_a_folder_lacks_a_file(mirror: Path) -> None:
    (mirror / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="t10k-labels-idx1-ubyte is missing"):
        idx.read_folder(mirror)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        idx.read_idx(tmp_path / "nothing")
