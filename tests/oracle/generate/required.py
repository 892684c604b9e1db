"""Random small specs that require something of structure: graphs, chains, cells, genes, picks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

OPERATIONS = (
    "relu", "identity", "conv(3)", "conv(3, stride=2)", "max_pool(2, stride=2)", "upsample(2)",
    "conv(3, padding=valid)", "conv(1, filters=2*channels)", "conv(1, filters=channels/2)",
    "global_avg_pool", "transposed_conv(2, stride=2)", "(relu | conv(3, stride=2))", "conv(w)",
    "conv(1, filters=f)", "(conv(1) | identity)", "fit(stride=2)", "conv(3, stride=w)",
)  # fmt: skip
QUANTITIES = ("stride", "height", "channels", "depth", "nodes", "edges")


class Writer:
    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def one(self, *options: str) -> str:
        return options[self.upto(len(options) - 1)]

    def upto(self, most: int, least: int = 0) -> int:
        return self.draw(st.integers(least, most))

    def often(self, of: int = 2) -> bool:
        return self.upto(of - 1) == 0

    def operation(self, names: tuple[str, ...]) -> str:
        text = self.one(*OPERATIONS)
        if "f)" in text and "f" not in names:
            return "conv(1)"
        return text

    def module(self, names: tuple[str, ...], fuel: int) -> str:
        """A module; `names` are what it can refer to: tensors, modules `m` and widths `f`."""
        tensors = [name for name in names if name[0] in "xyzne"]
        form = self.upto(9)
        if fuel == 0 or form < 3:
            return self.operation(names)
        inner = fuel - 1
        match form:
            case 3:
                return f"({self.module(names, inner)} -> {self.module(names, inner)})"
            case 4:
                return f"({self.module(names, inner)} | {self.module(names, inner)})"
            case 5:
                times = self.one("2", "(0..2)")
                return f"({self.one('same ', '')}{self.module(names, inner)} * {times})"
            case 6 if "m" in names:
                return self.one("m", "(m -> m)", "(relu -> m)")
            case 7 if tensors:
                return self.one(*tensors, f"fit({tensors[0]})", f"({tensors[-1]} -> relu)")
            case 8 if fuel > 1:
                return self.graph(names, inner, self.one("x", "x, y"))
            case _:
                return self.merge(names, inner)

    def merge(self, names: tuple[str, ...], fuel: int) -> str:
        kind = self.one("add", "concat", "add", "multiply")
        return (
            f"{kind}({self.branches(names, fuel)}{self.one('', '', ', fit=project', ', fit=pad')})"
        )

    def branches(self, names: tuple[str, ...], fuel: int) -> str:
        width = self.upto(3, 1)
        listed = self.listed(names, fuel, width)
        match self.upto(8):
            case 0:
                return f"pick({self.upto(width)}, {listed})"
            case 1:
                return f"pick(1 | {width}, {listed})" if width > 1 else listed
            case 2:
                return f"any({listed} -> {self.one('same ', '')}{self.operation(names)})"
            case 3:
                return f"{listed} -> {self.one('same ', '')}{self.operation(names)}"
            case 4 if "b" in names:
                return self.one("b", "b -> relu", "any(b)", f"b -> {self.operation(names)}")
            case 5 | 6:
                return self.decided_list(names, fuel, width)
            case _:
                return listed

    def listed(self, names: tuple[str, ...], fuel: int, width: int) -> str:
        return f"[{', '.join(self.module(names, fuel) for _ in range(width))}]"

    def decided_list(self, names: tuple[str, ...], fuel: int, width: int) -> str:
        """What is taken of a list that is itself decided."""
        one, other = (self.listed(names, fuel, width) for _ in range(2))
        cases = [f"given w {{ 1: {one} 2: {other} }}"]
        if "f" in names:  # in the cell that has sizes
            cases.append(f"given size {{ small: {one} large: {other} }}")
        left = self.one(
            f"({one} | {other})",
            self.one(*cases),
            f"pick({width}, [{self.operation(names)}, {one}])",
            f"{one} * 2",
            f"([{self.operation(names)}, {one}] -> conv(1))",
        )
        return self.one(f"pick(1, {left})", f"any({left})")

    def graph(self, names: tuple[str, ...], fuel: int, inputs: str) -> str:
        level = "abcdefgh"[fuel]
        entries = [name.strip() for name in inputs.split(",")]
        known = tuple(n for n in names if n[0] not in "xyz") + tuple(
            e.removesuffix("..") for e in entries if ".." not in e
        )
        lines: list[str] = []
        made: list[str] = []
        for number in range(self.upto(3, 1)):
            name = f"n{level}{number}"
            lines.append(f"{name} = {self.binding(known, fuel, entries)}")
            known, made = (*known, name), [*made, name]
        tensors = [e for e in entries if ".." not in e] + made
        result = self.one(
            made[-1],
            f"add([{', '.join(made)}])",
            f"concat(unused([{', '.join(tensors)}]))",
            f"concat(unused([{', '.join(made)}]), fit=project)",
            f"concat(any([{', '.join(made)}]))",
            f"concat([{made[0]}, add(unused([{', '.join(tensors)}]), fit=pad)], fit=pad)",
            f"concat(unused([{', '.join(made[1:])}]), fit=pad)",
        )
        return f"graph({inputs}) {{ {' '.join(lines)} return {result} }}"

    def binding(self, known: tuple[str, ...], fuel: int, entries: list[str]) -> str:
        tensors = [name for name in known if name[0] in "xyzn"]
        some = ", ".join(tensors[-3:])
        every = [e.removesuffix("..") for e in entries if ".." in e]
        options = [
            f"add(any([{some}]) -> {self.operation(known)}, fit=project)",
            f"add(pick(1, [{some}]) -> {self.operation(known)})",
            f"{tensors[-1]} -> {self.module(known, max(0, fuel - 1))}",
            f"add([{some}], fit=pad)",
        ]
        if every:
            options.append(f"add(any({every[0]}), fit=project)")
        return self.one(*options)

    def spec(self) -> str:
        lines = ['space s "random"', f"input {self.one('4 x 4 x 4', '5 x 4 x 2', '8 x 8 x 2')}"]
        lines += ["gene w = 1 | 2", "gene v = 1..2"]
        used = [self.one("step", "step * 2", "conv(w)", "conv(v)")]
        lines.append(f"block step = {self.module((), 1)}")
        if self.often(3):
            made = self.one("3 - w", "given w { 1: 2 2: 1 }", "given v { else: w }")
            lines.append(f"let u = {made}")
            cases = f"1: {self.module((), 1)} else: {self.module((), 1)}"
            lines.append(f"block followed(k) = given k {{ {cases} }}")
            used.append(self.one("followed(u)", "followed(3 - u)", "followed(u) * u"))
        if self.often():
            lines.append(f"block twice(m) = {self.module(('m',), 2)}")
            used.append(f"twice({self.module((), 1)})")
        if self.often():
            lines.append(f"block wide(b) = {self.merge(('b',), 1)}")
            used.append(f"wide({self.branches((), 1)})")
        inputs = self.one("x", "x, y", "x, y")
        inner = f"given size {{ small: {self.module(('f',), 1)} large: {self.module((), 1)} }}"
        body = self.graph(("f",), 1, inputs) if self.often() else inner
        lines.append(f"cell c[2](size: small | large, f = channels | 4) = {body}")
        lines.append("cell d = " + self.one("c[1](small) -> relu", self.module((), 2)))
        cells = [
            "c[1](small)",
            "c[1..2](small | large)",
            "c[2](large, channels)",
            "c[1](small) * 2",
        ]
        used += [self.one(*cells, "d") for _ in range(self.upto(3))]
        if self.often(3):
            lines.append(f"block link = {self.graph((), 1, self.one('x, y', 'e.., x', 'x, y, z'))}")
            used.append(self.one("link * 2", "link -> step -> link", "link"))
        order = self.draw(st.permutations(used))
        lines.append(f"network = {' -> '.join(order)}")
        lines += [f"require {self.require(lines)}" for _ in range(self.upto(2, 1))]
        return "\n".join(lines) + "\n"

    def broken_chain(self) -> str:
        """A chain of graphs that take earlier outputs, with operations between them."""
        entries = self.one("e.., x", "e.., x, y")
        taken = self.one("any(e)", "e", "any(e) -> conv(1)", "pick(1, [x, add(any(e), fit=pad)])")
        between = self.one("relu", "step", "(relu | identity)", "conv(1, filters=2*channels)")
        quantity = self.one("edges", "nodes", "edges(layer)", "nodes(layer)")
        lines = [
            'space s "random"',
            "input 4 x 4 x 2",
            "gene w = 1 | 2",
            f"block step = {self.operation(())}",
            f"block layer = graph({entries}) {{",
            f"  return {self.one('add', 'concat')}([x -> step, {taken}], fit=project)",
            "}",
            f"network = {self.one('layer', 'step')} -> {between} -> layer -> layer",
            f"require {quantity} {self.one('>=', '<=')} {self.upto(12, 2)}",
        ]
        return "\n".join(lines)

    def bounded_picks(self) -> str:
        """Picks of which a bound of structure excludes some, by how many or by what they take."""
        number = self.one(
            "0..2", "1..2", "1 | 3", "2 | 0", "w", "w - 1", "given w { 1: 1 2: 0..2 }"
        )
        modules = ("relu", "conv(3)", "upsample(2)", "(relu | tanh)", "relu -> tanh")
        halved = f"{self.one('conv(3', 'max_pool(2', 'fit(')}, stride=2)".replace("(, ", "(")
        listed = self.draw(st.permutations([halved, self.one(*modules), self.one(*modules)]))
        branches = f"[{', '.join(listed)}]"
        after = self.one("", "", " -> (relu | conv(1))")
        kind, fit = self.one("add", "concat"), self.one("", ", fit=project", ", fit=pad")
        picked = f"{kind}(pick({number}, {branches}{after}){fit})"
        nested = f"{kind}(pick(1..2, pick(2, {branches})){fit})"
        lines = [
            'space s "random"',
            "input 4 x 4 x 4",
            "gene w = 1 | 2",
            f"network = {self.one(picked, picked, nested)} -> (relu | identity)",
            f"require {self.one('stride <= 1', 'height >= 4', 'channels <= 4', 'depth <= 1')}",
        ]
        return "\n".join(lines)

    def require(self, lines: list[str]) -> str:
        wholes = [
            f"({line.split()[1].split('[')[0].split('(')[0]})"
            for line in lines
            if line.startswith(("block", "cell"))
        ]
        quantity = self.one(*QUANTITIES)
        subject = self.one("", "", *wholes, "(c[1])")
        number = self.one("1", "2", "4", "3", "6", "8")
        return self.one(
            f"{quantity}{subject} <= {number}",
            f"{quantity}{subject} <= {number}",
            f"1 <= {quantity}{subject} < {number}",
            f"{quantity}{subject} >= {self.one('1', '1/2', '2')}",
            f"w <= v and {quantity} <= {number}",
            "w < v",
        )


@st.composite
def required(draw: Draw) -> str:
    """A spec with requirements, which can be wrong where the language forbids what was drawn."""
    writer = Writer(draw)
    return (writer.broken_chain, writer.bounded_picks, *[writer.spec] * 4)[writer.upto(5)]()
