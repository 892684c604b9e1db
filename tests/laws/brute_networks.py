"""Networks as nested terms: shapes, costs and normal forms, worked out anew for the laws.

Nothing here comes from nasdsl. A term is a row of operations and merges, a merge a tuple of terms
that start from one tensor; every operation and merge carries the state (height, width, channels)
that it gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from brute_operations import Constant, Failure, State, arguments, cost_of, is_identity, shape

Arguments = tuple[tuple[str, Constant], ...]  # sorted by name
Form = tuple[object, ...]


class Op(NamedTuple):
    """An operation with all its arguments."""

    name: str
    args: Arguments
    state: State


class Merge(NamedTuple):
    """Terms that start from one tensor, merged."""

    kind: str
    branches: tuple[Term, ...]
    state: State


Term = tuple["Op | Merge", ...]

KINDS = ("add", "concat", "multiply", "mean", "max")


def end(term: Term, state: State) -> State:
    """The state that a term gives."""
    return term[-1].state if term else state


# operations


def operation(name: str, given: Mapping[str, Constant], state: State) -> Term:
    """The term of an operation on a tensor: none for an identity."""
    args = arguments(name, given, state)
    after = shape(name, args, state)
    if name == "fit":
        return adapted(state, after)
    return () if name == "identity" else (Op(name, tuple(sorted(args.items())), after),)


def adapted(before: State, after: State) -> Term:
    """A 1 x 1 convolution from one state to another, with the least strides that lead there."""
    if before == after:
        return ()
    strides = [
        next((s for s in range(1, b + 1) if len(range(0, b, s)) == a), None)
        for b, a in zip(before[:2], after[:2], strict=True)
    ]
    if None in strides:
        raise Failure(f"no stride leads from {before} to {after}")
    named = {"filters": after[2], "stride_height": strides[0], "stride_width": strides[1]}
    return (Op("fit", tuple(sorted((k, v) for k, v in named.items() if v is not None)), after),)


# merges


def merged(kind: str, fit: str, branches: Sequence[Term], state: State) -> Term:
    """The term of a merge of terms that all start from a tensor of this state."""
    if not branches:
        return (Op("zero", (("stride", 1),), state),)
    if len(branches) == 1:
        return branches[0]
    ends = [end(branch, state) for branch in branches]
    if fit == "error":
        _check(kind, ends)
        adapters: list[Term] = [() for _ in ends]
    else:
        choose = min if fit == "project" else max
        height, width = choose(e[0] for e in ends), choose(e[1] for e in ends)
        widest = max(e[2] for e in ends)
        aims = [(height, width, e[2] if kind == "concat" else widest) for e in ends]
        way = adapted if fit == "project" else _padded
        adapters = [way(e, aim) for e, aim in zip(ends, aims, strict=True)]
    fitted = tuple(b + a for b, a in zip(branches, adapters, strict=True))
    ends = [end(branch, state) for branch in fitted]
    channels = sum(e[2] for e in ends) if kind == "concat" else ends[0][2]
    return (Merge(kind, fitted, (max(e[0] for e in ends), max(e[1] for e in ends), channels)),)


def _padded(before: State, after: State) -> Term:
    named = dict(zip(("height", "width", "channels"), after, strict=True))
    return () if before == after else (Op("pad", tuple(sorted(named.items())), after),)


def _check(kind: str, ends: Sequence[State]) -> None:
    areas = {e[:2] for e in ends}
    if kind == "multiply" and len(areas) > 1:
        areas -= {(1, 1)}
    if len(areas) > 1 or (kind != "concat" and len({e[2] for e in ends}) > 1):
        raise Failure(f"the branches of {kind} do not fit")


# costs


def cost(term: Term, state: State) -> tuple[int, int]:
    """Parameters and multiply-accumulates of a term on a tensor of this state."""
    params = macs = 0
    for item in term:
        match item:
            case Op(name, args, after):
                costs_of_op = cost_of(name, dict(args), state, after)
                params, macs = params + costs_of_op[0], macs + costs_of_op[1]
            case Merge(_, branches, after):
                costs = [cost(branch, state) for branch in branches]
                params += sum(p for p, _ in costs)
                macs += sum(m for _, m in costs)
        state = after
    return params, macs


# the normal form


def structural(term: Term, state: State) -> Form:
    """What is left of a term when all that makes no difference is gone.

    Operations that change nothing vanish; sums of sums are one sum, likewise
    products and maxima; the order of branches counts in `concat` alone.
    """
    items: list[object] = []
    for item in term:
        match item:
            case Op(name, args) if is_identity(name, dict(args), state):
                continue
            case Op():
                items.append(tuple(item))
            case Merge(kind, branches, after):
                forms = [structural(branch, state) for branch in branches]
                if kind in ("add", "multiply", "max"):
                    forms = [part for form in forms for part in _summands(kind, form, after)]
                ordered = forms if kind == "concat" else sorted(forms, key=repr)
                items.append((kind, tuple(ordered), after))
        state = item.state
    return tuple(items)


def _summands(kind: str, form: Form, state: State) -> list[Form]:
    """The branches of a form that is one merge of this kind and state; else the form alone."""
    match form:
        case ((inner, branches, after),) if inner == kind and after == state:
            return list(branches)  # type: ignore[arg-type]
        case _:
            return [form]
