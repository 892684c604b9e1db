"""Random small specs as text: well-kinded by construction, and full of what is hard to get right.

Whoever asks for a piece says how many genotypes it may have, so that a whole spec never has more
than were asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import isqrt
from typing import Any, TypeVar

from hypothesis import strategies as st

from oracle.generate.definitions import Definitions
from oracle.generate.graphs import Graphs
from oracle.generate.names import NamedTensors
from oracle.generate.picks import Picks
from oracle.generate.pieces import (
    ARM,
    ATOM,
    CHOICE,
    LABELS,
    PREFIX,
    SEQUENCE,
    TERM,
    Definition,
    Names,
    Parameter,
    Piece,
    at,
    chained,
    common,
    followed,
    genotypes,
    joined,
    root,
    written,
)
from oracle.generate.scales import Scales
from oracle.generate.values import Values
from oracle.merges import MERGES

T = TypeVar("T")

Draw = Callable[[st.SearchStrategy[Any]], Any]
Make = Callable[[int, Names], Piece]

MERGED = tuple(MERGES)
SETTLING = ("conv(1, filters=4)", "conv(3, filters=4)", "max_pool(3) -> dense(4)")
DEFAULTS = ("conv(bias=no)", "conv(bias=no), max_pool(stride=2)", "separable_conv(stride=2)")


@dataclass
class Writer(Values, Scales, Graphs, NamedTensors, Picks, Definitions):
    draw: Draw
    definitions: list[Definition] = field(default_factory=list)
    genes: list[Parameter] = field(default_factory=list)
    scales: list[Parameter] = field(default_factory=list)
    links: list[Definition] = field(default_factory=list)  # those of which chains are made
    lines: list[str] = field(default_factory=list)
    steered: bool = False

    def pick(self, options: Sequence[T]) -> T:
        return options[self.upto(len(options) - 1)]

    def upto(self, most: int, least: int = 0) -> int:
        return self.draw(st.integers(least, most))

    def often(self, of: int = 2) -> bool:
        return self.upto(of - 1) == 0

    def known(self, in_cell: bool = False, settled: bool = True, fuel: int = 4) -> Names:
        """What is known where a definition begins."""
        genes, scales = tuple(self.genes), tuple(self.scales)
        return Names(genes=genes, scales=scales, in_cell=in_cell, settled=settled, fuel=fuel)

    # modules

    def module(self, budget: int, names: Names) -> Piece:
        options: list[Make] = [self.operation]
        if names.fuel > 0:
            options += [self.sequence, self.merge, self.repeat, self.graph]
            options += [lambda b, n: Piece(self.pick(n.tensors))] * (3 if names.tensors else 0)
            options += [self.settling]
            options += [self.repeated_name, self.name_behind] * bool(names.tensors)
            options += [self.choice] * 3 if budget >= 2 else []
            following = [lambda b, n: self.follow(b, n, self.module)] * 8
            options += following if self.followed(names) else []
            if names.of("module") or names.of("labelled"):
                options += [self.parameter] * 2
            options += [lambda b, n, use=use: use() for use in self.uses("module", budget, names)]
            options += [lambda b, n, use=use: use() for use in self.uses("cell", budget, names)]
        return self.pick(options)(budget, names.less())

    def parameter(self, budget: int, names: Names) -> Piece:
        held = names.of("module") + names.of("labelled")
        return Piece(self.pick([p.name for p in held]), links=None)

    def sequence(self, budget: int, names: Names) -> Piece:
        parts: list[Piece] = []
        for _ in range(self.upto(3, 2)):
            parts.append(self.module(budget // genotypes(parts), behind(parts, names)))
        return joined(" -> ", parts, SEQUENCE)

    def choice(self, budget: int, names: Names) -> Piece:
        return self.alternatives(budget, names, self.module, self.often(3))

    def alternatives(
        self,
        budget: int,
        names: Names,
        arm: Make,
        labelled: bool,
    ) -> Piece:
        number = self.upto(min(3, budget), 2)
        arms = [arm(budget // number, names) for _ in range(number)]
        texts = [at(SEQUENCE if labelled else ARM, each) for each in arms]
        if labelled:
            texts = [f"{label}: {text}" for label, text in zip(LABELS, texts, strict=False)]
        count, wide = sum(each.count for each in arms), max(each.wide for each in arms)
        return Piece(" | ".join(texts), CHOICE, count, wide, **common(arms))

    def repeat(self, budget: int, names: Names) -> Piece:
        return self.repeated(budget, names, self.module)

    def repeated(self, budget: int, names: Names, of: Make) -> Piece:
        times, most = self.times(names, budget)
        left = budget // times.count
        same = self.often(3)
        if same:
            names = replace(names, settled=False)
        body = of(left if same else root(left, most), names)
        if body.every and body.links is None:
            return body
        decided = times.text not in ("2", "3")
        links = 0 if body.links == 0 else None if decided or not body.links else most * body.links
        text = f"same {at(ATOM, body)}" if same else at(PREFIX, body)
        count = times.count * body.count ** (1 if same else most)
        wide = body.wide * most
        return Piece(f"{text} * {at(PREFIX, times)}", TERM, count, wide, links, body.every)

    def settling(self, budget: int, names: Names) -> Piece:
        """Repetitions of which the first may change the shape, and no other does."""
        times = self.pick([3, 4])
        number = 2 if 2**times <= budget else 1
        body = Piece(" | ".join([self.pick(SETTLING) for _ in range(number)]), CHOICE, number)
        return Piece(f"({body.text}) * {times}", TERM, number**times)

    def merge(self, budget: int, names: Names) -> Piece:
        fit = self.pick(["", ", fit=project", ", fit=pad", ", fit=project"])
        kind, count = self.pick(MERGED[:2] * 2 + MERGED), 1
        held = [p.name for p in names.of("kind")]
        if held and self.often():
            kind = f"merge({self.pick(held)}, "
        elif budget >= 4 and self.often(4):
            kind, count = "merge(add | concat, ", 2
        else:
            kind += "("
        branches = self.branches(budget // count, names)
        return Piece(f"{kind}{branches.text}{fit})", ATOM, count * branches.count)

    def followed(self, names: Names) -> list[Parameter]:
        return names.of("symbol") + names.of("number") + names.of("labelled")

    def follow(self, budget: int, names: Names, of: Make) -> Piece:
        """`given` a parameter: all of its cases count, as they do in a cell."""
        parameter = self.pick(self.followed(names))
        labels = list(parameter.among)
        if self.often(3):
            labels[self.upto(len(labels) - 1) :] = ["else"]
        parameters, genes = (tuple(followed(parameter, n)) for n in (names.parameters, names.genes))
        inside = replace(names, parameters=parameters, genes=genes)
        cases: list[Piece] = []
        for _ in labels:
            cases.append(of(budget // genotypes(cases), inside))
        text = " ".join(f"{a}: {c.text}" for a, c in zip(labels, cases, strict=True))
        wide = max(case.wide for case in cases)
        count = genotypes(cases)
        return Piece(f"given {parameter.name} {{ {text} }}", ATOM, count, wide, **common(cases))

    # branches

    def branches(self, budget: int, names: Names) -> Piece:
        options: list[Make] = [self.listed] * 2
        if names.fuel > 0:
            options += [self.after] * 2
            options += [lambda b, n: self.repeated(b, n, self.listed)] * 2
            if budget >= 2:
                options.append(lambda b, n: self.alternatives(b, n, self.listed, self.often(3)))
            options += [self.taken] * (2 if names.tensors else 1)
            held = [Piece(p.name, wide=3) for p in names.of("branches")]
            held += [Piece(name, wide=3) for name in names.lists]
            options += [lambda b, n: self.pick(held)] * (2 if held else 0)
            options += [lambda b, n: self.follow(b, n, self.listed)] if self.followed(names) else []
            options += [lambda b, n, use=use: use() for use in self.uses("branches", budget, names)]
        return self.pick(options)(budget, names.less())

    def listed(self, budget: int, names: Names) -> Piece:
        items: list[Piece] = []
        for _ in range(self.pick([2, 2, 2, 1, 3, 0])):
            inner: Make = self.pick([self.module, self.module, self.used])
            inner = self.listed if names.fuel > 0 and self.often(6) else inner
            known = replace(names.less(), settled=True)
            items.append(inner(budget // genotypes(items), known))
        text = ", ".join(item.text for item in items)
        comma = "," if items and self.often(5) else ""
        return Piece(f"[{text}{comma}]", ATOM, genotypes(items), sum(item.wide for item in items))

    def after(self, budget: int, names: Names) -> Piece:
        """`branches -> m`; in a cell, of branches that are as many in each of its uses."""
        before = self.steering(self.branches, isqrt(budget), names)
        if not before.wide:  # what comes after none is never reached
            return before
        left = budget // before.count
        same = self.often(3)
        known = replace(names, settled=True)
        make = self.pick([self.module, self.module, self.row])
        module = make(left if same else root(left, before.wide), known)
        text = f"same {at(ATOM, module)}" if same else at(SEQUENCE, module)
        count = before.count * module.count ** (1 if same else before.wide)
        return Piece(f"{at(TERM, before)} -> {text}", SEQUENCE, count, before.wide)

    def row(self, budget: int, names: Names) -> Piece:
        """Links of one chain, with what stands between them."""
        parts: list[Piece] = []
        for _ in range(self.upto(5, 2)):
            parts.append(self.link(budget // genotypes(parts), behind(parts, names)))
        return joined(" -> ", parts, SEQUENCE)

    def steering(self, of: Make, budget: int, names: Names) -> Piece:
        """A piece that says how many: a cell's parameter does not stand in it."""
        self.steered = self.steered or bool(names.parameters)
        return of(budget, replace(names, parameters=()) if names.in_cell else names)

    # the whole

    def spec(self, most: int) -> str:
        budget = self.define_all(self.pick([60, 12, 30, 60, most]))
        network: list[Piece] = []
        names = self.known(fuel=4)
        network += [self.row(budget, names)] if self.links else []
        if self.often() and budget >= 4 * genotypes(network):
            network.append(Piece("relu | conv(1) | max_pool(3)", CHOICE, 3))
        for _ in range(self.upto(3, 1)):
            left, here = budget // genotypes(network), behind(network, names)
            uses = [u for m in ("module", "cell", "cell") for u in self.uses(m, left, here)]
            wanted = uses and not self.often(4)
            network.append(self.pick(uses)() if wanted else self.module(left, here))
        cells = [d for d in self.definitions if d.makes == "cell"]
        for cell in [self.pick(cells)] * 2 if cells and not self.often(3) else []:
            network.append(self.use(cell, budget // genotypes(network), names))
        ends = self.pick(["", " -> flatten -> dense(classes)", " -> global_avg_pool"])
        title = self.pick(['space s "random"', "space s"])
        size = self.pick(["5 x 4 x 4", "4 x 4 x 2", "3 x 4 x 6", "2 x 4", "4", "7 x 7 x 3"])
        text = joined(" -> ", network, SEQUENCE).text + ends
        defaults = self.pick([[], [], [f"defaults {self.pick(DEFAULTS)}"]])
        lines = [title, f"input {size}", "classes 3", *defaults, *self.lines, f"network = {text}"]
        return "\n".join(lines) + "\n"

    def picked_spec(self) -> str:
        self.define_all(60)
        names = self.known(fuel=4)
        text = f"concat({self.taken(500, names).text}, fit=project)"
        if self.often():
            cell = self.define_picked(names)
            text = " -> ".join(self.use(cell, 8, names).text for _ in range(self.upto(2, 1)))
        lines = ["space s", "input 4 x 4 x 4", "classes 3", *self.lines]
        return "\n".join([*lines, f"network = {text} -> flatten"]) + "\n"

    def define_picked(self, names: Names) -> Definition:
        """A cell that takes some of branches, which can follow its parameters."""
        parameters = tuple(self.declare(f"x{n}", "cell", names) for n in range(self.upto(2, 1)))
        inner = replace(names, parameters=parameters, in_cell=True, settled=False)
        body = self.taken(200, inner)
        self.lines.append(
            f"cell k({', '.join(map(written, parameters))}) = add({body.text}, fit=project)"
        )
        return Definition("k", "cell", parameters, body.count, 1, False, 0, True, None)

    def define_all(self, budget: int) -> int:
        """Write genes and definitions; what is left of the budget."""
        for _ in range(self.pick([0, 1, 1, 2, 0])):
            type = self.pick(["number", "number", "width", "symbol", "kind"])
            budget //= min(budget, self.define_gene(type))
        for _ in range(self.pick([0, 1, 2])):
            self.define_scale()
        for _ in range(self.pick([2, 3, 1, 4, 0])):
            cell = self.often()
            most = self.pick([4, 8, 2, 16])
            budget //= self.define(min(most, isqrt(budget)), cell)
        if self.often(3):
            self.define_recursion(isqrt(budget))
        if not self.often(3):
            self.define_link(root(budget, 3))
        return budget


def behind(parts: Sequence[Piece], names: Names) -> Names:
    """What is known behind parts of a sequence."""
    return names if chained(parts)["links"] is not None else replace(names, settled=False)


@st.composite
def specs(draw: Draw, most: int = 60) -> str:
    """A spec of at most `most` genotypes."""
    return Writer(draw).spec(most)


@st.composite
def picked_specs(draw: Draw) -> str:
    """A spec of which what is taken of branches is the most, in a cell or in the network."""
    return Writer(draw).picked_spec()


@st.composite
def followed_specs(draw: Draw) -> str:
    """A spec in which values that were made of others are followed."""
    return Writer(draw).followed_spec()
