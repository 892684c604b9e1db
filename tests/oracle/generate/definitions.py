"""Definitions of random specs and their uses, as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oracle.generate.pieces import (
    ARM,
    ATOM,
    CHOICE,
    LABELS,
    SEQUENCE,
    TERM,
    Definition,
    Names,
    Parameter,
    Piece,
    at,
    genotypes,
    written,
)
from oracle.generate.scales import NUMBERS, SIZES

if TYPE_CHECKING:
    from oracle.generate.specs import Make, Writer

AMONG = {
    "symbol": [("small", "large"), ("relu", "wide", "add")],
    "kind": [("add", "concat")],
    "number": [("1", "2")],
    "labelled": [LABELS],
}
MADE = {"times": "number"}
MAKERS = {"value": "width", "branches": "branches", "module": "module", "cell": "module"}


class Definitions:
    """The part of a writer that knows definitions."""

    def uses(self: Writer, makes: str, budget: int, names: Names) -> list[Callable[[], Piece]]:
        """Ways to use the definitions that make such a thing and are small enough."""
        found = [d for d in self.definitions if d.makes == makes]
        found = [d for d in found if makes == "cell" or d.count <= budget]
        found = [d for d in found if names.settled or not d.every]
        return [lambda d=d: self.use(d, budget, names) for d in found] * 2

    def used(self: Writer, budget: int, names: Names) -> Piece:
        """A use of a definition with parameters, if there is one, of which one can be decided."""
        uses = [d for d in self.definitions if d.makes == "module" and d.parameters]
        uses = [d for d in uses if d.count <= budget and (names.settled or not d.every)]
        if not uses or names.fuel < 1:
            return self.module(budget, names)
        definition = self.pick(uses)
        return self.use(definition, max(budget, 2 * definition.count), names.less())

    def use(self: Writer, definition: Definition, budget: int, names: Names) -> Piece:
        if definition.steered:
            return self.steering(lambda b, n: self.call(definition, b, n), budget, names)
        return self.call(definition, budget, names)

    def call(self: Writer, definition: Definition, budget: int, names: Names) -> Piece:
        count, member = 1 if definition.makes == "cell" else definition.count, ""
        if definition.members:
            chosen = self.pick(["1", "2", "1..2"] if 2 * count <= budget else ["1", "2"])
            member, count = f"[{chosen}]", count * (2 if ".." in chosen else 1)
        texts: list[str] = []
        by_name = False
        outside = replace(names.less(), settled=False)
        for parameter in definition.parameters:
            if parameter.default is not None and self.often():
                by_name = True
                continue
            value = self.argument(parameter, budget // count, outside)
            count *= value.count
            by_name = by_name or self.often(4)
            texts.append(f"{parameter.name}={value.text}" if by_name else value.text)
        arguments = f"({', '.join(texts)})" if texts else self.pick(["", "()"])
        text = f"{definition.name}{member}{arguments}"
        of = definition
        return Piece(text, ATOM, count, of.wide, of.links, of.every)

    def argument(self: Writer, parameter: Parameter, budget: int, names: Names) -> Piece:
        known = [p for p in names.of(parameter.type) if set(p.among) <= set(parameter.among)]
        same = [Piece(p.name) for p in known]
        made = self.made_of(MADE.get(parameter.type, parameter.type), names)
        if set(parameter.among) in ({*SIZES}, {*NUMBERS}) or parameter.type == "times":
            same += made * 2
        if same and self.often():
            return self.pick(same)
        match parameter.type:
            case "width":
                decided = [Piece("4 | channels", CHOICE, 2)] * (budget >= 2)
                remembered = [*decided, Piece("channels"), Piece("2 * channels", TERM)]
                return self.pick(remembered) if self.often() else self.width(budget, names)
            case "module":
                return self.module(budget, names)
            case "branches":
                found = self.steering(self.branches, budget, names)
                return found if found.wide <= 3 else Piece("[relu, conv(3)]", wide=2)
            case "labelled":
                return self.labelled(budget, names)
            case "times":
                return self.pick([Piece("1"), Piece("2"), Piece("1..2", CHOICE, 2)][: 1 + budget])
            case _:
                among = list(parameter.among)
                many = Piece(" | ".join(among), CHOICE, len(among))
                return self.pick([*map(Piece, among), *([many] if many.count <= budget else [])])

    def labelled(self: Writer, budget: int, names: Names) -> Piece:
        """A module that is labelled, whatever is decided."""
        options = [d for d in self.definitions if d.labelled and d.count <= budget]
        if options and names.fuel > 0 and self.often():
            return self.use(self.pick(options), budget, names)
        if budget < 2:
            return Piece(f"{self.pick(LABELS)}: {at(SEQUENCE, self.operation(1, names))}", ARM)
        return self.alternatives(budget, names, self.module, labelled=True)

    def define(self: Writer, budget: int, cell: bool) -> int:
        """Write a definition; the bound of what it decides for the whole space."""
        self.steered = False
        name = f"d{len(self.definitions)}"
        makes = "cell" if cell else self.pick(["module", "module", "module", "branches", "value"])
        names = self.known(settled=not cell, fuel=3)
        for number in range(self.pick([1, 1, 2, 2, 3, 0])):
            parameter = self.declare(f"x{number}", makes, names)
            names = replace(names, parameters=(*names.parameters, parameter))
        defaults = [p.default for p in names.parameters if p.default]
        left = max(1, budget // genotypes(defaults))
        labelled = makes == "module" and left >= 2 and self.often(3)
        fixed = makes == "branches" and self.often()
        made = "fixed" if fixed else "labelled" if labelled else MAKERS[makes]
        make: Make = getattr(self, made)
        body = make(left, replace(names, in_cell=cell))
        members = self.pick([0, 2]) if cell else 0
        role = "cell" if cell else self.pick(["block", "options", "pipeline", "reduction", "let"])
        listed = ", ".join(map(written, names.parameters))
        family = f"[{members}]" if members else ""
        self.lines.append(f"{role} {name}{family}{f'({listed})' if listed else ''} = {body.text}")
        count = body.count * genotypes(defaults)
        steered = self.steered or bool(names.of("times"))
        linked = cell and any("graph(" in line for line in self.lines)
        links = None if linked else body.links
        what = (body.wide, labelled, members, steered, links, body.every, fixed)
        self.definitions.append(Definition(name, makes, names.parameters, count, *what))
        return count ** max(1, members) if cell else 1

    def declare(self: Writer, name: str, makes: str, names: Names) -> Parameter:
        """A parameter, perhaps with a default, which may use those before it."""
        types = ["symbol", "width", "kind"]
        if makes != "cell":
            types += ["number", "times"]
            types += ["module", "labelled", "branches"] * (2 if makes != "value" else 0)
        else:
            types += ["symbol", "number"]
        type = self.pick(types)
        parameter = Parameter(name, type, declared=type == "symbol")
        parameter = replace(parameter, among=self.pick(AMONG.get(type, [()])))
        if type == "number" and makes == "cell":
            options = [Piece("1..2", CHOICE, 2), Piece("1"), Piece("2")]
            options += self.made_of(type, replace(names, parameters=()))
            return replace(parameter, default=self.pick(options))
        if self.often(3) and type not in ("module", "labelled", "branches"):
            return replace(parameter, default=self.argument(parameter, 2, replace(names, fuel=0)))
        return parameter
