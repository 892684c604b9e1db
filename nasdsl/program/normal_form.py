"""The normal form of a network: a graph without what has no effect on the output.

The rules are in `docs/hash.md`; what has no effect follows from `nasdsl.ops.algebra`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nasdsl.ops import MERGES, MergeKind, Zeros
from nasdsl.program.graph import Apply, Loop, Program, Select, State, Step
from nasdsl.program.terms import Edge, Nodes, merge_of_terms


@dataclass(frozen=True, slots=True)
class LabelledGraph:
    """A graph whose nodes, in topological order, have labels; the last node is the output.

    Args:
        heads: the label of each node: operation and arguments.
        edges: the inputs of each node: pairs of a label and the number of a node. The label is the
            place among the inputs or, where their order does not matter, how often it is taken.
        work: what making it took: how many terms of merges were listed.
    """

    heads: Sequence[str]
    edges: Sequence[Sequence[Edge]]
    work: int


def normal_form(program: Program) -> LabelledGraph:
    """The graph of a program without open decisions, without what has no effect on the output."""
    form = _NormalForm(program)
    return form.reached(form.node_of[program.output])


class _Facts(NamedTuple):
    """What is known of an operation for given arguments and input state."""

    head: str
    identity: bool
    zeros: Zeros
    own: bool


class _NormalForm:
    """Builds the normal form; equal computations without parameters share a node."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.nodes = Nodes(sum(1 + len(step.inputs) for step in program.steps))
        self.zeros: set[int] = set()
        self._facts: dict[object, _Facts] = {}
        self.node_of = [self.nodes.add(f"input {state}", ()) for state in program.inputs]
        for step in program.steps:
            self.node_of.append(self._node(step))

    def reached(self, output: int) -> LabelledGraph:
        """The graph of the nodes on which the output depends."""
        needed, edges = {output}, self.nodes.edges
        for node in range(output, -1, -1):
            if node in needed:
                needed.update([source for _, source in edges[node]])
        if len(needed) == len(edges):
            return LabelledGraph(self.nodes.heads, edges, self.nodes.listed)
        number = {node: n for n, node in enumerate(sorted(needed))}
        left = [[(label, number[n]) for label, n in edges[node]] for node in number]
        return LabelledGraph([self.nodes.heads[n] for n in number], left, self.nodes.listed)

    def _node(self, step: Step) -> int:
        match step:
            case Apply():
                merge = MERGES.get(step.op)
                return self._merged(merge, step) if merge else self._applied(step)
            case Select() | Loop():
                raise AssertionError("a network has no open decisions")

    def _applied(self, step: Apply) -> int:
        (tensor,) = step.inputs
        node, facts = self.node_of[tensor], self._facts_of(step, self.program.state(tensor))
        if facts.identity:
            return node
        if facts.zeros is Zeros.MADE or (facts.zeros is Zeros.KEPT and node in self.zeros):
            return self._zeros(step.state)
        add = self.nodes.add if facts.own else self.nodes.share
        return add(facts.head, ((0, node),))

    def _facts_of(self, step: Apply, before: State) -> _Facts:
        key = step.op, step.args, before
        if key not in self._facts:
            op, args = step.known, dict(step.args)
            assert op is not None
            self._facts[key] = _Facts(
                f"{step.op} {' '.join(f'{name}={value}' for name, value in step.args)}",
                op.identity(before, step.state, args),
                op.zeros(args),
                op.random or bool(op.weights(before, step.state, args)),
            )
        return self._facts[key]

    def _merged(self, merge: MergeKind, step: Apply) -> int:
        branches = self._branches(merge, step)
        if not branches:
            return self._zeros(step.state)
        if len(branches) == 1 or (merge.idempotent and len(set(branches)) == 1):
            return branches[0]
        if not merge.commutative:
            return self.nodes.share(merge.name, tuple(enumerate(branches)))
        if not merge.associative:
            counts = Counter(branches)
            return self.nodes.share(merge.name, tuple((counts[n], n) for n in sorted(counts)))
        return merge_of_terms(self.nodes, merge, branches)

    def _branches(self, merge: MergeKind, step: Apply) -> list[int]:
        """The branches that matter to a merge; none if its result is zeros."""
        nodes = [self.node_of[tensor] for tensor in step.inputs]
        others = [t for t, node in zip(step.inputs, nodes, strict=True) if node not in self.zeros]
        if len(others) == len(nodes) or merge.zeros is Zeros.LOST:
            return nodes
        if merge.zeros is Zeros.ABSORBING or not others:
            return []
        if merge.zeros is not Zeros.DROPPED:
            return nodes
        fits = merge.state([self.program.state(t) for t in others]) == step.state
        return [self.node_of[t] for t in others] if fits else nodes

    def _zeros(self, state: State) -> int:
        node = self.nodes.share(f"zeros {state}", ())
        self.zeros.add(node)
        return node
