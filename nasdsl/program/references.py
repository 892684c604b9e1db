"""Which named tensors a module takes, found from its nodes before it is planned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from nasdsl.program.bindings import Chain, DecidedClosure, NamedTensor, OpenDecision, Optional, Slot
from nasdsl.program.decisions import Decisions
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
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Sequence,
    Series,
    Size,
    Tensor,
    Unused,
    children,
    per_node,
)

INSIDE = -1  # in place of a tensor's number: one that the module itself makes


def enter(decisions: Decisions, graph: DecidedClosure, tensor: int, chain: Chain) -> DecidedClosure:
    """The module after `return` of a graph, for planning; what the graph consumes is recorded.

    Args:
        decisions: the values of known decisions, and the records of consumed tensors.
        graph: the graph, and what its slots stand for.
        tensor: the number of the tensor that enters.
        chain: the outputs of the earlier links of the chain.
    """
    result = decisions.enter(graph, tensor, chain)
    try:
        settle_references(decisions, graph, result)
    except OpenDecision as reason:
        _note_open(decisions, result, reason)
    return result


def settle_references(
    decisions: Decisions, graph: DecidedClosure, result: DecidedClosure
) -> set[NamedTensor]:
    """Record which named tensors a graph consumes: those that its output depends on.

    Tensors after `return` that are only listed in `unused` do not count. Bindings are examined from
    the last to the first, since each refers to earlier ones alone.

    Args:
        decisions: the values of known decisions, and the records of consumed tensors.
        graph: the graph, and what its slots stand for.
        result: the module after `return`.

    Returns:
        The consumed tensors that are named outside of the graph.
    """
    inner = {bound for bound in _within_reach(result) if bound not in _within_reach(graph)}
    own = [
        bound for bound in result.env.values() if isinstance(bound, NamedTensor) and bound in inner
    ]
    beside = _taken_elsewhere(decisions, result) if _may_list_unused(result) else None
    consumed = set(_walk(decisions, result))
    for named in consumed if beside is None else beside:
        decisions.consumption.note(named)
    for named in reversed(own):
        if named in consumed and named.made:
            more = set(_walk(decisions, named.made))
            consumed |= more
            for tensor in more:
                decisions.consumption.note(tensor)
    return consumed - inner


def note(decisions: Decisions, closure: DecidedClosure) -> None:
    """Record that the named tensors which a module takes are consumed.

    Args:
        decisions: the values of known decisions, and the records of consumed tensors.
        closure: the module, and what its slots stand for.
    """
    try:
        for named in _walk(decisions, closure):
            decisions.consumption.note(named)
    except OpenDecision as reason:
        _note_open(decisions, closure, reason)


def _note_open(decisions: Decisions, closure: DecidedClosure, reason: OpenDecision) -> None:
    """Note that it depends on an open decision which tensors a module takes."""
    for named in _within_reach(closure):
        if decisions.consumption.consumed(named) is False:
            decisions.consumption.note(named, reason)


def _within_reach(closure: DecidedClosure) -> list[NamedTensor]:
    """All named tensors to which a module can refer."""
    bound = [item if isinstance(item, tuple) else (item,) for item in closure.env.values()]
    return [tensor for row in bound for tensor in row if isinstance(tensor, NamedTensor)]


def _taken_elsewhere(decisions: Decisions, result: DecidedClosure) -> set[NamedTensor]:
    """What a result takes if all that it lists as unused is taken elsewhere."""
    mark = decisions.consumption.mark()
    for named in _within_reach(result):
        decisions.consumption.note(named)
    try:
        return set(_walk(decisions, result))
    finally:
        decisions.consumption.rewind(mark)


def _may_list_unused(closure: DecidedClosure) -> bool:
    """Whether `unused` occurs in a module, or in modules to which it refers."""
    named = (
        bound.occurrence.node for bound in closure.env.values() if isinstance(bound, DecidedClosure)
    )
    return any(map(_lists_unused, (closure.occurrence.node, *named)))


@per_node
def _lists_unused(node: Node) -> bool:
    return isinstance(node, Unused) or any(map(_lists_unused, children(node)))


def _walk(decisions: Decisions, closure: DecidedClosure) -> Iterator[NamedTensor]:
    """The named tensors that a module takes, those of graphs inside it left out."""
    occurrence, env = closure.occurrence, closure.env
    node = occurrence.node
    match node:
        case Operation() | FitTo():
            return
        case Tensor(slot):
            named = env[slot]
            assert isinstance(named, NamedTensor)
            yield named
        case Sequence():
            for part in occurrence.children():
                yield from _walk(decisions, DecidedClosure(part, env))
        case Repeat() | Series():
            for again in decisions.repeated(occurrence, env):
                yield from _walk(decisions, again)
        case Merge():
            for branch in decisions.branches(DecidedClosure(occurrence.children()[1], env), None):
                for item in branch:
                    if isinstance(item, Slot | Optional):
                        raise item.open
                    if isinstance(item, NamedTensor):
                        yield item
                    else:
                        yield from _walk(decisions, item)
        case Graph():
            result = decisions.enter(closure, INSIDE, [])
            yield from settle_references(decisions, closure, result)
        case (
            Const() | Size() | Arithmetic() | Ref() | Choice() | Let() | Given() | Part() | Fork()
            | Each() | Pick() | Unused() | Cell()
        ):  # fmt: skip
            yield from _walk(decisions, decisions.inner(occurrence, env, None))
        case _:
            assert_never(node)
