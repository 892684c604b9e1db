"""What random specs have of values that are functions of what was decided elsewhere.

They pass through a `let`, a `given`, arithmetic, a default or an argument before they are followed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oracle.generate.pieces import (
    ATOM,
    PREFIX,
    SEQUENCE,
    SUM,
    TERM,
    Definition,
    Names,
    Parameter,
    Piece,
    at,
    genotypes,
    joined,
    written,
)

if TYPE_CHECKING:
    from oracle.generate.specs import Writer

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
        options = self.made_of("number", self.known())
        if options:
            name = f"s{len(self.scales)}"
            self.lines.append(f"let {name} = {self.pick(options).text}")
            self.scales.append(Parameter(name, "number", NUMBERS))

    def followed_spec(self: Writer) -> str:
        """A spec whose definitions follow values that were made of others."""
        for _ in range(self.upto(2, 1)):
            self.define_gene(self.pick(["number", "number", "symbol"]))
        for _ in range(self.upto(2, 1)):
            self.define_scale()
        for _ in range(self.upto(2, 1)):
            self.define_follower(cell=self.often(3))
        if self.often(3):
            self.define_recursion(4)
        names, network = self.known(), list[Piece]()
        for definition in self.definitions:
            network += [self.call(definition, 4, names) for _ in range(self.upto(2, 1))]
        if self.scales and self.often():
            network.append(self.scaled(self.pick(self.scales).name))
        text = joined(" -> ", network, SEQUENCE).text
        lines = ["space s", "input 4 x 4 x 2", "classes 3", *self.lines]
        return "\n".join([*lines, f"network = {text} -> flatten"]) + "\n"

    def scaled(self: Writer, scale: str) -> Piece:
        """A part of which one number says how wide it is and how often it stands there."""
        often = self.pick([scale, f"({scale} - 1)"])
        return Piece(f"conv(1 | 3, filters=4 * {scale}) * {often}", TERM, 6)

    def define_follower(self: Writer, cell: bool) -> None:
        """Write a definition that follows its parameters, with defaults made of what is known."""
        name, outer = f"d{len(self.definitions)}", self.known(in_cell=cell, settled=not cell)
        first = Parameter("x0", "number", NUMBERS, self.perhaps("number", outer))
        inner = replace(outer, parameters=(first,))
        second = self.pick([Parameter("x1", "number", NUMBERS), Parameter("x1", "symbol", SIZES)])
        second = replace(second, default=self.perhaps(second.type, inner))
        second = replace(second, declared=second.type == "symbol")
        inner = replace(inner, parameters=(first, second), fuel=1)
        subject = self.pick([first, second])
        cases = [self.case(inner) for _ in subject.among]
        labels = self.pick([list(subject.among), [subject.among[0], "else"]])
        text = " ".join(f"{a}: {c.text}" for a, c in zip(labels, cases, strict=True))
        listed = ", ".join(map(written, inner.parameters))
        role = "cell" if cell else self.pick(["block", "let", "options"])
        self.lines.append(f"{role} {name}({listed}) = given {subject.name} {{ {text} }}")
        makes, parameters = "cell" if cell else "module", inner.parameters
        count = genotypes(cases)
        self.definitions.append(Definition(name, makes, parameters, count, 1, False, 0, not cell))

    def perhaps(self: Writer, type: str, names: Names) -> Piece | None:
        """A default, or none."""
        made = self.made_of(type, names)
        return self.pick(made) if made and self.often() else None

    def case(self: Writer, names: Names) -> Piece:
        """What a case stands for: a module, perhaps so often, or so many of branches."""
        module = self.pick([Piece("conv(1 | 3)", ATOM, 2), self.operation(1, names)])
        numbers = [p.name for p in names.of("number") if p in names.genes or not names.in_cell]
        numbers += [scale.name for scale in names.scales]
        if not numbers or self.often(3):
            return module
        number = self.pick(numbers)
        times = self.pick([number, number, f"({number} - 1)", "0"])
        repeated = Piece(f"{at(PREFIX, module)} * {times}", TERM, module.count**2)
        picked = f"add(pick({times.strip('()')}, [{module.text}, relu]), fit=project)"
        return self.pick([repeated, Piece(picked, ATOM, 2 * module.count)])
