"""Branches one by one: what is decided for each of them alone, and what for all of them before.

That is what picking needs: only the branches taken decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nasdsl.analysis.environment import Environment, Factor
from nasdsl.analysis.layout import offsets
from nasdsl.space.ir import Each, Fork, Kind, Let, Node, Part, Repeat, children, kind

if TYPE_CHECKING:
    from nasdsl.analysis.counts import Counts


@dataclass(frozen=True, slots=True)
class Spread:
    """What decides in branches: `shared` whatever is taken, `each` for its own branch alone."""

    shared: tuple[Factor, ...]
    each: tuple[tuple[Factor, ...], ...]


def spread(counts: Counts, node: Node, at: int, known: Environment) -> Spread:
    """The decisions, from `at` on, of branches whose number is settled."""
    if kind(node) is not Kind.BRANCHES:
        return Spread((), (((node, at, known),),))
    parts = [(children(node)[number], start) for number, start in offsets(node, at)]
    match node:
        case Part():
            return spread(counts, *parts[0], known)
        case Let() if not counts.steers(node):
            return _joined(_shared(*parts[0], known), spread(counts, *parts[1], known))
        case Fork():
            return _joined(*(spread(counts, *item, known) for item in parts))
        case Repeat(_, times, _, False) if len(runs := counts.whole(times, known)) == 1:
            again = [spread(counts, *body, known) for body in parts[1 : 1 + runs[0][0]]]
            return _joined(_shared(*parts[0], known), *again)
        case Each(_, _, _, same):
            before = spread(counts, *parts[0], known)
            after = [(module, start, known) for module, start in parts[1:]]
            if same:
                return Spread((*before.shared, *after), before.each)
            pairs = zip(before.each, after, strict=False)  # a list may have places for more
            return Spread(before.shared, tuple((*branch, module) for branch, module in pairs))
        case _:
            width = counts.whole(node, known)[0][0]
            return Spread(((node, at, known),), ((),) * width)


def _shared(node: Node, at: int, known: Environment) -> Spread:
    return Spread(((node, at, known),), ())


def _joined(*spreads: Spread) -> Spread:
    return Spread(
        tuple(factor for s in spreads for factor in s.shared),
        tuple(branch for s in spreads for branch in s.each),
    )
