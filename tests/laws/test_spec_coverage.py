"""What laws are to find has to stand in the random specs of which they are checked."""

from __future__ import annotations

from oracle.coverage import INSIDE, KINDS, THINGS, Coverage, coverage

ENDS = {"FitTo", "Cell"}  # they stand in few places, and what is in them says nothing of a count
CHAINED = "Series"  # repetitions that take all that is earlier stand in sequences, not in branches


PAIRS = [(a, b) for a in KINDS for b in INSIDE if CHAINED not in (a, b) and b not in ENDS]
ROUNDS = 4  # of so many specs that most of them meet everything


def test_random_specs_have_all_that_laws_are_to_meet() -> None:
    met = Coverage()
    for start in range(ROUNDS):
        met = coverage(50, start, met)
        if not _missing(met):
            return
    raise AssertionError(f"{_missing(met)} in\n{met.table()}")


def _missing(met: Coverage) -> list[object]:
    things = [thing for thing in THINGS if not met.things[thing]]
    return [*things, *(pair for pair in (*PAIRS, ("Sequence", CHAINED)) if not met.inside[pair])]
