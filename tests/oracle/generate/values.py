"""Numbers and operations of random specs, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oracle.generate.pieces import ATOM, CHOICE, SUM, TERM, Names, Piece

if TYPE_CHECKING:
    from oracle.generate.specs import Writer

FIXED = (
    "relu", "identity", "batch_norm", "conv(1)", "conv(3)", "dropout(0)", "max_pool(2)",
    "conv(2, 1, padding=1)", "avg_pool(3, padding=valid)", "separable_conv(3)", "flatten",
    "max_pool(3, stride=2)", "conv(1, stride=2, filters=2*channels)", "conv(3, bias=no)",
    "depthwise_conv(3, stride=2, bias=no)", "conv(3, groups=2)", "global_avg_pool", "zero",
    "fit(stride=2)", "fit()", "identity", "relu", "zero(2)", "conv(3, 1, padding=valid)",
    "conv(2, dilation=2, padding=valid)",
)  # fmt: skip


class Values:
    """The part of a writer that knows numbers and operations."""

    def width(self: Writer, budget: int, names: Names) -> Piece:
        """A number of channels, which need not come out whole or positive."""
        fixed = [Piece("4"), Piece("6"), Piece("channels"), Piece("2*channels", TERM)]
        fixed += [Piece("channels / 2", TERM), Piece("channels - 2", SUM)]
        fixed += [Piece("height + width", SUM), Piece("classes"), Piece("round(channels / 2, 2)")]
        for parameter in names.of("width"):
            fixed += [Piece(parameter.name), Piece(f"{parameter.name} + channels", SUM)]
            fixed += [Piece(f"2 * {parameter.name}", TERM)]
        for parameter in (*names.of("number"), *names.scales):
            fixed += [Piece(f"4 * {parameter.name}", TERM), Piece(f"{parameter.name} + 2", SUM)]
        options = [lambda: self.pick(fixed)] * 3
        if budget >= 2:
            options.append(lambda: Piece("4..8 by 4", CHOICE, 2))
            options.append(lambda: Piece("4 | channels", CHOICE, 2))
            options.append(lambda: Piece("channels * (1..2)", TERM, 2))
        if names.fuel > 0:
            options += self.uses("value", budget, names)
        return self.pick(options)()

    def times(self: Writer, names: Names, budget: int) -> tuple[Piece, int]:
        """How often something is done, and the most that can be."""
        options = [(Piece("2"), 2), (Piece("3"), 3)]
        held = names.of("times") + [p for p in names.genes if p.type == "number"]
        options += [(Piece(p.name), 2) for p in (*held, *names.scales)] * 2
        options += [(Piece(f"{p.name} - 1", SUM), 1) for p in (*held, *names.scales)]
        options += [(Piece("0"), 0), *[(Piece("1 - 1", SUM), 0)] * self.often(4)]
        if budget >= 2:
            decided = [("0..1", 2, 1), ("1..2", 2, 2), ("1 | 2", 2, 2), ("0..2 by 2", 2, 2)]
            options += [(Piece(text, CHOICE, count), most) for text, count, most in decided] * 2
        return self.pick(options)

    def operation(self: Writer, budget: int, names: Names) -> Piece:
        if names.tensors and self.often(6):
            return Piece(f"fit({self.pick(names.tensors)})")
        if not self.often(3):
            return Piece(self.pick(FIXED))
        form = self.pick(["conv(1, filters={})", "dense({})", "fit(filters={})", "window"])
        if form == "window":
            stride = "1..2" if budget >= 2 else "2"
            return Piece(f"conv(3, stride={stride})", ATOM, 2 if budget >= 2 else 1)
        value = self.width(budget, names)
        return Piece(form.format(value.text), ATOM, value.count)
