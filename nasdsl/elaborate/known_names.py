"""Names that every spec knows, and suggestions for unknown names."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Many

from nasdsl.errors import nearest
from nasdsl.ops import FLAGS, MERGES, OPERATIONS, PADDINGS, SIZES, Op, synonyms

WORDS = (*PADDINGS, *FLAGS)  # that arguments of operations can be
SWITCHES = {"true": "yes", "on": "yes", "false": "no", "off": "no", "none": "no"}  # elsewhere
LISTED = "'nasdsl ops' lists the operations; a 'block' defines what is none of them"
TAKERS = ("pick", "any", "unused")
BUILT_IN = (*OPERATIONS, *MERGES, *SIZES, *TAKERS, "merge", "classes", "round")


def suggestion(name: str, own: Many[str], operations: Mapping[str, Op]) -> str | None:
    """A hint for an unknown name: the nearest known name, or how a merge is written.

    Args:
        name: the unknown name.
        own: the names of the spec that are visible at its place.
        operations: all operations that the spec can use, by name.

    Returns:
        The hint; None if no known name is similar.
    """
    if name in MERGES:
        return f"a merge takes branches: {name}([a, b])"
    elsewhere = None
    if name.lower() not in map(str.lower, own):
        elsewhere = synonyms.operation(name, (*operations.values(), *MERGES.values()))
    return elsewhere or nearest(name, [*own, *operations, *BUILT_IN])
