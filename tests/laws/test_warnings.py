"""What holds of the warnings on every spec."""

from __future__ import annotations

from hypothesis import assume, event, given, seed, settings

from nasdsl.diagnostics.catalogue import ENTRIES
from nasdsl.errors import Diagnostic, SpecError
from nasdsl.language.parser import parse
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.generate.specs import specs


def warnings(text: str) -> tuple[Diagnostic, ...]:
    return accepted(text).warnings


def accepted(text: str) -> SearchSpace:
    """The space of a random spec; a few are refused, with a reason."""
    try:
        return SearchSpace(parse(Source("text", text)))
    except SpecError:
        assume(False)
        raise


def facts(found: tuple[Diagnostic, ...]) -> list[tuple[str, int, str]]:
    return [(warning.code, warning.span.start, warning.message) for warning in found]


@seed(0)
@settings(max_examples=100)
@given(specs())
def test_a_warning_has_a_code_that_is_explained_and_a_place(text: str) -> None:
    found = warnings(text)
    for warning in found:
        event(warning.code)
        assert warning.severity == "warning"
        assert warning.code in ENTRIES
        assert 0 <= warning.span.start < warning.span.end <= len(text)
        assert "^" in warning.render()
    assert facts(found) == facts(warnings(text))


@seed(0)
@settings(max_examples=60)
@given(specs())
def test_what_is_added_and_not_used_is_told_and_nothing_else_changes(text: str) -> None:
    more = f"{text}\nblock entirely_new(entirely_unused) = conv(3)\n"
    before, after = warnings(text), warnings(more)
    assert facts(after)[: len(before)] == facts(before)
    assert [warning.code for warning in after[len(before) :]] == ["W104", "W105"]


@seed(0)
@settings(max_examples=60)
@given(specs())
def test_an_arm_beside_its_equal_is_told(text: str) -> None:
    more = text.replace("network = ", "block whole = ", 1)
    more += "\nnetwork = (relu | relu -> relu | relu) -> whole\n"
    added = len(warnings(more)) - len(warnings(text))
    assert added == 1
    assert ("W101", "this arm equals the one at") in {
        (warning.code, warning.message[:26]) for warning in warnings(more)
    }


@seed(0)
@settings(max_examples=100)
@given(specs())
def test_a_space_without_a_network_is_told(text: str) -> None:
    """A small space, where every genotype can be looked at."""
    text = text.replace("network = ", "network = max_pool(1..2, padding=valid) -> ", 1)
    space = accepted(text)
    assume(space.count() <= 100)
    empty = not any(is_network(space, index) for index in range(space.count()))
    event(f"no network: {empty}")
    assert empty == ("W111" in {warning.code for warning in space.warnings})


def is_network(space: SearchSpace, index: int) -> bool:
    try:
        space.decode(space.unrank(index))
    except InvalidNetwork:
        return False
    return True
