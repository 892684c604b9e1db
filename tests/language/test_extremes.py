"""Specs that say very much in few words: a clear answer in 1 GiB, or a clear error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from processes import HANGS

HEAD = "space s\ninput 8 x 8 x 4\n"
BYTES = 2**30
LIMITED = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, ({BYTES}, {BYTES}))
from nasdsl.cli import main
main()
"""


def defined(role: str, first: str, then: str, number: int) -> str:
    """Definitions of which each uses the one before, and a network of the last."""
    others = (f"{role} x{i} = {then.replace('x', f'x{i - 1}')}\n" for i in range(1, number))
    return f"{role} x0 = {first}\n{''.join(others)}network = x{number - 1}\n"


DEEP = "definitions and expressions are nested more than 256 deep"
MANY = "a part of the space has more than 2^400000 genotypes"
TOLD = {
    "a count of 100,000 digits": ("network = (relu | gelu | elu) * 10_000 * 20", "genotypes  "),
    "a count of a million digits": ("network = conv(1..10_000) * 10_000 * 30", MANY),
    "a count that is a tower": (
        defined("block", "relu | elu", "x * 10_000", 5),
        "the space has 10000000000000000 decisions; at most 1000000 are possible",
    ),
    "a million loci": (
        "network = (relu | gelu: gelu) * 10_000 * 101 | relu",
        "at most 1000000 are possible",
    ),
    "lists in lists": (
        defined("block", "[relu | elu]", "[x] * 10", 9).replace("= x8", "= add(x8)"),
        "the space has 100000000 decisions; at most 1000000 are possible",
    ),
    "definitions in definitions": (defined("block", "relu", "x -> (relu | elu)", 3000), DEEP),
    "definitions that double": (defined("block", "relu | elu", "x -> x", 60), "20,000 times"),
    "arguments that double": (
        f"block twice(x) = x -> x\nnetwork = {'twice(' * 60}relu | elu{')' * 60}",
        "genotypes  2",
    ),
    "cells that double": (defined("cell", "relu | elu", "x -> x", 60), "genotypes  2"),
    "cells in cells": (
        defined("cell", "relu | elu", "x -> (relu | elu)", 500),
        f"genotypes  {2**500}"[:30],
    ),
    "genes": (
        "\n".join(f"gene g{i} = 1..4" for i in range(3000))
        + f"\nnetwork = {' -> '.join(f'conv(1, filters=g{i})' for i in range(3000))}",
        "the space has 3000 genes; at most 1000 are possible",
    ),
    "members of a family": (
        "cell c[10_000] = (relu | elu) * 30\nnetwork = c[1..10_000] * 100",
        "genotypes  ",
    ),
    "arms": ("network = conv(1..10_000, filters=1..10_000) * 5_000", "genotypes  "),
    "recursion that grows": (
        "block r(n) = given n { 0: relu else: r(n + 1) }\nnetwork = r(1)",
        DEEP,
    ),
    "recursion without a case": (
        "block r = relu -> r\nnetwork = r",
        "'r' is defined by itself: r -> r",
    ),
    "recursion that doubles": (
        "block r(n) = given n { 0: relu else: r(n - 1) -> r(n - 1) }\nnetwork = r(40)",
        "20,000 times",
    ),
}


def answer(folder: Path, text: str, *arguments: str) -> str:
    """What a command says of a spec, in a process with limits."""
    (folder / "spec.nas").write_text(text)
    command = [sys.executable, "-c", LIMITED, *arguments, "spec.nas"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=HANGS
    )
    assert done.returncode in (0, 1), f"ended by {done.returncode}"
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", TOLD)
def test_what_counting_says(name: str, tmp_path: Path) -> None:
    body, told = TOLD[name]
    assert told in answer(tmp_path, f"{HEAD}{body}\n", "count")


def test_a_network_of_a_huge_space(tmp_path: Path) -> None:
    text = f"{HEAD}network = conv(1..3, filters=1..10_000) * 1_000\n"
    assert "params" in answer(tmp_path, text, "sample", "--seed", "1")


def test_files_that_use_one_another(tmp_path: Path) -> None:
    for i in range(150):
        (tmp_path / f"f{i}.nas").write_text(f'use "f{(i + 1) % 150}.nas"\nblock b{i} = relu\n')
    assert "a spec of more than 100 files" in answer(tmp_path, f'{HEAD}use "f0.nas"\n', "check")
