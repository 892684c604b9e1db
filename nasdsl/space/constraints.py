"""Requirements on structure, as `require` states them: bounds, and relations between genes."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nasdsl.language.ast import Comparison
from nasdsl.source import Span
from nasdsl.space.ir import Node, Number
from nasdsl.space.values import refs

COSTS = ("params", "macs", "memory")
OF_SHAPES = ("height", "width", "channels")
OF_POINTS = ("stride", *OF_SHAPES)
OF_WHOLES = ("depth", "nodes", "edges")
QUANTITIES = (*OF_POINTS, *OF_WHOLES)

COMPARISONS: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The definition at whose uses a bound applies.

    Args:
        name: the name of the definition.
        member: the number of the member of a family, from 1; None for every member.
    """

    name: str
    member: int | None = None

    def __str__(self) -> str:
        return self.name if self.member is None else f"{self.name}[{self.member}]"

    def cost(self, name: str) -> str:
        """The name of a cost of this subject's uses, as `params(c[1])`.

        Args:
            name: the name of the cost, as `params`.
        """
        return f"{name}({self})"

    def covers(self, name: str, member: int | None = None) -> bool:
        """Whether a bound with this subject applies to a use of a definition.

        Args:
            name: the name of the definition.
            member: the number of the member, if the definition is a family.
        """
        return name == self.name and self.member in (None, member)


@dataclass(frozen=True, slots=True)
class Bound:
    """A requirement `quantity comparison limit` on structure.

    Args:
        quantity: the quantity that is compared, as `depth` or `channels`.
        subject: the definition at whose uses it is compared; None for the whole network or, if the
            quantity is one of a tensor, for every tensor.
        comparison: `<`, `<=`, `==`, `>=` or `>`.
        limit: the number with which it is compared.
        text: the requirement as written.
        span: where it is written.
    """

    quantity: str
    subject: Subject | None
    comparison: Comparison
    limit: Number
    text: str
    span: Span

    def keeps(self, value: Number) -> bool:
        """Whether `value`, of the bound's quantity, satisfies the bound."""
        return COMPARISONS[self.comparison](value, self.limit)


@dataclass(frozen=True, slots=True)
class Relation:
    """A requirement `left comparison right` on genes.

    Args:
        left: a value that may depend on genes.
        comparison: `<`, `<=`, `==`, `>=` or `>`.
        right: a value that may depend on genes.
        text: the requirement as written.
        span: where it is written.
    """

    left: Node
    comparison: Comparison
    right: Node
    text: str
    span: Span

    @property
    def slots(self) -> frozenset[str]:
        """The slots of the genes on which the two sides depend."""
        return refs(self.left) | refs(self.right)

    def keeps(self, left: Number, right: Number) -> bool:
        """Whether the relation holds when its sides have the values `left` and `right`."""
        return COMPARISONS[self.comparison](left, right)


@dataclass(frozen=True, slots=True)
class Constraints:
    """All requirements of a spec on structure: bounds, and relations between genes."""

    bounds: tuple[Bound, ...] = ()
    relations: tuple[Relation, ...] = ()
