"""Every operation and every merge, on any tensor: shapes and costs against the brute force."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import event, given, seed, settings
from hypothesis import strategies as st

from nasdsl import ops
from nasdsl.language.parser import parse
from nasdsl.ops import merging
from nasdsl.program.canonical import network_hash
from nasdsl.program.graph import Program
from nasdsl.program.graph import State as ProgramState
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.merges import MERGES
from oracle.networks import Tensor, adapted, cost, merged, operation, source
from oracle.normal_forms import structural
from oracle.operations import NEEDED, SIGNATURES, Constant, Failure, State, default
from oracle.translate import output_of, state_of

SMALL = st.integers(1, 4)
NUMBERS = st.sampled_from(["0.25", "0.5", "1", "2"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "padding": st.sampled_from(["same", "valid", 0, 1, 2]),
    "bias": st.sampled_from(["yes", "no"]),
    "rate": st.sampled_from(["0", "0.25"]),
    **dict.fromkeys(("ratio", "slope", "alpha", "beta", "k", "scale factor"), NUMBERS),
}
STATES = st.tuples(
    st.integers(1, 9), st.integers(1, 9), st.integers(1, 6) | st.sampled_from([16, 32])
)


@st.composite
def uses(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[str, dict[str, str]]:
    """An operation with arguments: those that it needs, and some of the others."""
    name = draw(st.sampled_from(sorted(SIGNATURES)))
    given: dict[str, str] = {}
    for key in SIGNATURES[name].split():
        if key in NEEDED.get(name, "").split() or draw(st.booleans()):
            given[key] = str(draw(VALUES.get(f"{name} {key}", VALUES.get(key, SMALL))))
    return name, given


def test_the_brute_force_knows_every_operation() -> None:
    assert set(SIGNATURES) == set(ops.OPERATIONS)
    assert set(MERGES) == set(ops.MERGES)
    for name, op in ops.OPERATIONS.items():
        assert SIGNATURES[name].split() == [parameter.name for parameter in op.parameters]
        for parameter in op.parameters:
            assert parameter.default == default(name, parameter.name)


def constant(written: str) -> Constant:
    if written.isdigit():
        return int(written)
    return Fraction(written) if written[0].isdigit() else written


@seed(0)
@settings(max_examples=1500, database=None, deadline=None)
@given(uses(), STATES)
def test_operation(use: tuple[str, dict[str, str]], state: State) -> None:
    check_operation(*use, state)


def check_operation(name: str, written: dict[str, str], state: State) -> None:
    """An operation with these arguments: its output, its costs, and whether it changes nothing."""
    arguments = ", ".join(f"{key}={value}" for key, value in written.items())
    text = f"space one\ninput {' x '.join(map(str, state))}\nnetwork = {name}({arguments})\n"
    space = SearchSpace(parse(Source("one.nas", text)))
    constants = {key: constant(value) for key, value in written.items()}
    try:
        expected = operation(name, constants, source(state))
    except Failure:
        try:
            space.decode(space.unrank(0))
        except InvalidNetwork:
            return
        raise
    network = space.decode(space.unrank(0))
    assert told(output_of(network.program)) == told(expected)
    assert (network.params, network.macs) == cost(expected)
    unchanged = network_hash(Program(network.program.inputs, (), 0))
    assert (network.hash == unchanged) == (structural(expected) == structural(source(state)))


@seed(0)
@settings(max_examples=500, database=None, deadline=None)
@given(
    st.sampled_from(sorted(MERGES)),
    st.sampled_from(ops.FITS),
    st.lists(STATES | st.just((1, 1, 2)) | st.just((4, 4, 2)), min_size=2, max_size=4),
)
def test_merge(kind: str, fit: str, states: list[State]) -> None:
    ends = [ProgramState(*state) for state in states]
    branches = [Tensor("branch", (), (), state) for state in states]
    try:
        expected = merged(kind, fit, branches, source((9, 9, 9)))
    except Failure:
        event("fails")
        try:
            merging.adapters(kind, fit, ends)
        except ops.ShapeError:
            return
        raise
    adapters = merging.adapters(kind, fit, ends)
    fitted = [a.state if a else state for a, state in zip(adapters, ends, strict=True)]
    assert (expected.name, ops.MERGES[kind].state(fitted)) == (kind, expected.state)
    for adapter, branch, into in zip(adapters, branches, expected.inputs, strict=True):
        if adapter is None:
            assert into is branch
        else:
            args = tuple(sorted(adapter.args))
            one = Tensor(adapter.op, args, (branch,), state_of(adapter.state))
            assert told(into) == told(one)


@seed(0)
@settings(max_examples=500, database=None, deadline=None)
@given(STATES | st.just((2, 3, 4)), STATES | st.just((4, 6, 4)))
def test_fit_to_a_tensor(before: State, after: State) -> None:
    tensor = Tensor("branch", (), (), before)
    try:
        expected = adapted(tensor, after)
    except Failure:
        event("fails")
        with pytest.raises(ops.ShapeError):
            merging.fitting(ProgramState(*before), ProgramState(*after))
        return
    made = tensor
    for step in merging.fitting(ProgramState(*before), ProgramState(*after)):
        made = Tensor(step.op, tuple(sorted(step.args)), (made,), state_of(step.state))
    assert told(made) == told(expected)
    assert made.state == after
    event(" -> ".join(step.name for step in (made, *made.inputs)))


def told(tensor: Tensor) -> tuple[object, ...]:
    return (tensor.name, tensor.args, tensor.state, *map(told, tensor.inputs))
