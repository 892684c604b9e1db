"""The tree that the spec of each kind of node is elaborated to."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from kinds.tables import check, for_each_kind, space_of
from nasdsl.space.ir import Node, children


@for_each_kind
def test_kind(kind: str) -> None:
    space = space_of(kind).space
    lines = [line for slot, gene in space.genes.items() for line in tree(f"gene {slot}", gene.node)]
    lines += tree("network", space.network.node)
    for name, family in space.cells.items():
        lines += tree(f"cell {name}", family.body.node)
    check(Path(__file__).parent, kind, lines)


def tree(name: str, node: Node) -> list[str]:
    """A node, what it holds but nodes, and its children below."""
    inner = [f"    {line}" for child in children(node) for line in tree("", child)]
    return [f"{name} {type(node).__name__}{own(node)}".strip(), *inner]


def own(node: Node) -> str:
    """What a node holds but nodes, without what it need not say."""
    values = {each.name: _plain(getattr(node, each.name)) for each in fields(node)}
    told = [f"{name}={value}" for name, value in values.items() if value not in NOTHING]
    return f"({', '.join(told)})" if told else ""


NOTHING = ("", "None", "False", "()")


def _plain(value: object) -> str:
    """A value as text; of pairs and arms, the names; of nodes, nothing."""
    if isinstance(value, tuple):
        texts = [text for each in value if (text := _plain(each))]
        return f"({', '.join(texts)})" if len(texts) > 1 else "".join(texts)
    if hasattr(value, "label"):
        return str(value.label or "")
    return "" if hasattr(value, "facts") else str(value)
