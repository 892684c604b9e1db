"""Arrays are read by the input that a spec states; where they do not fit, the advice is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nasdsl.data import Dataset, read_dataset
from nasdsl.errors import NasdslError
from nasdsl.experiment.model import DataSettings
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.training.trainer import split, suited


def space(input: str) -> SearchSpace:
    text = f"space s\ninput {input}\nclasses 2\nnetwork = flatten -> dense(classes)\n"
    return SearchSpace(parse(Source("s.nas", text)))


def saved(tmp_path: Path, *sizes: int, **more: Any) -> Dataset:
    x = np.arange(4 * np.prod(sizes)).reshape(4, *sizes).astype(np.uint8)
    y = np.arange(4) % 2
    np.savez(tmp_path / "mine.npz", x_train=x, y_train=y, x_test=x, y_test=y, **more)
    return read_dataset(str(tmp_path / "mine.npz"))


@pytest.mark.parametrize(
    ("input", "sizes", "shape"),
    [
        ("128 x 6", (128, 6), (128, 1, 6)),
        ("128 x 6", (128, 1, 6), (128, 1, 6)),
        ("13", (13,), (1, 1, 13)),
        ("8 x 8 x 1", (8, 8), (8, 8, 1)),
        ("8 x 8", (8, 8), (8, 1, 8)),
        ("8 x 8 x 1", (1, 8, 8), (8, 8, 1)),  # channels first, where that is the same
        ("5 x 4 x 3", (5, 4, 3), (5, 4, 3)),
        ("1", (1,), (1, 1, 1)),
    ],
)
def test_an_array_is_read_by_the_input(
    tmp_path: Path, input: str, sizes: tuple[int, ...], shape: tuple[int, ...]
) -> None:
    data = saved(tmp_path, *sizes)
    read = suited(space(input), data)
    assert (read.shape, read.test.x.shape[1:]) == (shape, shape)
    assert np.array_equal(read.train.x.ravel(), data.train.x.ravel())


@pytest.mark.parametrize(
    ("input", "sizes", "help"),
    [
        ("16 x 16 x 3", (3, 16, 16), "channels first: transpose to n x 16 x 16 x 3"),
        ("16 x 20 x 3", (3, 16, 20), "channels first: transpose to n x 16 x 20 x 3"),
        ("128 x 6", (6, 128), "channels first: transpose to n x 128 x 6"),
        (
            "32 x 32 x 3",
            (3, 16, 16),
            "channels first: transpose to n x 16 x 16 x 3, and say 'input 16 x 16 x 3' in the spec",
        ),
        (
            "8 x 8 x 1",
            (3, 32, 32),
            "channels first: transpose to n x 32 x 32 x 3, and say 'input 32 x 32 x 3' in the spec",
        ),
        ("16 x 20 x 3", (20, 3, 16), "the axes are in another order: transpose to n x 16 x 20 x 3"),
        ("16 x 20 x 3", (20, 16, 3), "say 'input 20 x 16 x 3' in the spec, or choose other data"),
        ("32 x 32 x 3", (8, 8), "say 'input 8 x 8 x 1' in the spec, or choose other data"),
        ("100 x 6", (128, 6), "say 'input 128 x 6' in the spec, or choose other data"),
        ("13", (20,), "say 'input 20' in the spec, or choose other data"),
        ("8 x 8 x 64", (2, 2, 64), "say 'input 2 x 2 x 64' in the spec, or choose other data"),
    ],
)
def test_what_to_do_about_other_sizes(
    tmp_path: Path, input: str, sizes: tuple[int, ...], help: str
) -> None:
    with pytest.raises(NasdslError, match="takes images of") as told:
        suited(space(input), saved(tmp_path, *sizes))
    assert told.value.help == help


def test_a_part_of_its_own_to_validate_on_is_held_out(tmp_path: Path) -> None:
    own = np.full((3, 5, 4, 3), 7, np.uint8)
    data = suited(space("5 x 4 x 3"), saved(tmp_path, 5, 4, 3, x_val=own, y_val=np.arange(3) % 2))
    images = split(data, DataSettings(validation=0.5), seed=1)
    assert np.array_equal(images.held_out.x, own)
    assert np.array_equal(images.train.x, data.train.x)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"x_val": np.zeros((3, 8), np.uint8)}, "'y_val' is missing"),
        ({"y_val": np.zeros(3, int)}, "'x_val' is missing"),
        ({"x_valid": np.zeros(3), "y_valid": np.zeros(3)}, "'x_valid' is not a part that is read"),
        (
            {"x_val": np.zeros((3, 9), np.uint8), "y_val": np.zeros(3, int)},
            "'x_val' holds images of 1 x 1 x 9 uint8, expected those of 'x_train': 1 x 1 x 8 uint8",
        ),
        (
            {"x_val": np.zeros((3, 8), np.uint8), "y_val": np.full(3, 2)},
            "'y_val' has the label 2, expected 0 to 1 as in 'y_train'",
        ),
    ],
)
def test_such_a_part_is_never_passed_over(
    tmp_path: Path, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(NasdslError, match=message):
        saved(tmp_path, 8, **more)
