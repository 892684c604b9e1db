"""The tensors that a module takes by their names, known from its structure alone."""

from __future__ import annotations

from collections.abc import Iterator

from nasdsl.program.decisions import Chain, Closure, Decisions, Named, OpenDecision, Optional, Slot
from nasdsl.space.ir import FitTo, Graph, Merge, Operation, Repeat, Sequence, Series, Tensor

INSIDE = -1  # in place of a tensor's number: one that the module itself makes


def enter(decisions: Decisions, graph: Closure, tensor: int, chain: Chain) -> Closure:
    """The result of a graph where a tensor enters; what its bindings take is noted as taken."""
    result = decisions.enter(graph, tensor, chain)
    for bound in result.env.values():
        if isinstance(bound, Named) and bound.made and bound not in graph.env.values():
            note(decisions, bound.made)
    return result


def note(decisions: Decisions, closure: Closure) -> None:
    """Note the named tensors that a module takes as taken.

    Where an open decision says what it takes, that is noted of all that it could take.
    """
    try:
        for named in taken(decisions, closure):
            named.taken = True
    except OpenDecision as reason:
        for bound in closure.env.values():
            for named in bound if isinstance(bound, tuple) else (bound,):
                if isinstance(named, Named) and named.taken is False:
                    named.taken = reason


def taken(decisions: Decisions, closure: Closure, shapes: bool = False) -> Iterator[Named]:
    """The named tensors outside a module that it takes, each as often as it takes it.

    With `shapes`, also those of which it takes the shape alone.
    """
    seen: set[int] = set()
    pending = list(_walk(decisions, closure, shapes))
    while pending:
        named = pending.pop(0)
        if named.tensor != INSIDE:
            yield named
        elif named.made and id(named) not in seen:
            seen.add(id(named))
            pending += _walk(decisions, named.made, shapes)


def _walk(decisions: Decisions, closure: Closure, shapes: bool) -> Iterator[Named]:
    """The named tensors that a module takes, those of graphs in it among them."""
    here, env = closure.here, closure.env
    node = here.node
    match node:
        case Operation():
            return
        case Tensor(slot):
            named = env[slot]
            assert isinstance(named, Named)
            yield named
        case FitTo():
            if shapes:
                yield from _walk(decisions, Closure(here.parts()[0], env), shapes)
        case Sequence():
            for part in here.parts():
                yield from _walk(decisions, Closure(part, env), shapes)
        case Repeat() | Series():
            for again in decisions.repeated(here, env):
                yield from _walk(decisions, again, shapes)
        case Merge():
            for branch in decisions.branches(Closure(here.parts()[1], env), None):
                for item in branch:
                    if isinstance(item, Slot | Optional):
                        raise item.open
                    if isinstance(item, Named):
                        yield item
                    else:
                        yield from _walk(decisions, item, shapes)
        case Graph():
            yield from _walk(decisions, enter(decisions, closure, INSIDE, []), shapes)
        case _:
            yield from _walk(decisions, decisions.inner(here, env, None), shapes)
