"""Names that results and models are told by: golden texts, since they must outlive changes.

`ACCEPT=1 pytest tests/golden` rewrites those that have changed: results of old runs then no longer
tell their decisions by the same names.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nasdsl.api import load

HERE = Path(__file__).parent
NETWORK = 12_345_678_901_234_567  # of pouy_digits, one with both kinds of layers


def loci() -> str:
    space = load("pouy_digits")
    return "".join(f"{each.path}: {each.radix}\n" for each in space.loci)


def packed() -> str:
    encoding = load("pouy_digits").encoding("packed")
    pairs = zip(encoding.names, encoding.bounds, strict=True)
    return "".join(f"{name}: 0 to {bound - 1}\n" for name, bound in pairs)


def program() -> str:
    space = load("pouy_digits")
    steps = space.decode(space.unrank(NETWORK)).program.steps
    return "".join(f"{step.path}: {step.state}\n" for step in steps)


@pytest.mark.parametrize("names", [loci, packed, program], ids=lambda names: names.__name__)
def test_names(names) -> None:
    golden, text = HERE / f"pouy_digits_{names.__name__}.txt", names()
    if os.environ.get("ACCEPT"):
        golden.write_text(text, "utf-8")
    assert golden.read_text("utf-8") == text
