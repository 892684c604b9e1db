from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nasdsl.data import checks, npz, read_dataset
from nasdsl.errors import DataError


def saved(tmp_path: Path, arrays: Any, **changed: Any) -> str:
    path = tmp_path / "mine.npz"
    kept: Any = {key: value for key, value in {**arrays, **changed}.items() if value is not None}
    np.savez_compressed(path, **kept)
    return str(path)


def test_a_users_own_file(tmp_path: Path, arrays: Any) -> None:
    data = read_dataset(saved(tmp_path, arrays))
    assert (data.name, data.shape, data.classes) == ("mine", (4, 5, 1), 3)
    assert data.train.x.dtype == np.uint8
    assert data.train.y.dtype == np.int32
    assert np.array_equal(data.test.x[..., 0], arrays["x_test"])


def test_floats_are_used_as_they_are(tmp_path: Path, arrays: Any) -> None:
    x = {key: arrays[key][..., None] / 7 - 3 for key in ("x_train", "x_test")}
    data = read_dataset(saved(tmp_path, arrays, **x))
    assert data.train.x.dtype == np.float32
    assert np.array_equal(data.train.x, x["x_train"].astype(np.float32))


def test_labels_in_a_column(tmp_path: Path, arrays: Any) -> None:
    data = read_dataset(
        saved(tmp_path, arrays, y_train=arrays["y_train"][:, None].astype(np.int64))
    )
    assert data.train.y.shape == (12,)


FAULTS = {
    "missing": ({"y_test": None}, "'y_test' is missing, expected x_train, y_train, x_test, y_test"),
    "rank": ({"x_train": np.zeros(12, np.uint8)}, "'x_train' is 12 uint8, expected n x height"),
    "empty": ({"x_test": np.zeros((0, 4, 5), np.uint8)}, "'x_test' is 0 x 4 x 5 uint8, expected"),
    "type": (
        {"x_train": np.zeros((12, 4, 5), np.int64)},
        r"'x_train' is 12 x 4 x 5 int64, expected uint8 \(0..255\) or floating-point numbers",
    ),
    "mixed": ({"x_test": np.zeros((6, 4, 5))}, "'x_test' holds images of 4 x 5 x 1 float32, exp"),
    "size": (
        {"x_test": np.zeros((6, 5, 4), np.uint8)},
        "'x_test' holds images of 5 x 4 x 1 uint8, expected those of 'x_train': 4 x 5 x 1 uint8",
    ),
    "nan": (
        {"x_train": np.full((12, 4, 5), np.nan)},
        "'x_train' holds numbers that are not finite",
    ),
    "overflow": ({"x_train": np.full((12, 4, 5), 1e300)}, "'x_train' holds numbers that are not"),
    "count": ({"y_train": np.arange(9) % 3}, "'y_train' holds 9 labels, expected 12, one an image"),
    "fractions": ({"y_test": np.zeros(6)}, "'y_test' is 6 float64, expected n integers"),
    "one-hot": ({"y_test": np.zeros((6, 3), int)}, "'y_test' is 6 x 3 int64, expected n integers"),
    "from one": (
        {"y_train": np.arange(12) % 3 + 1},
        "'y_train' has the label 1 and no label 0, expected each of 0 to k - 1",
    ),
    "gap": ({"y_train": np.arange(12) % 2 * 2}, "'y_train' has the label 2 and no label 1"),
    "negative": ({"y_train": np.arange(12) % 3 - 1}, "'y_train' has the label -1 and no label 0"),
    "huge": ({"y_train": np.arange(12, dtype=np.uint64) << 60}, "'y_train' has the label 1152"),
    "untrained": (
        {"y_test": np.full(6, 3)},
        "'y_test' has the label 3, expected 0 to 2 as in 'y_train'",
    ),
    "pickled": (
        {"x_train": np.array([{}, {}])},
        "'x_train' holds pickled objects, which are never",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_file_and_key_and_what_was_expected(
    tmp_path: Path, arrays: Any, fault: str
) -> None:
    changed, message = FAULTS[fault]
    with pytest.raises(DataError, match=f"mine.npz: {message}"):
        read_dataset(saved(tmp_path, arrays, **changed))


@pytest.mark.parametrize("body", [b"", b"no zip", b"\x80\x04N.", b"\x93NUMPY\x01\x00"])
def test_another_file_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "other.npz"
    path.write_bytes(body)
    with pytest.raises(DataError, match=r"other.npz: is not an .npz file"):
        npz.read_npz(path)


@given(places=st.lists(st.integers(0, 10_000), min_size=1, max_size=4), value=st.integers(0, 255))
@settings(
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_damage_never_ends_in_a_traceback(
    tmp_path: Path, arrays: Any, places: list[int], value: int
) -> None:
    path = Path(saved(tmp_path, arrays))
    body = bytearray(path.read_bytes())
    for place in places:
        body[place % len(body)] = value
    path.write_bytes(body)
    try:
        checks.dataset("mine", str(path), npz.read_npz(path))
    except DataError as error:
        assert "mine.npz" in error.message
