"""What random specs have of values that are functions of what was decided elsewhere.

They pass through a `let`, a `given`, arithmetic, a default or an argument before they are followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec_pieces import ATOM, SUM, Names, Parameter, Piece

if TYPE_CHECKING:
    from random_specs import Writer

SIZES = ("small", "large")
NUMBERS = ("1", "2")


class Scales:
    """The part of a writer that knows what numbers and symbols are made of."""

    def made_of(self: Writer, type: str, names: Names) -> list[Piece]:
        """Numbers of 1 and 2, or symbols `small` and `large`, made of what is known."""
        found: list[Piece] = []
        numbers = [p.name for p in names.of("number")]
        sizes = [p.name for p in names.of("symbol") if set(p.among) == set(SIZES)]
        if type == "number":
            values = [*numbers, *(scale.name for scale in names.scales)]
            found += [Piece(f"3 - {value}", SUM) for value in values]
            found += [Piece(scale.name) for scale in names.scales] * 2
            found += [Piece(f"given {n} {{ 1: 2 else: 1 }}", ATOM) for n in numbers]
            found += [Piece(f"given {s} {{ small: 1 large: 2 }}", ATOM) for s in sizes] * 2
        if type == "symbol":
            found += [Piece(f"given {n} {{ 1: small else: large }}", ATOM) for n in numbers]
            found += [Piece(f"given {s} {{ small: large large: small }}", ATOM) for s in sizes]
        return found

    def define_scale(self: Writer) -> None:
        """Write a `let`: a number of 1 and 2 that is a function of genes and of other scales."""
        names = Names(genes=tuple(self.genes), scales=tuple(self.scales))
        options = self.made_of("number", names)
        if options:
            name = f"s{len(self.scales)}"
            self.lines.append(f"let {name} = {self.pick(options).text}")
            self.scales.append(Parameter(name, "number", NUMBERS))
