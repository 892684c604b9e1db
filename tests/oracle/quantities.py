"""What `require` speaks of, measured of one genome: what the fold over all genomes is checked with.

It follows the decisions of one genome from the input on and knows nothing of the fold.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from nasdsl.genome.layout import GenomeLayout
from nasdsl.ops import MERGES, OPERATIONS, ShapeError, State, merging, resolve_arguments
from nasdsl.program import references
from nasdsl.program.decisions import Chain, DecidedClosure, Decisions, NamedTensor
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.space.constraints import Bound
from nasdsl.space.ir import (
    Cell,
    FitTo,
    Graph,
    Merge,
    Operation,
    Part,
    Repeat,
    Sequence,
    Series,
    Tensor,
)  # fmt: skip

SIZES = ("height", "width", "channels")


@dataclass(eq=False)
class Spot:
    """A tensor: its shape if it has one, its stride, and what led to it."""

    state: State | None
    stride: Fraction
    before: tuple[Spot, ...] = ()
    operation: bool = False
    broken: bool = False

    def depth(self, roots: set[int]) -> int:
        """Operations on the longest way from one of some tensors."""
        if id(self) in roots:
            return 0
        return int(self.operation) + max((s.depth(roots) for s in self.before), default=0)


@dataclass
class Totals:
    nodes: int = 0
    edges: int = 0


@dataclass
class Measuring:
    """One genome, followed; `keeps` and `fails` say what became of it."""

    roots: GenomeLayout
    bounds: tuple[Bound, ...]
    genome: list[int]
    totals: Totals = field(default_factory=Totals)
    spots: dict[int, Spot] = field(default_factory=dict[int, Spot])
    outputs: dict[NamedTensor, Spot] = field(default_factory=dict[NamedTensor, Spot])

    def measured(self, state: State) -> tuple[bool, bool]:
        """Whether the genome keeps all bounds, and whether its shapes fail."""
        self.decisions = Decisions(self.roots, dict(enumerate(self.genome)))
        start = self.checked(Spot(state, Fraction(1)))
        try:
            out = self.run(self.decisions.start(), start, [])
        except InvalidNetwork:
            raise AssertionError("structure alone has no shapes") from None
        broken = out.broken
        for bound in self.bounds:
            if bound.subject is None:
                match bound.quantity:
                    case "depth":
                        broken |= not bound.keeps(out.depth(set()))
                    case "nodes" | "edges":
                        broken |= not bound.keeps(getattr(self.totals, bound.quantity))
                    case _:
                        pass
        return not broken, out.state is None

    def checked(self, spot: Spot) -> Spot:
        for bound in self.bounds:
            if bound.subject is None:
                value = self.value(spot, bound.quantity)
                spot.broken |= value is not None and not bound.keeps(value)
        return spot

    def value(self, spot: Spot, quantity: str) -> Any:
        if quantity == "stride":
            return spot.stride
        if quantity in SIZES and spot.state is not None:
            return getattr(spot.state, quantity)
        return None

    def whole(
        self, closure: DecidedClosure, entering: Spot, chain: Chain, name: str, member: Any
    ) -> Spot:
        """The output of a use of a definition, with the bounds on it."""
        before = replace(self.totals)
        known = {id(spot) for spot in self.spots.values()} | {id(entering)}
        out = self.run(closure, entering, chain)
        after = Totals(self.totals.nodes - before.nodes, self.totals.edges - before.edges)
        broken = out.broken
        for bound in self.bounds:
            if bound.subject is not None and bound.subject.covers(name, member):
                value = {
                    "nodes": after.nodes,
                    "edges": after.edges,
                    "depth": out.depth(known),
                }.get(bound.quantity, self.value(out, bound.quantity))
                broken |= value is not None and not bound.keeps(value)
        if broken == out.broken:
            return out
        return Spot(out.state, out.stride, (out,), broken=True)

    # tensors are numbered, since chains and names know them by numbers

    def numbered(self, spot: Spot) -> int:
        self.spots[len(self.spots)] = spot
        return len(self.spots) - 1

    def spot(self, named: NamedTensor) -> Spot:
        """What a name stands for: the output of the module that gives it, or what it was given."""
        return self.outputs.get(named) or self.spots[named.tensor]

    def run(self, closure: DecidedClosure, entering: Spot, chain: Chain) -> Spot:
        here, env = closure.occurrence, closure.env
        node = here.node
        match node:
            case Operation():
                return self.apply(closure, entering)
            case Tensor(slot):
                return self.take(env[slot], entering)
            case FitTo(tensor):
                assert isinstance(tensor, Tensor)
                named = env[tensor.slot]
                assert isinstance(named, NamedTensor)
                like = self.spot(named)
                state = None
                if entering.state and like.state:
                    try:
                        merging.fitting(entering.state, like.state)
                        state = like.state
                    except ShapeError:
                        pass
                spot = Spot(state, like.stride, (entering,), True, entering.broken or like.broken)
                return self.checked(spot)
            case Sequence():
                return self.row(
                    [DecidedClosure(part, env) for part in here.children()], entering, chain
                )
            case Repeat() | Series():
                return self.row(self.decisions.repeated(here, env), entering, chain)
            case Merge():
                return self.merge(closure, entering)
            case Graph():
                return self.graph(closure, entering, chain)
            case Part(name):
                inner = self.decisions.inner(here, env, entering.state)
                return self.whole(inner, entering, chain, name, None)
            case Cell(name):
                member = self.decisions.value(here.children()[0], env, entering.state)
                inner = self.decisions.inner(here, env, entering.state)
                return self.whole(inner, entering, chain, name, member)
            case _:
                return self.run(self.decisions.inner(here, env, entering.state), entering, chain)

    def row(self, items: Any, spot: Spot, chain: Chain) -> Spot:
        for item in items:
            named = isinstance(item, NamedTensor)
            spot = self.take(item, spot) if named else self.run(item, spot, chain)
        return spot

    def take(self, named: Any, entering: Spot) -> Spot:
        self.totals.edges += 1
        spot = self.spot(named)
        broken = spot.broken or entering.broken
        state = spot.state if entering.state else None
        if (state, broken) == (spot.state, spot.broken):
            return spot
        return Spot(state, spot.stride, (spot,), broken=broken)

    def apply(self, closure: DecidedClosure, entering: Spot) -> Spot:
        node, here = closure.occurrence.node, closure.occurrence
        assert isinstance(node, Operation)
        given: dict[str, Any] = {
            name: self.decisions.value(part, closure.env, entering.state)
            for (name, _), part in zip(node.args, here.children(), strict=True)
        }
        if node.name == "identity":
            return entering
        stride = entering.stride
        match node.name:
            case "upsample":
                stride /= given.get("factor", 2)
            case "transposed_conv":
                stride /= given.get("stride", 1)
            case _:
                stride *= given.get("stride", 1)
        state = None
        if entering.state:
            try:
                op = node.added or OPERATIONS[node.name]
                state = op.shape(entering.state, resolve_arguments(op, given, entering.state))
                if node.name == "fit":
                    merging.fitting(entering.state, state)
            except ShapeError:
                state = None
        return self.checked(Spot(state, stride, (entering,), True, entering.broken))

    def merge(self, closure: DecidedClosure, entering: Spot) -> Spot:
        node, here = closure.occurrence.node, closure.occurrence
        assert isinstance(node, Merge)
        how, forked = here.children()
        way = str(self.decisions.value(how, closure.env, entering.state))
        branches = self.decisions.branches(DecidedClosure(forked, closure.env), entering.state)
        outs = [self.row(branch, entering, []) for branch in branches]
        if len(outs) < 2:
            return outs[0] if outs else entering
        strides = [out.stride for out in outs]
        stride = max(strides) if node.fit == "project" else min(strides)
        spot = Spot(None, stride, tuple(outs), broken=any(out.broken for out in outs))
        states = [out.state for out in outs if out.state]
        if len(states) == len(outs):
            try:
                adapters = merging.adapters(way, node.fit, states)
                fitted = [a.state if a else s for a, s in zip(adapters, states, strict=True)]
                for state in (*fitted, MERGES[way].state(fitted)):
                    spot.state = state
                    self.checked(spot)
            except ShapeError:
                pass
        return self.checked(spot)

    def graph(self, closure: DecidedClosure, entering: Spot, chain: Chain) -> Spot:
        node = closure.occurrence.node
        assert isinstance(node, Graph)
        result = self.decisions.enter(closure, self.numbered(entering), chain)
        self.totals.nodes += len(node.bindings)
        bindings = [result.env[slot] for slot, _ in node.bindings]
        consumption = self.decisions.consumption
        before = [(named, consumption.consumed(named)) for named in names(result)]
        for named in bindings:
            assert isinstance(named, NamedTensor)
            assert named.made
            self.outputs[named] = self.run(named.made, entering, [])
            self.numbered(self.outputs[named])
        for named, taken in before:  # those that are dropped took nothing
            consumption.note(named, taken)
        references.settle_references(self.decisions, closure, result)
        out = self.run(result, entering, [])
        references.note(self.decisions, result)
        return out


def names(closure: DecidedClosure) -> list[NamedTensor]:
    """The tensors that have names in a graph."""
    held = list(closure.env.values())
    listed = [named for each in held if isinstance(each, tuple) for named in each]
    return [*(each for each in held if isinstance(each, NamedTensor)), *listed]
