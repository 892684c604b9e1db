"""What each use of a definition costs, measured by another way than paths: what was made inside.

Decisions of one genome are followed from the input on, every binding where it stands; what a use
costs is the sum over the tensors made while it was followed from which the output is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

from nasdsl import ops
from nasdsl.ops import OPERATIONS, State, merging, resolve_arguments
from nasdsl.program.bindings import Chain, DecidedClosure
from nasdsl.program.decisions import Decisions
from nasdsl.space.constraints import Subject
from nasdsl.space.ir import Merge, Operation
from oracle.quantities import Measuring, Spot

Costs = tuple[int, int, int]  # params, macs, memory
Use = tuple[str, Any, list[Spot]]


@dataclass
class Costing(Measuring):
    """One genome whose shapes do not fail, with what each of its operations costs."""

    costs: dict[int, list[Costs]] = field(default_factory=dict[int, list[Costs]])
    kept: list[Spot] = field(default_factory=list[Spot])
    around: list[Use] = field(default_factory=list[Use])
    uses: list[Use] = field(default_factory=list[Use])

    def output(self, state: State) -> Spot:
        """Follow the genome from an input of this state on."""
        self.decisions = Decisions(self.roots, dict(enumerate(self.genome)))
        return self.run(self.decisions.start(), Spot(state, Fraction(1)), [])

    def of(self, subject: Subject, output: Spot) -> list[Costs]:
        """What each use of a definition costs, in any order."""
        reached = {id(spot) for spot in reachable(output)}
        return [
            total(c for spot in spots if id(spot) in reached for c in self.costs[id(spot)])
            for name, member, spots in self.uses
            if subject.covers(name, member)
        ]

    def whole(
        self, closure: DecidedClosure, entering: Spot, chain: Chain, name: str, member: Any
    ) -> Spot:
        use: Use = (name, member, [])
        self.uses.append(use)
        self.around.append(use)
        out = super().whole(closure, entering, chain, name, member)
        self.around.pop()
        return out

    def apply(self, closure: DecidedClosure, entering: Spot) -> Spot:
        out = super().apply(closure, entering)
        node, before, after = closure.occurrence.node, entering.state, out.state
        assert isinstance(node, Operation)
        if out is entering or before is None or after is None:
            return out
        if node.name == "fit":
            return self.made(out, [adapted(before, after)])
        given: dict[str, Any] = {
            name: self.decisions.value(part, closure.env, before)
            for (name, _), part in zip(node.args, closure.occurrence.children(), strict=True)
        }
        return self.made(out, [applied(node.name, given, before, after)])

    def run(self, closure: DecidedClosure, entering: Spot, chain: Chain) -> Spot:
        out = super().run(closure, entering, chain)
        if type(closure.occurrence.node).__name__ == "FitTo" and entering.state and out.state:
            self.made(out, [adapted(entering.state, out.state)])
        return out

    def merge(self, closure: DecidedClosure, entering: Spot) -> Spot:
        out = super().merge(closure, entering)
        node = closure.occurrence.node
        assert isinstance(node, Merge)
        branches = self.decisions.branches(
            DecidedClosure(closure.occurrence.children()[1], closure.env), entering.state
        )
        if not branches and entering.state:
            zeros = Spot(entering.state, entering.stride, (entering,))
            return self.made(zeros, [(0, 0, 4 * prod(entering.state))])
        if len(branches) < 2 or out.state is None:
            return out
        states = [spot.state for spot in out.before if spot.state]
        way = self.decisions.value(closure.occurrence.children()[0], closure.env, entering.state)
        adapters = merging.adapters(str(way), node.fit, states)
        fits = [adapted(s, a.state, a.op) for s, a in zip(states, adapters, strict=True) if a]
        return self.made(out, [*fits, (0, 0, 4 * prod(out.state))])

    def made(self, spot: Spot, costs: list[Costs]) -> Spot:
        self.costs[id(spot)] = costs
        self.kept.append(spot)  # so that no other one gets its id
        for _, _, spots in self.around:
            spots.append(spot)
        return spot


def applied(name: str, given: dict[str, Any], before: State, after: State) -> Costs:
    op = OPERATIONS[name]
    args = resolve_arguments(op, given, before)
    params = ops.total(op.weights(before, after, args))
    return params, op.macs(before, after, args), 4 * (params + prod(after))


def adapted(before: State, after: State, op: str = "conv") -> Costs:
    """Repeated positions and a 1x1 convolution without bias, or zeros around, where needed."""
    if op == "pad":
        return 0, 0, 4 * prod(after) if before != after else 0
    costs: list[Costs] = []
    for step in merging.fitting(before, after):
        made = (0, 0, 4 * prod(step.state))
        args = dict(step.args)
        costs.append(made if step.op == "repeat" else applied(step.op, args, before, step.state))
        before = step.state
    return total(iter(costs))


def reachable(output: Spot) -> Iterator[Spot]:
    seen, pending = set[int](), [output]
    while pending:
        spot = pending.pop()
        if id(spot) not in seen:
            seen.add(id(spot))
            yield spot
            pending += spot.before


def total(costs: Iterator[Costs]) -> Costs:
    params, macs, memory = [sum(each) for each in zip((0, 0, 0), *costs, strict=True)]
    return params, macs, memory
