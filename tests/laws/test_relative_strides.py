"""Shared decisions at strides relative to what enters: counted as where each stride is apart.

Where shapes are known, strides stay absolute; so both ways to count have to agree.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from nasdsl import limits
from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.structure import scaling
from nasdsl.analysis.structure.flow import Flow
from nasdsl.analysis.structure.state import Component
from nasdsl.analysis.structure.total import Genomes, Number, needs_shapes
from nasdsl.api import loads
from nasdsl.genome.genotypes import GenotypeSet
from nasdsl.searchspace import SearchSpace

STEPS = ("identity", "conv(3, stride=2)", "upsample(2)", "down | identity", "up | down | identity")
MERGES = (
    "{0} -> {1}",
    "add([{0}, {1}], fit=project)",
    "concat(any([{0}, {1}]), fit=project)",
    "add(pick(1, [{0}, {1}]))",
    "({0}) * 2",
    "given size {{ small: {0} large: {1} }}",
)
CELLS = (
    "cell c[2](size: small | large) = {0}",
    "cell c[2](size: small | large) = graph(x) {{ a = x -> {1}  return add(any([a, x -> {0}])) }}",
    """cell c[2](size: small | large) = graph(before, last) {{
      a = before -> fit(last) -> {1}
      return add(pick(1..2, [a, last -> {0}]), fit=project)
    }}""",
)
NETWORKS = (
    "c[1](small) -> c[1..2](small) -> c[2](large)",
    "conv(3, stride=2) -> c[1..2](small) * 3",
    "c[1](small | large) -> stage -> c[1](small) -> stage",
    "twice(stage) -> c[1..2](large) -> stage",
)
REQUIRED = (
    "stride <= 4",
    "1 <= stride <= 8",
    "stride(stage) <= 2",
    "stride >= 1/2",
    "stride == 1",
    "stride(c) < 4",
)


def text_of(rng: Random) -> str:
    def step() -> str:
        body = rng.choice(MERGES[:-1]).format(rng.choice(STEPS), rng.choice(STEPS))
        return f"({body})"

    inner = f"({rng.choice(MERGES).format(step(), step())})"
    return "\n".join(
        [
            'space s "s"',
            "input 64 x 64 x 4",
            "block down = conv(3, stride=2) | max_pool(2, stride=2)",
            "block up = upsample(2) | identity",
            f"block stage = {step()}",
            "block twice(module) = module -> module",
            rng.choice(CELLS).format(inner, step()),
            f"network = {rng.choice(NETWORKS)}",
            *(f"require {bound}" for bound in rng.sample(REQUIRED, rng.choice([1, 1, 2]))),
        ]
    )


def kept(space: SearchSpace, shapes: bool) -> Number | None:
    genotypes = GenotypeSet(space.space)
    bodies, constraints = genotypes.layout.bodies, space.space.constraints
    assert isinstance(bodies, Bodies)
    budget = limits.STATES // 10
    return Genomes(
        genotypes.counts, constraints, space.space.input, bodies, budget, shapes
    ).attempt()


def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    met, rng, features = list[Component](), Random(0), Counter[str]()
    relative = scaling.relative

    def watched(flow: Flow, component: Component, slots: list[str]) -> Component:
        place = relative(flow, component, slots)
        met.extend([place] if place is not component else [])
        return place

    monkeypatch.setattr(scaling, "relative", watched)
    for _ in range(40):
        text = text_of(rng)
        space = loads(text)
        assert not needs_shapes(space.space.constraints, list(space.roots.bodies))
        met.clear()
        one, other = kept(space, shapes=False), kept(space, shapes=True)
        if one is None or other is None:
            continue
        assert one.kept == other.kept, text
        most = kept(loads(text.split("\nrequire")[0]), shapes=False)
        features["counted"] += 1
        features["some"] += bool(met) and most is not None and 0 < one.kept < most.kept
        features["links"] += any(place.chain for place in met)
    assert features["counted"] >= 30
    assert features["some"] >= 25
    assert features["links"] >= 5
