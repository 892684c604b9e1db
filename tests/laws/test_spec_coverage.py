"""What laws are to find has to stand in the random specs of which they are checked."""

from __future__ import annotations

from spec_coverage import INSIDE, KINDS, THINGS, coverage

ENDS = {"FitTo", "Cell"}  # they stand in few places, and what is in them says nothing of a count
CHAINED = "Series"  # repetitions that take all that is earlier stand in sequences, not in branches


def test_random_specs_have_all_that_laws_are_to_meet() -> None:
    met = coverage(60, 0)
    assert [thing for thing in THINGS if not met.things[thing]] == []
    pairs = [(a, b) for a in KINDS for b in INSIDE if CHAINED not in (a, b) and b not in ENDS]
    assert [pair for pair in pairs if not met.inside[pair]] == [], met.table()
    assert met.inside["Sequence", CHAINED] > 0
