"""What random specs have of `pick` and `any`, as text: lists whose length is known, and what is
taken of them."""

from __future__ import annotations

from dataclasses import replace
from math import comb, isqrt
from typing import TYPE_CHECKING

from oracle.generate.pieces import (
    ATOM,
    CHOICE,
    PREFIX,
    SEQUENCE,
    TERM,
    Names,
    Piece,
    at,
    genotypes,
    root,
)

if TYPE_CHECKING:
    from oracle.generate.specs import Make, Writer


class Picks:
    """The part of a writer that knows lists of a fixed number of branches."""

    def taken(self: Writer, budget: int, names: Names) -> Piece:
        """`pick` or `any` of branches."""
        branches = self.fixed(max(1, isqrt(budget)), names)
        left = budget // branches.count
        if 2**branches.wide <= left and self.often(4):
            return replace(branches, text=f"any({branches.text})", level=ATOM,
                           count=branches.count * 2**branches.wide)  # fmt: skip
        options = [("0", [0]), ("1", [1]), ("2", [2])]
        options += [("0..1", [0, 1]), ("1..2", [1, 2]), ("1 | 2", [1, 2])]
        held = [p for p in names.of("number") + names.of("times") if not names.in_cell]
        held += [p for p in names.genes if p.type == "number" and names.in_cell]
        options += [(p.name, [1, 2]) for p in (*held, *names.scales)] * 2
        ways = [
            (text, sum(comb(branches.wide, n) for n in numbers) * max(1, text.count(".") % 2 * 2))
            for text, numbers in options
            if max(numbers) <= branches.wide
        ]
        ways = [(text, count) for text, count in ways if count <= left]
        if not ways:
            return branches
        text, count = self.pick(ways)
        return Piece(f"pick({text}, {branches.text})", ATOM, count * branches.count, branches.wide)

    def fixed(self: Writer, budget: int, names: Names) -> Piece:
        """Branches whose number is always `wide`."""
        return self.exactly(self.pick([2, 2, 3, 1]), budget, names)

    def exactly(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        """So many branches."""
        options: list[Make] = [lambda b, n: self.exact_list(wide, b, n)]
        if len(names.tensors) > 1:
            options += [lambda b, n: self.exact_tensors(wide, n)] * 3
        if names.fuel > 0 and wide:
            options += [lambda b, n: self.exact_after(wide, b, n)] * 2
            options += [lambda b, n: self.exact_nested(wide, b, n)]
            options += [lambda b, n: self.exact_alternatives(wide, b, n)] * 2 * (budget >= 2)
            options += [lambda b, n: self.exact_pick(wide, b, n)] * 2 * (budget >= 4)
            options += [lambda b, n: self.exact_repeat(wide, b, n)] * (wide % 2 == 0)
            options += [lambda b, n: self.exact_cases(wide, b, n)] * 2 * bool(self.followed(names))
            found = [d for d in self.definitions if d.fixed and d.wide == wide]
            found = [d for d in found if d.count <= budget]
            options += [lambda b, n: self.use(self.pick(found), b, n)] * 2 * bool(found)
        return self.pick(options)(budget, names.less())

    def exact_tensors(self: Writer, wide: int, names: Names) -> Piece:
        taken = [self.pick(names.tensors) for _ in range(wide)]
        return Piece(f"[{', '.join(taken)}]", ATOM, wide=wide)

    def exact_list(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        items: list[Piece] = []
        for _ in range(wide):
            inner = replace(names.less(), settled=True)
            items.append(self.module(root(budget, wide), inner))
        return Piece(f"[{', '.join(item.text for item in items)}]", ATOM, genotypes(items), wide)

    def exact_after(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        before = self.exactly(wide, max(1, isqrt(budget)), names)
        same = self.often(4)
        left = budget // before.count
        inner = replace(names, settled=True)
        module = self.module(left if same else root(left, wide), inner)
        text = f"same {at(ATOM, module)}" if same else at(TERM, module)
        count = before.count * module.count ** (1 if same else wide)
        return Piece(f"{at(TERM, before)} -> {text}", SEQUENCE, count, wide)

    def exact_cases(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        return self.follow(budget, names, lambda b, n: self.exactly(wide, b, n))

    def exact_alternatives(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        """One of two lists of one length."""
        arms = [self.exactly(wide, budget // 2, names) for _ in range(2)]
        text = " | ".join(at(SEQUENCE, arm) for arm in arms)
        return Piece(text, CHOICE, sum(arm.count for arm in arms), wide)

    def exact_nested(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        """A list that holds another one."""
        first = self.upto(wide)
        inner = self.exactly(first, max(1, isqrt(budget)), names)
        rest = self.exact_list(wide - first, budget // inner.count, names)
        items = [
            inner.text,
            *([rest.text.removeprefix("[").removesuffix("]")] if first < wide else []),
        ]
        return Piece(f"[{', '.join(items)}]", ATOM, inner.count * rest.count, wide)

    def exact_pick(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        """A pick in a pick."""
        of = self.exactly(wide + 1, budget // (wide + 1), names)
        return Piece(f"pick({wide}, {of.text})", ATOM, (wide + 1) * of.count, wide)

    def exact_repeat(self: Writer, wide: int, budget: int, names: Names) -> Piece:
        """Branches twice, decided anew or once."""
        same = self.often(4)
        body = self.exactly(wide // 2, budget if same else isqrt(budget), names)
        text = f"same {at(ATOM, body)}" if same else at(PREFIX, body)
        return Piece(f"{text} * 2", TERM, body.count ** (1 if same else 2), wide)
