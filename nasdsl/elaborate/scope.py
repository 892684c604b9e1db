"""Scopes: the names visible at a place, and the formula symbols for what is counted there."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from nasdsl.language.vocabulary import DefinitionKind, Role
from nasdsl.space.ir import Cell, Kind, Node, Part, children, per_node
from nasdsl.space.model import PlacedNode


@dataclass(frozen=True, slots=True)
class Scope:
    """The parameters and symbols visible at a place, and the definitions around it.

    Args:
        parameters: of the definition in whose body the expression stands.
        symbols: symbols that go before definitions of the same name.
        roles: of the definitions around, from the outermost.
        name: of the innermost definition around that is more than a `let`.
        argument_of: the role of the definition whose argument this is; None if it is none.
        links: the number of links before it in its chain; None if that depends on decisions or
            uses.
        bound: the slots that are bound around it.
        returned: whether it is in the `return` of a graph, where all that its bindings take is
            known.
        ended: how many definitions were being elaborated at the innermost `given` on a number
            around it, which may end a recursion.
    """

    parameters: Mapping[str, PlacedNode] = field(default_factory=dict[str, PlacedNode])
    symbols: frozenset[str] = frozenset()
    roles: tuple[DefinitionKind, ...] = ()
    name: str = ""
    argument_of: Role | Literal["member"] | None = None
    links: int | None = 0
    bound: frozenset[str] = frozenset()
    returned: bool = False
    ended: int = 0

    def around(self) -> Hashable:
        """A key of this scope: where it is equal, a template without parameters has one body."""
        return self.name, frozenset(self.roles), self._role(), self.bound, self.returned, self.ended

    def fresh(self, slot: str) -> str:
        """A slot with this name, made different from all slots bound around."""
        while slot in self.bound:
            slot += "'"
        return slot

    def anew(self) -> Scope:
        """The scope of an expression with which a new chain begins."""
        return self.inside().after(0)

    def inside(self) -> Scope:
        """The scope of a subexpression."""
        return self if self.argument_of is None else replace(self, argument_of=None)

    def after(self, links: int | None) -> Scope:
        """The scope of an expression with `links` more links before it."""
        return self if links == self.links else replace(self, links=links)

    def arms_symbol(self, kind: Kind) -> str | None:
        """The formula symbol for the arms of a choice: N_B, P_B, N_r (Pouy et al., section 3)."""
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
        """The formula symbol for a number of repetitions: L_B, L_p or L_c."""
        if body.kind is Kind.BRANCHES:
            return "L_p" if _holds_pipeline(body.node) else None
        if self._role() == "pipeline":
            return "L_B"
        return "L_c" if not self.roles and holds_cell(body.node) else None

    def each_symbol(self) -> str | None:
        """The formula symbol L_r: the modules side by side in a reduction."""
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
    """Whether cells are used in a node."""
    return isinstance(node, Cell) or any(holds_cell(child) for child in children(node))
