"""All cells of NAS-Bench-201: those of one hash are those that an independent rewriting takes for
one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from random import Random

import pytest

from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.networks import Tensor, merged, operation, source
from oracle.normal_forms import Form, structural

STATE = (4, 4, 2)
CELLS = list(product(range(5), repeat=6))
CLASSES = {"no": 5_485, "yes": 5_875}
"""How many networks they are, by whether the convolutions have biases: if so, those of zeros stay.
An enumeration by another author has 5,875 where convolutions and norms of zeros stay operations.
"""


def space_of_cells(bias: str) -> SearchSpace:
    text = (Path(__file__).parents[2] / "specs" / "nasbench201.nas").read_text()
    head, cell = text.split("network =")[0].split("input 32 x 32 x 3\nclasses 10\n")
    cell = cell.replace("bias=no", f"bias={bias}")
    shape = " x ".join(map(str, STATE))
    return SearchSpace(parse(Source("cells.nas", f"{head}input {shape}\n{cell}network = c\n")))


def edge(choice: int, tensor: Tensor, bias: str) -> Tensor:
    match choice:
        case 0:
            return operation("zero", {}, tensor)
        case 1:
            return tensor
        case 4:
            return operation("avg_pool", {"height": 3}, tensor)
        case _:
            active = operation("relu", {}, tensor)
            size = {2: 1, 3: 3}[choice]
            convolved = operation("conv", {"height": size, "bias": bias}, active)
            return operation("batch_norm", {}, convolved)


def cell_form(genome: Sequence[int], bias: str) -> Form:
    nodes = [source(STATE)]
    choices = iter(genome)
    for number in (1, 2, 3):
        ends = [edge(next(choices), nodes[n], bias) for n in range(number)]
        nodes.append(merged("add", "error", ends, nodes[0]))
    return structural(nodes[-1])


def classes(genomes: Iterable[Sequence[int]], bias: str) -> int:
    """How many networks cells are; hashes and forms say the same."""
    space = space_of_cells(bias)
    loci = space.encoding("loci")
    pairs = [(space.decode(loci.decode(list(g))).hash, cell_form(g, bias)) for g in genomes]
    hashes, forms = map(set, zip(*pairs, strict=True))
    assert len(set(pairs)) == len(hashes) == len(forms)
    return len(hashes)


@pytest.mark.parametrize("bias", CLASSES)
def test_some_cells(bias: str) -> None:
    assert 200 < classes(Random(0).sample(CELLS, 300), bias) < 300


@pytest.mark.long
@pytest.mark.parametrize("bias", CLASSES)
def test_all_cells(bias: str) -> None:
    assert classes(CELLS, bias) == CLASSES[bias]
