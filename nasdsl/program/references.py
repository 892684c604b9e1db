"""The tensors that a module takes by their names, known from its structure alone."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Many

from nasdsl.program.decisions import Chain, Closure, Decisions, Named
from nasdsl.space.ir import FitTo, Graph, Merge, Operation, Repeat, Sequence, Series, Tensor

INSIDE = -1  # in place of a tensor's number: one that the module itself makes


def enter(decisions: Decisions, graph: Closure, tensor: int, chain: Chain) -> Closure:
    """The result of a graph where a tensor enters; what is taken in it is noted as taken."""
    result = decisions.enter(graph, tensor, chain)
    settle(decisions, graph, result)
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


def _beside(decisions: Decisions, result: Closure, own: Many[Named]) -> set[Named]:
    """What a result takes if all that it lists as unused is taken elsewhere."""
    named = [each for each in result.env.values() if isinstance(each, Named)]
    named += [n for each in result.env.values() if isinstance(each, tuple) for n in each]
    before = [each.taken for each in named]
    for each in named:
        each.taken = True
    found = set(taken(decisions, result, own=own))
    for each, was in zip(named, before, strict=True):
        each.taken = was
    return found


def taken(
    decisions: Decisions, closure: Closure, shapes: bool = False, own: Many[Named] = ()
) -> Iterator[Named]:
    """The named tensors outside a module, or its `own`, that it takes, each as often as it does.

    With `shapes`, also those of which it takes the shape alone.
    """
    seen: set[int] = set()
    pending = list(_walk(decisions, closure, shapes))
    while pending:
        named = pending.pop(0)
        if named.tensor != INSIDE or named in own:
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
                    if isinstance(item, Named):
                        yield item
                    else:
                        yield from _walk(decisions, item, shapes)
        case Graph():
            yield from _walk(decisions, enter(decisions, closure, INSIDE, []), shapes)
        case _:
            yield from _walk(decisions, decisions.inner(here, env, None), shapes)
