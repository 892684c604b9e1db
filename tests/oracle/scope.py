"""What names mean where an expression of a small spec stands, and who decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from oracle.meanings import Module, Thing, Value, World, after
from oracle.operations import Constant

Choose = Callable[[int], int]
"""An oracle: which of so many."""
Member = tuple[str, int]


@dataclass(frozen=True)
class Cell:
    """A cell as decided: the values of its defaults, and its body."""

    defaults: Mapping[str, Value]
    body: Module


@dataclass(frozen=True)
class Scope:
    """What names mean: parameters, and symbols that go before definitions.

    `links` is how many links the chain has here, None where uses of a cell say it; `worlds` are all
    that the parameters of the cell around it can be together here.
    """

    names: Mapping[str, Thing] = field(default_factory=dict)
    symbols: frozenset[str] = frozenset()
    links: int | None = 0
    worlds: tuple[World, ...] = ({},)

    def among(self, value: Value) -> frozenset[Constant] | None:
        """What a value can be here; None where it waits for a tensor."""
        where = value.where
        return None if where is None else frozenset(map(where, self.worlds))

    def anew(self) -> Scope:
        """Where a chain begins."""
        return replace(self, links=0)

    def behind(self, module: Module) -> Scope:
        return replace(self, links=after(self.links, module.links))
