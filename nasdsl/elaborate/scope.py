"""Scopes: the names that an expression can use, and the symbols of formulas for genotypes.

Such a symbol (N_B, L_p, ...) names a number in the formula for a space's number of genotypes; it
follows from the definitions around an expression.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from nasdsl.language.vocabulary import DefinitionKind, Role
from nasdsl.space.ir import Cell, Kind, Node, Part, children, per_node
from nasdsl.space.model import PlacedNode


class Scope(NamedTuple):
    """What an expression can use, and where it stands in the definitions around it.

    Args:
        parameters: the parameters of the definition around the expression, by name.
        symbols: symbols that take precedence over definitions of the same name.
        roles: the keywords of the definitions around the expression, the outermost first.
        name: the name of the innermost definition around it that is not a `let`.
        argument_of: the keyword of the definition that takes the expression as an argument;
            `member` for the number of a member; None if it is no argument.
        links: how many links of its chain are before it; None if that depends on decisions or uses.
        bound: the slots that are bound around it.
        returned: whether it is in the `return` of a graph, so that all bindings are known.
        ended: for the innermost `given` on a number around it, how many definitions are around
            that; a definition inside may use itself, since such a `given` can end the recursion.
            Else 0.
    """

    parameters: Mapping[str, PlacedNode] = MappingProxyType({})
    symbols: frozenset[str] = frozenset()
    roles: tuple[DefinitionKind, ...] = ()
    name: str = ""
    argument_of: Role | Literal["member"] | None = None
    links: int | None = 0
    bound: frozenset[str] = frozenset()
    returned: bool = False
    ended: int = 0

    def around(self) -> Hashable:
        """A key: in scopes with equal keys, a definition without parameters has the same body."""
        return self.name, frozenset(self.roles), self._role(), self.bound, self.returned, self.ended

    def fresh(self, slot: str) -> str:
        """A name for a new slot that no slot around has: `slot`, with primes added if necessary."""
        while slot in self.bound:
            slot += "'"
        return slot

    def anew(self) -> Scope:
        """The scope of an expression at the beginning of a new chain."""
        return self.inside().after(0)

    def inside(self) -> Scope:
        """The scope of a subexpression, which is not itself an argument."""
        return self if self.argument_of is None else self._replace(argument_of=None)

    def after(self, links: int | None) -> Scope:
        """The scope of an expression further on in the same chain.

        Args:
            links: how many links of the chain are before it; None if that is not known.
        """
        return self if links == self.links else self._replace(links=links)

    def arms_symbol(self, kind: Kind) -> str | None:
        """The symbol that stands for a choice's number of arms in formulas for counts: N_B, P_B ...

        None where the paper has no symbol (Pouy et al., section 3).

        Args:
            kind: the kind of the choice's node.
        """
        if self.argument_of is not None:
            return {"cell": "P_c", "member": "N_c", "reduction": "P_r"}.get(self.argument_of)
        match self._role():
            case "block":
                return self._block_symbol()
            case "gene":
                return f"N_{self.name}"
            case "options":
                return "P_B"
            case "reduction" if kind is Kind.VALUE:
                return "P_r"
            case _:
                return None

    def _block_symbol(self) -> str:
        if "reduction" in self.roles:
            return "N_r"
        return f"N_{self.name}" if {"options", "pipeline"}.isdisjoint(self.roles) else "N_B"

    def times_symbol(self, body: PlacedNode) -> str | None:
        """The symbol that stands for a number of repetitions in formulas for counts: L_B, L_p, L_c.

        None where the paper has no symbol (Pouy et al., section 3).

        Args:
            body: the node that is repeated.
        """
        if body.kind is Kind.BRANCHES:
            return "L_p" if _holds_pipeline(body.node) else None
        if self._role() == "pipeline":
            return "L_B"
        return "L_c" if not self.roles and holds_cell(body.node) else None

    def each_symbol(self) -> str | None:
        """The symbol, L_r, that stands for a reduction's number of modules in formulas for counts.

        None outside of a reduction.
        """
        return "L_r" if self._role() == "reduction" else None

    def _role(self) -> DefinitionKind | None:
        return next((role for role in reversed(self.roles) if role != "let"), None)


@per_node
def _holds_pipeline(node: Node) -> bool:
    return (isinstance(node, Part) and node.role == "pipeline") or any(
        _holds_pipeline(child) for child in children(node)
    )


@per_node
def holds_cell(node: Node) -> bool:
    """Whether a cell is used anywhere in a node."""
    return isinstance(node, Cell) or any(holds_cell(child) for child in children(node))
