"""Equal cells on equal states are planned once, and are what each would be by itself."""

from __future__ import annotations

import random

import pytest

import nasdsl
from nasdsl.genome.layout import Occurrence
from nasdsl.program.bindings import Environment
from nasdsl.program.emit import Assembly

CELLS = """space cells
input 8 x 8 x 3
classes 10
block unit = (conv(3) -> batch_norm) | relu | add([identity, conv(1)])
cell c(k = 1) = graph(x) {{ a = x -> unit return add([a, x, x -> conv(k)]) }}
network = c * {times} -> max_pool(2, stride=2) -> c(k=3) -> c -> flatten -> dense(classes)
"""
LINKS = """space links
input 8 x 8 x 3
classes 10
block unit = conv(3) | relu | add([identity, conv(1)])
cell c(k = 1) = graph(before, last) {{
  a = before -> unit -> fit(last)
  b = last -> conv(k)
  return add([b, last | a, concat(unused([before, last, a]), fit=pad) -> fit(last)])
}}
network = c * {times} -> max_pool(2, stride=2) -> c(k=3) * 4 -> flatten -> dense(classes)
"""


def planned(monkeypatch: pytest.MonkeyPatch, text: str) -> int:
    """How many operations of a network are read off the space."""
    read: list[str] = []

    def counting(self: Assembly, here: Occurrence, env: Environment, tensor: int) -> int:
        read.append(here.path)
        return original(self, here, env, tensor)

    space = nasdsl.loads(text)
    original = Assembly.apply
    with monkeypatch.context() as patched:
        patched.setattr(Assembly, "apply", counting)
        space.decode(space.unrank(0))
    return len(read)


@pytest.mark.parametrize(("spec", "least"), [(CELLS, 2), (LINKS, 5)])
def test_many_cells_are_planned_as_few(
    monkeypatch: pytest.MonkeyPatch, spec: str, least: int
) -> None:
    few, many = (planned(monkeypatch, spec.format(times=times)) for times in (least, 40))
    assert few == many


@pytest.mark.parametrize("spec", [CELLS, LINKS])
def test_a_cell_planned_once_is_what_each_would_be(spec: str) -> None:
    cells = nasdsl.loads(spec.format(times=3))
    blocks = nasdsl.loads(spec.format(times=3).replace("cell c", "block c"))
    rng = random.Random(0)
    for _ in range(10):
        network = cells.decode(cells.unrank(rng.randrange(cells.count())))
        alike = [*network.genome] * (len(blocks.loci) // len(cells.loci))
        other = blocks.decode(alike)
        told = [(s.path, s.inputs, s.state) for s in network.program.steps]
        assert told == [(s.path, s.inputs, s.state) for s in other.program.steps]
        assert network.hash == other.hash
        assert [u.path for u in network.program.uses] == [u.path for u in other.program.uses]
