"""The tensors that a module takes whatever is decided: the one that enters, and those by name.

A module may also take others; a tensor listed here is taken in every network with that module.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import assert_never

from nasdsl.analysis.reach.places import Closure, Env
from nasdsl.analysis.structure.flow import Flow
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Kind,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Series,
    Size,
    Tensor,
    Unused,
    kind,
)  # fmt: skip
from nasdsl.space.ir import Sequence as Row

Names = frozenset[str]
ENTERING = ""  # among names: the tensor that enters
NONE: Names = frozenset()
ONLY_ENTERING: Names = frozenset([ENTERING])


class SurelyTaken:
    """Finds the tensors that nodes of a space take whatever is decided.

    Args:
        flow: the exact fold of the space, which knows the slots on which each node depends.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._known: dict[object, Names] = {}

    def of(self, node: Node, env: Env) -> Names:
        """The slots of the tensors that a node has as inputs in every network.

        The slot of the tensor that enters the node is `""`.

        Args:
            node: a module or branches.
            env: the modules or branches that slots stand for.
        """
        slots = self._flow.facts(node).slots
        held = [(s, env[s]) for s in slots if isinstance(env.get(s), Closure)]
        key = (node, tuple(held))
        if key not in self._known:
            self._known[key] = self._of(node, dict(held))
        return self._known[key]

    def binding(self, graph: Graph, number: int, env: Env) -> bool:
        """Whether the output of a graph needs a binding of it in every network with this graph.

        Args:
            graph: the graph.
            number: the index of the binding, from 0.
            env: the modules or branches that slots stand for.
        """
        slot, _ = graph.bindings[number]
        return slot in self._needed(graph, number + 1, env)

    def _of(self, node: Node, env: Env) -> Names:
        match node:
            case Operation() | FitTo():
                return ONLY_ENTERING
            case Tensor(slot):
                return frozenset([slot])
            case Row(parts):
                return self._row(parts, env)
            case Repeat(body, times):
                return self._repeated(self.of(body, env), times)
            case Series(times, parts):
                return ONLY_ENTERING & self._any(parts, env) if parts else ONLY_ENTERING
            case Choice(arms):
                return self._any([arm.body for arm in arms], env)
            case Given(_, cases):
                return self._any([body for _, body in cases], env)
            case Let(slot, bound, body, default):
                unchanged = kind(bound) is Kind.VALUE or (default and slot in env)
                return self.of(body, env if unchanged else {**env, slot: self._closure(bound, env)})
            case Part(_, _, body):
                return self.of(body, env)
            case Ref(slot):
                held = env.get(slot)
                return self.of(held.node, dict(held.env)) if isinstance(held, Closure) else NONE
            case Cell(name):
                bodies = [*self._flow.members[name].values()]
                return self._any(bodies, env)
            case Graph(inputs):
                needed = self._needed(node, 0, env)
                entering = ONLY_ENTERING if inputs and inputs[-1] in needed else NONE
                return (needed - {*inputs, *(slot for slot, _ in node.bindings)}) | entering
            case Merge(_, branches):
                return self.of(branches, env)
            case Fork(items):
                return NONE.union(*(self.of(item, env) for item in items))
            case Each(branches, module):
                return self._behind(self.of(branches, env), self.of(module, env))
            case Pick() | Unused() | Const() | Size() | Arithmetic():
                return NONE
            case _:
                assert_never(node)

    def _any(self, nodes: Sequence[Node], env: Env) -> Names:
        """What all of several alternatives take."""
        every = (self.of(node, env) for node in nodes)
        return reduce(lambda names, others: names & others, every)

    def _row(self, parts: Sequence[Node], env: Env) -> Names:
        """What a sequence of modules takes."""
        names = ONLY_ENTERING
        for part in parts:
            names = self._behind(names, self.of(part, env))
        return names

    def _repeated(self, body: Names, times: Node) -> Names:
        """What repetitions take, of which there may be none."""
        if isinstance(times, Const) and isinstance(times.value, int) and times.value > 0:
            return body
        return body & ONLY_ENTERING

    def _behind(self, before: Names, module: Names) -> Names:
        """What a module after others takes, and what they take if it takes their output."""
        return (module - ONLY_ENTERING) | before if ENTERING in module else module

    def _needed(self, graph: Graph, first: int, env: Env) -> Names:
        """What the result of a graph takes, by way of its bindings from `first` on."""
        needed = self.of(graph.result, env)
        for slot, body in reversed(graph.bindings[first:]):
            if slot in needed:
                needed |= self.of(body, env)
        return needed

    def _closure(self, bound: Node, env: Env) -> Closure:
        """The module or branches that a slot stands for."""
        slots = self._flow.facts(bound).slots
        return Closure(bound, tuple((s, env[s]) for s in slots if s in env), None, False, ())
