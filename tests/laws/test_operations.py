"""Every operation and every merge, on any tensor: shapes and costs against the brute force."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from brute_networks import (
    DEFAULTS,
    KINDS,
    SIGNATURES,
    Constant,
    Failure,
    Merge,
    Op,
    State,
    cost,
    end,
    merged,
    operation,
)
from hypothesis import event, given, seed, settings
from hypothesis import strategies as st
from program_terms import state_of, term_of

from nasdsl.language.parser import parse
from nasdsl.program import merging
from nasdsl.program.graph import State as ProgramState
from nasdsl.program.shapes import Misfit
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.space import ops

SMALL = st.integers(1, 4)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "padding": st.sampled_from(["same", "valid", 0, 1, 2]),
    "bias": st.sampled_from(["yes", "no"]),
    "rate": st.sampled_from(["0", "0.25"]),
}
NEEDED = {"height", "units", "rate"}
STATES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 6))


@st.composite
def uses(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[str, dict[str, str]]:
    """An operation with arguments: those that it needs, and some of the others."""
    name = draw(st.sampled_from(sorted(SIGNATURES)))
    given: dict[str, str] = {}
    for key in SIGNATURES[name].split():
        if key in NEEDED or draw(st.booleans()):
            given[key] = str(draw(VALUES.get(key, SMALL)))
    return name, given


def test_the_brute_force_knows_every_operation() -> None:
    assert set(SIGNATURES) == set(ops.OPERATIONS)
    assert set(KINDS) == set(ops.MERGES)
    for name, op in ops.OPERATIONS.items():
        assert SIGNATURES[name].split() == [parameter.name for parameter in op.parameters]
        for parameter in op.parameters:
            inferred = {"filters": "channels", "width": "height", **DEFAULTS}
            assert parameter.default == inferred.get(parameter.name)


@seed(0)
@settings(max_examples=500, database=None, deadline=None)
@given(uses(), STATES)
def test_operation(use: tuple[str, dict[str, str]], state: State) -> None:
    name, written = use
    arguments = ", ".join(f"{key}={value}" for key, value in written.items())
    text = f"space one\ninput {' x '.join(map(str, state))}\nnetwork = {name}({arguments})\n"
    space = SearchSpace(parse(Source("one.nas", text)))
    constants: dict[str, Constant] = {k: int(v) if v.isdigit() else v for k, v in written.items()}
    if "rate" in constants:
        constants["rate"] = Fraction(written["rate"])
    try:
        expected = operation(name, constants, state)
    except Failure:
        event("fails")
        try:
            space.decode(space.unrank(0))
        except Misfit:
            return
        raise
    network = space.decode(space.unrank(0))
    assert term_of(network.program) == expected
    assert (network.params, network.macs) == cost(expected, state)


@seed(0)
@settings(max_examples=500, database=None, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from(ops.FITS),
    st.lists(STATES | st.just((1, 1, 2)) | st.just((4, 4, 2)), min_size=2, max_size=4),
)
def test_merge(kind: str, fit: str, states: list[State]) -> None:
    ends = [ProgramState(*state) for state in states]
    branches = [(Op("branch", (), state),) for state in states]
    try:
        (expected,) = merged(kind, fit, branches, (9, 9, 9))
    except Failure:
        event("fails")
        try:
            merging.adapters(kind, fit, ends)
        except ops.Unfit:
            return
        raise
    assert isinstance(expected, Merge)
    adapters = merging.adapters(kind, fit, ends)
    fitted = [a.state if a else state for a, state in zip(adapters, ends, strict=True)]
    assert merging.merged(kind, fitted) == expected.state
    for adapter, branch, state in zip(adapters, expected.branches, fitted, strict=True):
        told = adapter and Op(adapter.op, tuple(sorted(adapter.args)), state_of(adapter.state))
        assert branch[1:] == ((told,) if told else ())
        assert end(branch, (9, 9, 9)) == state
