"""The words that are known without a spec, and what may have been meant by one that is not."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Many

from nasdsl.errors import nearest
from nasdsl.ops import MERGES, OPERATIONS, SIZES, Op, synonyms

WORDS = ("same", "valid", "yes", "no")  # that arguments of operations can be
SWITCHES = {"true": "yes", "on": "yes", "false": "no", "off": "no", "none": "no"}  # elsewhere
LISTED = "'nasdsl ops' lists the operations; a 'block' defines what is none of them"
TAKERS = ("pick", "any", "unused")
BUILT_IN = (*OPERATIONS, *MERGES, *SIZES, *TAKERS, "merge", "classes", "round")


def suggestion(name: str, own: Many[str], operations: Mapping[str, Op]) -> str | None:
    """What may have been meant by a name: of known names the nearest, or how a merge is used.

    Args:
        name: as it was written.
        own: the names of a spec that are known where it stands.
        operations: all that can be used.
    """
    if name in MERGES:
        return f"a merge takes branches: {name}([a, b])"
    elsewhere = None
    if name.lower() not in map(str.lower, own):
        elsewhere = synonyms.operation(name, (*operations.values(), *MERGES.values()))
    return elsewhere or nearest(name, [*own, *operations, *BUILT_IN])
