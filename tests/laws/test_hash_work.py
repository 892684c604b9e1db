"""Hashing takes a few times n log n of work, for n operations and tensors that they take; and what
refinement cannot tell apart never has one hash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, product
from math import log2
from pathlib import Path
from random import Random

import pytest

from nasdsl.language.parser import parse
from nasdsl.ops import OPERATIONS, resolve_arguments
from nasdsl.program import numbering
from nasdsl.program.canonical import CanonicalForm, network_hash
from nasdsl.program.graph import Apply, Program, Scalar, State
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

STATE = State(2, 2, 2)
FEW = 8


class Net:
    """A network in the making, on tensors of one state."""

    def __init__(self) -> None:
        self.steps: list[Apply] = []

    def add(self, name: str, *taken: int, **given: Scalar) -> int:
        args = resolve_arguments(OPERATIONS[name], given, STATE) if name in OPERATIONS else {}
        path = f"n[{len(self.steps)}]"
        self.steps.append(Apply(name, tuple(args.items()), taken, STATE, path))
        return len(self.steps)

    def sum(self, taken: Sequence[int]) -> int:
        return self.add("add", *taken) if len(taken) > 1 else taken[0]

    def conv(self, taken: int) -> int:
        return self.add("conv", taken, height=1)

    def program(self) -> Program:
        return Program((STATE,), tuple(self.steps), len(self.steps))


def residual(size: int, width: int = 1) -> Program:
    """Each block adds to a sum that all later blocks take."""
    net, x = Net(), 0
    for _ in range(size // (width + 1)):
        x = net.add("add", x, *(net.conv(x) for _ in range(width)))
    return net.program()


def columns(size: int, width: int) -> Program:
    """Residual columns side by side, which nothing tells apart."""
    net, ends = Net(), list[int]()
    for _ in range(width):
        x = net.conv(0)
        for _ in range(size // (2 * width)):
            x = net.add("add", x, net.conv(x))
        ends.append(x)
    net.sum(ends)
    return net.program()


def doubled(size: int) -> Program:
    """Sums of four equal branches, in sums."""
    net = Net()
    x = net.conv(0)
    for _ in range(size):
        x = net.add("add", x, x, x, x)
    return net.program()


def side_by_side(size: int) -> Program:
    net = Net()
    net.sum([net.add("relu", net.conv(0)) for _ in range(size // 2)])
    return net.program()


def dense(size: int, every: int) -> Program:
    """All earlier nodes summed, each `every`th of them as it is."""
    net, nodes, random = Net(), [0], Random(0)
    while len(net.steps) < size:
        ends = [n if random.randrange(every) == 0 else net.conv(n) for n in nodes]
        nodes.append(net.sum(ends))
    return Program((STATE,), tuple(net.steps), nodes[-1])


def pairs_of(
    size: int, edges: Sequence[tuple[int, int]], shuffled: Random | None = None
) -> Program:
    """A graph: convolutions as its nodes, activated sums of two as its edges, all of them added."""
    net = Net()
    order, ends = list(range(size)), list(edges)
    if shuffled:
        shuffled.shuffle(order)
        shuffled.shuffle(ends)
    nodes = [net.conv(0) for _ in range(size)]
    net.sum([net.add("relu", net.add("add", nodes[order[a]], nodes[order[b]])) for a, b in ends])
    return net.program()


def cycles(*lengths: int) -> tuple[int, list[tuple[int, int]]]:
    edges, first = list[tuple[int, int]](), 0
    for length in lengths:
        edges += [(first + n, first + (n + 1) % length) for n in range(length)]
        first += length
    return first, edges


def ratio(program: Program) -> float:
    size = sum(1 + len(step.inputs) for step in program.steps)
    return CanonicalForm(program).work / (size * log2(size))


FAMILIES: dict[str, Callable[[int], Program]] = {
    "residual": residual,
    "residual of two": lambda size: residual(size, 2),
    "two columns": lambda size: columns(size, 2),
    "columns": lambda size: columns(size, size // 20),
    "doubled": doubled,
    "side by side": side_by_side,
    "dense, half of it as it is": lambda size: dense(size, 2),
    "dense, a tenth of it as it is": lambda size: dense(size, 10),
    "one cycle": lambda size: pairs_of(*cycles(size // 3)),
    "many cycles": lambda size: pairs_of(*cycles(*[6] * (size // 18))),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("size", [100, 2_000])
def test_work_is_a_few_times_the_size(family: str, size: int) -> None:
    program = FAMILIES[family](size)
    assert 0.8 * size <= len(program.steps) <= 1.2 * size
    assert ratio(program) <= FEW


def library(name: str) -> str:
    return (Path(__file__).parents[2] / "specs" / f"{name}.nas").read_text()


@pytest.mark.parametrize("cells", [1, 6, 15, 40])
def test_cells_of_skips_alone(cells: int) -> None:
    text = library("nasbench201").split("network =")[0] + f"network = c * {cells}\n"
    space = SearchSpace(parse(Source("skips.nas", text)))
    program = space.decode(space.unrank(3906)).program
    assert ratio(program) <= FEW
    assert network_hash(program) != network_hash(Program(program.inputs, (), 0)), (
        "a sum of equal ones"
    )


def test_a_hierarchical_network_of_near_skips() -> None:
    space = SearchSpace(parse(Source("h.nas", library("hierarchical_nasbench201"))))
    vector = [min(1, locus.radix - 1) for locus in space.loci]
    network = space.decode(space.encoding("loci").decode(vector))
    assert network.params == 73_306
    assert ratio(network.program) <= FEW


ROOK = [
    (4 * a + b, 4 * c + d)
    for (a, b), (c, d) in combinations(product(range(4), repeat=2), 2)
    if a == c or b == d
]
SHRIKHANDE = [
    (4 * a + b, 4 * c + d)
    for (a, b), (c, d) in combinations(product(range(4), repeat=2), 2)
    if ((c - a) % 4, (d - b) % 4) in {(0, 1), (0, 3), (1, 0), (3, 0), (1, 1), (3, 3)}
]


def twisted(crossed: bool) -> tuple[int, list[tuple[int, int]]]:
    """Cai, Fuerer and Immerman's graph over four nodes that are all linked; one link is crossed.

    Each node becomes its even sets of links, each link two nodes: in such a set, and in none.
    """
    links = list(combinations(range(4), 2))
    ends = {end: n for n, end in enumerate((v, e, s) for e in links for v in e for s in (0, 1))}
    edges: list[tuple[int, int]] = []
    size = len(ends)
    for node in range(4):
        mine = [link for link in links if node in link]
        for even in ((), *combinations(mine, 2)):
            edges += [(size, ends[node, link, int(link in even)]) for link in mine]
            size += 1
    for link, side in product(links, (0, 1)):
        other = side ^ int(crossed and link == links[0])
        edges.append((ends[link[0], link, side], ends[link[1], link, other]))
    return size, edges


BLIND = {
    "six and twice three": (cycles(6), cycles(3, 3)),
    "twelve and others": (cycles(12), cycles(6, 6), cycles(3, 9), cycles(4, 4, 4), cycles(5, 7)),
    "strongly regular": ((16, ROOK), (16, SHRIKHANDE)),
    "strongly regular, twice": tuple(
        (32, [*one, *((a + 16, b + 16) for a, b in other)])
        for one, other in ((ROOK, ROOK), (ROOK, SHRIKHANDE), (SHRIKHANDE, SHRIKHANDE))
    ),
    "twisted": (twisted(crossed=False), twisted(crossed=True)),
}


@pytest.mark.parametrize("effort", [numbering.EFFORT, 0], ids=["", "beyond the limit"])
@pytest.mark.parametrize("name", BLIND)
def test_what_refinement_does_not_see(
    name: str, effort: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Different graphs have different hashes; one graph has one, unless the limit is passed."""
    monkeypatch.setattr(numbering, "EFFORT", effort)
    hashes = [
        {network_hash(pairs_of(size, edges, Random(n))) for n in range(6)}
        for size, edges in BLIND[name]
    ]
    assert not any(one & other for one, other in combinations(hashes, 2))
    assert effort == 0 or all(len(each) == 1 for each in hashes)
