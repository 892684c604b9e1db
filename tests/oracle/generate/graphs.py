"""What random specs have of graphs, genes and recursion, as text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oracle.generate.pieces import (
    ATOM,
    CHOICE,
    PREFIX,
    TERM,
    Definition,
    Names,
    Parameter,
    Piece,
    at,
    genotypes,
    root,
)

if TYPE_CHECKING:
    from oracle.generate.specs import Make, Writer

EARLIER = 4  # how many genotypes are reckoned for any of all earlier tensors
FITS = ["", ", fit=project", ", fit=project", ", fit=pad"]
GENES = {
    "number": ["1 | 2", "1..2", "2"],
    "width": ["4..8 by 4", "4 | 6", "4"],
    "symbol": ["small | large"],
    "kind": ["add | concat", "add"],
}
OF_A_NUMBER = {
    "number": ["3 - {}", "{}", "given {} {{ 1: 1..2 else: 1 }}"],
    "width": ["4 * {}", "2 * {} + (2 | 4)", "round(3 * {}, 4)"],
    "symbol": ["given {} {{ 1: small else: small | large }}"],
    "kind": ["given {} {{ 1: add | concat 2: add }}"],
}
AMONG = {"number": ("1", "2"), "symbol": ("small", "large"), "kind": ("add", "concat")}


class Graphs:
    """The part of a writer that knows graphs and genes."""

    tensors = 0

    def graph(self: Writer, budget: int, names: Names) -> Piece:
        forms = ["one", "one", "two"] + ["all", "all", "all but two"] * names.settled
        return self.graph_of(self.pick(forms), budget, names)

    def graph_of(self: Writer, form: str, budget: int, names: Names) -> Piece:
        """A graph of one tensor, of the last two, of all, or of the last two and those before."""
        every = self.tensor() if "all" in form else ""
        single = [self.tensor() for _ in range(2 if "two" in form else 1)]
        lists = (*names.lists, *([every] if every else []))
        inner = replace(names.less(), tensors=(*names.tensors, *single), lists=lists, settled=True)
        bound: list[str] = []
        bodies: list[Piece] = []
        for _ in range(self.pick([2, 2, 1, 3, 0])):
            bodies.append(self.node(root(budget, 2) // genotypes(bodies), inner))
            bound.append(self.tensor())
            inner = replace(inner, tensors=(*inner.tensors, bound[-1]))
        left = budget // genotypes(bodies)
        ends = [*bound, *([*([every] * bool(every)), single[-1]] if "two" not in form else [])]
        result = self.result(left, inner, ends, every)
        lines = [f"{name} = {body.text}" for name, body in zip(bound, bodies, strict=True)]
        entries = ", ".join([f"{every}.."] * bool(every) + single)
        text = f"graph({entries}) {{ {' '.join(lines)} return {result.text} }}"
        count = genotypes(bodies) * result.count
        return Piece(text, ATOM, count, links=int(form != "one"), every=bool(every))

    def tensor(self) -> str:
        self.tensors += 1
        return f"t{self.tensors}"

    def node(self: Writer, budget: int, names: Names) -> Piece:
        """A binding: mostly a merge of other tensors."""
        makers: list[Make] = [self.module, self.merged_tensors, self.merged_tensors]
        makers += [self.repeated_name, self.name_behind, self.used]
        return self.pick(makers)(budget, names)

    def merged_tensors(self: Writer, budget: int, names: Names) -> Piece:
        branches = self.pick([self.taken, self.taken, self.fixed])(budget, names.less())
        kind = self.pick(["add", "concat", "add", "max"])
        return Piece(f"{kind}({branches.text}{self.pick(FITS)})", ATOM, branches.count)

    def result(self: Writer, budget: int, names: Names, ends: list[str], every: str) -> Piece:
        """What a graph returns, unused tensors among it."""
        listed = f"[{', '.join(ends)}]"
        kind = self.pick(["concat", "add"])
        options: list[Piece] = []
        if ends:
            some = self.pick([listed, f"[{', '.join(ends[1:])}]"])  # then the first can be dropped
            loose = [f"unused({some})", f"unused({listed}) -> relu", listed]
            loose += [f"[{self.pick(ends)}, add(unused({listed}), fit=pad)]"]
            options += [Piece(f"{kind}({each}{self.pick(FITS[1:])})") for each in loose]
        if every and budget >= EARLIER:
            last = names.tensors[-1]
            texts = [f"[{last} -> relu, any({every})]", f"any([{every}, {last}])"]
            count = EARLIER * 2
            options += [Piece(f"{kind}({each}, fit=pad)", ATOM, count) for each in texts] * 3
        if not options or self.often():
            return self.node(budget, names)
        return self.pick(options)

    # genes and recursion

    def define_gene(self: Writer, type: str) -> int:
        """Write a gene that is of such a type; the bound of what it decides."""
        members = self.pick([0, 0, 2])
        name = f"g{len(self.genes)}"
        bodies = list(GENES[type])
        bodies += [
            form.format(gene.name)
            for gene in self.genes
            if gene.type == "number"
            for form in OF_A_NUMBER[type]
        ]
        body = self.pick(bodies)
        self.lines.append(f"gene {name}{f'[{members}]' if members else ''} = {body}")
        names = [f"{name}[{i}]" for i in range(1, members + 1)] or [name]
        self.genes += [Parameter(each, type, AMONG.get(type, ())) for each in names]
        return 2 ** len(names)

    def define_recursion(self: Writer, budget: int) -> None:
        """A definition that uses itself, once at most."""
        name = f"d{len(self.definitions)}"
        names = self.known(settled=False, fuel=2)
        base, step = (self.module(root(budget, 3), names) for _ in range(2))
        again = f"{at(TERM, step)} -> {name}(x0 - 1)"
        if self.often():
            x, y = self.tensor(), self.tensor()
            again = f"graph({x}) {{ {y} = {again} return concat([{y}, {x}], fit=pad) }}"
        body = f"given x0 {{ 1: {base.text} else: {again} }}"
        self.lines.append(f"block {name}(x0) = {body}")
        parameters = (Parameter("x0", "times"),)
        count = base.count * step.count
        self.definitions.append(
            Definition(name, "module", parameters, count, 1, False, 0, True, links=None)
        )

    def define_link(self: Writer, budget: int) -> None:
        """A block or cell that is a graph of the last two outputs of its chain, or of all."""
        name, role = f"d{len(self.definitions)}", self.pick(["block", "block", "let", "cell"])
        cell = role == "cell"
        names = self.known(in_cell=cell, settled=not cell, fuel=3)
        form = "two" if cell else self.pick(["all", "all", "two", "all but two"])
        body = self.graph_of(form, budget, names)
        self.lines.append(f"{role} {name} = {body.text}")
        makes, links = ("cell", None) if cell else ("module", body.links)
        found = Definition(name, makes, (), body.count, 1, False, 0, False, links, body.every)
        self.definitions.append(found)
        self.links.append(found)

    def link(self: Writer, budget: int, names: Names) -> Piece:
        """A use of a link, perhaps more than once, or what stands between links."""
        found = [d for d in self.links if d.makes == "cell" or d.count <= budget]
        found = [d for d in found if names.settled or not d.every]
        if self.often(3):
            return self.operation(1, names)
        if not found:
            return self.graph_of("two", budget, names)
        once = self.use(self.pick(found), budget, names)
        ways = [(1, Piece("1"), once.links)]
        if once.count**2 <= budget and names.settled:
            ways += [(2, Piece("2"), once.links and 2 * once.links)]
            ways += [(2, Piece("1..2", CHOICE, 2), None)] * (budget >= 2 * once.count**2)
        most, times, links = self.pick(ways)
        if most == 1 or (once.every and once.links is None):
            return once
        text = f"{once.text} * {at(PREFIX, times)}"
        return Piece(text, TERM, times.count * once.count**most, 1, links, once.every)
