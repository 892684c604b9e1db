"""What random specs have in them, as two tables.

`PYTHONPATH=tests .venv/bin/python -m oracle.coverage --specs N --seed S` prints how many
specs have each thing that laws have to meet, and how often a node of each kind stood inside one of
each other kind, of all nodes that differ.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from nasdsl.errors import NasdslError
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.space.ir import Graph, Node, Pick, Repeat, children
from oracle.generate.required import required
from oracle.generate.specs import followed_specs, picked_specs, specs
from oracle.genotypes import TooMany, found
from oracle.normal_forms import TooManyOrders

LET = re.compile(r"^let (\w+) = ", re.MULTILINE)
MOST = 200  # genotypes of a spec
KINDS = (
    "Sequence", "Choice", "Let", "Given", "Part", "Repeat", "Series", "Graph", "Merge", "Fork",
    "Each", "Pick",
)  # fmt: skip
INSIDE = (*KINDS, "Operation", "Arithmetic", "Ref", "Size", "Const", "Tensor", "FitTo", "Cell")
THINGS = (
    "followed through let", "followed through given", "followed through a default",
    "followed through arithmetic", "followed through an argument", "followed through a gene",
    "followed through a cell's parameter", "nothing repeated", "nothing picked",
    "a name that is repeated", "a name behind branches", "a default that no use takes",
    "a scale of widths and repetitions", "recursion over what is decided",
    "a pick of decided number under a bound", "a chain of all earlier ones under a bound",
)  # fmt: skip


@dataclass
class Coverage:
    """What was met in random specs.

    Args:
        specs: how many there were.
        things: for each thing, in how many specs it was.
        inside: for each kind of node and each other, how often the second stood in the first.
    """

    specs: int = 0
    things: Counter[str] = field(default_factory=Counter[str])
    inside: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def met(self, text: str) -> None:
        """Count a spec, if it is one."""
        spec = parse(Source("random.nas", text))
        try:
            space = SearchSpace(spec)
            features = set(found(spec, MOST).features) if not space.space.constraints.bounds else ()
            features = {*features, *_of(space, text)}
        except (NasdslError, TooMany, TooManyOrders):
            return
        self.specs += 1
        self.things.update(features)
        for node in _nodes(space):
            kinds = {type(inner).__name__ for inner in _inner(node)}
            self.inside.update((type(node).__name__, kind) for kind in kinds)

    def table(self) -> str:
        """Both tables, as text."""
        lines = [f"{self.things[thing]:6d}  {thing}" for thing in THINGS]
        width = max(map(len, KINDS))
        lines += ["", f"{'':{width}} " + " ".join(f"{kind[:7]:>7}" for kind in INSIDE)]
        for outer in KINDS:
            row = " ".join(f"{self.inside[outer, inner]:7d}" for inner in INSIDE)
            lines.append(f"{outer:{width}} {row}")
        return "\n".join([f"{self.specs} specs", *lines])


def _of(space: SearchSpace, text: str) -> set[str]:
    """What a space has that the oracle does not tell."""
    nodes = _nodes(space)
    bounded = bool(space.space.constraints.bounds)
    picks = any(isinstance(node, Pick) and len(node.numbers) > 1 for node in nodes)
    chains = any(isinstance(node, Graph) and node.earlier for node in nodes)
    told = {
        "nothing repeated": any(isinstance(n, Repeat) and not n.most for n in nodes),
        "nothing picked": "pick(0" in text,
        "a scale of widths and repetitions": any(_scales(name, text) for name in LET.findall(text)),
        "a pick of decided number under a bound": bounded and picks,
        "a chain of all earlier ones under a bound": bounded and chains,
    }
    return {thing for thing, holds in told.items() if holds}


def _scales(name: str, text: str) -> bool:
    """Whether a name says how wide something is and how often it stands there."""
    wide = re.search(rf"filters=[^,)]*\b{name}\b", text)
    return bool(wide and re.search(rf"\) \* \(?{name}\b", text))


def _nodes(space: SearchSpace) -> set[Node]:
    genes = [gene.node for gene in space.space.genes.values()]
    roots = [*space.space.bodies(), *genes]
    return {node for root in roots for node in (root, *_inner(root))}


def _inner(node: Node) -> set[Node]:
    """All that stands in a node."""
    inner, pending = set[Node](), list(children(node))
    while pending:
        if (each := pending.pop()) not in inner:
            inner.add(each)
            pending += children(each)
    return inner


def coverage(number: int, start: int, before: Coverage | None = None) -> Coverage:
    """What so many random specs of each sort have in them, with what was met before."""
    result = before or Coverage()
    for sort in (specs(MOST), picked_specs(), followed_specs(), required()):
        _met(result, sort, number, start)
    return result


def _met(result: Coverage, texts: st.SearchStrategy[str], number: int, start: int) -> None:
    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    def meet(text: str) -> None:
        result.met(text)

    meet()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--specs", type=int, default=100, help="of each sort")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    print(coverage(asked.specs, asked.seed).table())
