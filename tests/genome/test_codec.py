"""Genomes and vectors hold whole numbers in their bounds, and what does not is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nasdsl
from nasdsl.errors import GenomeError

SPACE = nasdsl.load("pouy_digits")
PACKED, LOCI = SPACE.encoding("packed"), SPACE.encoding("loci")
GENOME = [int(choice) for choice in SPACE.unrank(12345)]
READERS: dict[str, tuple[Callable[[Any], object], list[int], tuple[str, ...]]] = {
    "decode": (SPACE.decode, GENOME, LOCI.names),
    "rank": (SPACE.rank, GENOME, LOCI.names),
    "packed encode": (PACKED.encode, GENOME, LOCI.names),
    "packed decode": (PACKED.decode, list(PACKED.encode(GENOME)), PACKED.names),
    "loci encode": (LOCI.encode, GENOME, LOCI.names),
    "loci decode": (LOCI.decode, GENOME, LOCI.names),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("choice", [0.5, 1.0, np.float64(0.0), float("nan"), "1", None])
def test_what_is_no_whole_number_is_refused(reader: str, choice: Any) -> None:
    read, numbers, names = READERS[reader]
    with pytest.raises(GenomeError) as told:
        read([*numbers[:2], choice, *numbers[3:]])
    assert told.value.message.startswith(f"{names[2]} is {choice!s}; ")


@pytest.mark.parametrize("reader", READERS)
def test_an_array_of_fractions_is_refused(reader: str) -> None:
    read, numbers, _ = READERS[reader]
    with pytest.raises(GenomeError, match="whole number"):
        read(np.array(numbers, dtype=float))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("choice", [-1, 99_999, 10**30])
def test_what_is_out_of_bounds_is_refused(reader: str, choice: int) -> None:
    read, numbers, names = READERS[reader]
    with pytest.raises(GenomeError) as told:
        read([*numbers[:-1], choice])
    assert told.value.message.startswith(f"{names[-1]} is {choice}; it goes from 0 to ")


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint16])
def test_integers_of_every_width_are_whole_numbers(dtype: Any) -> None:
    genome = np.array(GENOME, dtype=dtype)
    assert SPACE.rank(genome) == SPACE.rank(GENOME) == 12345
    assert list(LOCI.decode(genome)) == GENOME
    assert SPACE.decode(genome).hash == SPACE.decode(GENOME).hash
