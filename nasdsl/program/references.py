"""The tensors that a module takes by their names, known from its structure alone."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Many

from nasdsl.program.decisions import Chain, Closure, Decisions, Named, OpenDecision, Optional, Slot
from nasdsl.space.ir import FitTo, Graph, Merge, Operation, Repeat, Sequence, Series, Tensor

INSIDE = -1  # in place of a tensor's number: one that the module itself makes


def enter(decisions: Decisions, graph: Closure, tensor: int, chain: Chain) -> Closure:
    """The result of a graph where a tensor enters; what is taken in it is noted as taken."""
    result = decisions.enter(graph, tensor, chain)
    try:
        settle(decisions, graph, result)
    except OpenDecision as reason:
        _unsure(result, reason)
    return result


def settle(decisions: Decisions, graph: Closure, result: Closure) -> None:
    """Note what is taken in a graph: by its result, and by the bindings that are not dropped.

    What the result lists as unused it does not take. A binding refers to earlier ones alone, so
    the last one is judged first.
    """
    inner = [bound for bound in result.env.values() if bound not in graph.env.values()]
    own = [bound for bound in inner if isinstance(bound, Named) and bound.made]
    for named in _beside(decisions, result, own):
        named.taken = True
    needed = set(taken(decisions, result, own=own))
    for named in reversed(own):
        if named in needed and named.made:
            found = set(taken(decisions, named.made, own=own))
            needed |= found
            for each in found:
                each.taken = True


def note(decisions: Decisions, closure: Closure) -> None:
    """Note the named tensors that a module takes as taken."""
    try:
        for named in taken(decisions, closure):
            named.taken = True
    except OpenDecision as reason:
        _unsure(closure, reason)


def _unsure(closure: Closure, reason: OpenDecision) -> None:
    """Note that an open decision says whether a module takes what it can refer to."""
    for named in _within_reach(closure):
        if named.taken is False:
            named.taken = reason


def _within_reach(closure: Closure) -> list[Named]:
    """The named tensors to which a module can refer."""
    bound = [each if isinstance(each, tuple) else (each,) for each in closure.env.values()]
    return [each for row in bound for each in row if isinstance(each, Named)]


def _beside(decisions: Decisions, result: Closure, own: Many[Named]) -> set[Named]:
    """What a result takes if all that it lists as unused is taken elsewhere."""
    named = _within_reach(result)
    before = [each.taken for each in named]
    for each in named:
        each.taken = True
    try:
        return set(taken(decisions, result, own=own))
    finally:
        for each, was in zip(named, before, strict=True):
            each.taken = was


def taken(decisions: Decisions, closure: Closure, own: Many[Named] = ()) -> Iterator[Named]:
    """The named tensors outside a module, or its `own`, that it takes, each as often as it does.

    Those of which it takes the shape alone it does not take.
    """
    seen: set[int] = set()
    pending = list(_walk(decisions, closure))
    while pending:
        named = pending.pop(0)
        if named.tensor != INSIDE or named in own:
            yield named
        elif named.made and id(named) not in seen:
            seen.add(id(named))
            pending += _walk(decisions, named.made)


def _walk(decisions: Decisions, closure: Closure) -> Iterator[Named]:
    """The named tensors that a module takes, those of graphs in it among them."""
    here, env = closure.here, closure.env
    node = here.node
    match node:
        case Operation() | FitTo():
            return
        case Tensor(slot):
            named = env[slot]
            assert isinstance(named, Named)
            yield named
        case Sequence():
            for part in here.parts():
                yield from _walk(decisions, Closure(part, env))
        case Repeat() | Series():
            for again in decisions.repeated(here, env):
                yield from _walk(decisions, again)
        case Merge():
            for branch in decisions.branches(Closure(here.parts()[1], env), None):
                for item in branch:
                    if isinstance(item, Slot | Optional):
                        raise item.open
                    if isinstance(item, Named):
                        yield item
                    else:
                        yield from _walk(decisions, item)
        case Graph():
            yield from _walk(decisions, enter(decisions, closure, INSIDE, []))
        case _:
            yield from _walk(decisions, decisions.inner(here, env, None))
