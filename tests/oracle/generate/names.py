"""What random specs have of tensors taken by name where the place decides which tensor enters:
in a body that is repeated, and behind branches that begin with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oracle.generate.pieces import (
    ARM,
    ATOM,
    CHOICE,
    PREFIX,
    SEQUENCE,
    TERM,
    Names,
    Piece,
    at,
    genotypes,
    joined,
    root,
)

if TYPE_CHECKING:
    from oracle.generate.specs import Writer

MERGED = ("add", "concat", "add", "max")
FITTING = ("", ", fit=project", ", fit=project", ", fit=pad")


class NamedTensors:
    """The part of a writer that knows where a name is taken again and again."""

    def repeated_name(self: Writer, budget: int, names: Names) -> Piece:
        """A body that takes a tensor by its name, in each repetition the same one."""
        most = self.pick([2, 2, 3])
        times = Piece(f"1..{most}", CHOICE, most) if self.often(3) else Piece(str(most))
        times = times if times.count <= budget else Piece(str(most))
        body = self.with_name(root(budget // times.count, most), names)
        if names.fuel > 1 and self.often(4):
            body = self.repeated_name(body.count, names.less())
        text = f"{at(PREFIX, body)} * {at(PREFIX, times)}"
        return Piece(text, TERM, times.count * body.count**most)

    def with_name(self: Writer, budget: int, names: Names) -> Piece:
        """A merge of what enters, changed, with a tensor by its name, perhaps with more after."""
        module = self.short(budget, names)
        items = [at(SEQUENCE, module), self.pick(names.tensors)]
        listed = ", ".join(self.pick([items, items[::-1]]))
        merge = Piece(f"{self.pick(MERGED)}([{listed}]{self.pick(FITTING)})", ATOM, module.count)
        return self.pick([merge, joined(" -> ", [merge, Piece("relu")], SEQUENCE)])

    def short(self: Writer, budget: int, names: Names) -> Piece:
        """An operation, or a choice of it and another or a tensor by its name."""
        first = self.operation(1, names)
        if budget < 2:
            return first
        second = self.pick([Piece("identity"), Piece("relu"), Piece(self.pick(names.tensors))])
        text = f"{at(ARM, first)} | {second.text}"
        return self.pick([first, Piece(text, CHOICE, 2)])

    def name_behind(self: Writer, budget: int, names: Names) -> Piece:
        """Branches, the first of them a tensor, with what takes tensors by name behind each."""
        other = self.pick([Piece(self.pick(names.tensors)), self.operation(1, names)])
        makers = [self.short, self.with_name]
        behind = [self.pick(makers)(root(budget, 2), names), self.with_name(1, names)]
        behind = self.pick([behind, behind[::-1], behind[1:], behind[:1]])
        branches = f"[{self.pick(names.tensors)}, {at(SEQUENCE, other)}]"
        text = " -> ".join([branches, *(at(TERM, module) for module in behind)])
        return Piece(f"{self.pick(MERGED)}({text}, fit=project)", ATOM, genotypes(behind) ** 2)
