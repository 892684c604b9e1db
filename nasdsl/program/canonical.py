"""The canonical form of a network and its digest: what it *is*, as `docs/hash.md` has it."""

from __future__ import annotations

import hashlib

from nasdsl.program.graph import Program
from nasdsl.program.normal_form import normal_form
from nasdsl.program.numbering import Numbering

RULES = "2"
"""Which rules hashes follow: networks of one hash may have another by other rules."""


def network_hash(program: Program) -> str:
    """32 hexadecimal digits: the same for networks of one canonical form.

    Equal digests mean equal forms, up to a collision of SHA-256: the text that is digested says the
    whole graph.
    """
    return hashlib.sha256(CanonicalForm(program).text.encode()).hexdigest()[:32]


class CanonicalForm:
    """A network without what makes no difference, its nodes in an order that depends on it alone.

    Args:
        program: a network without open decisions.

    Attributes:
        text: each node in a line, with what it takes by its numbers.
        work: branches that were listed and edges that were followed, to limit which is a law.
    """

    def __init__(self, program: Program) -> None:
        graph = normal_form(program)
        numbering = Numbering(graph)
        number = {node: n for n, node in enumerate(numbering.order)}
        lines: list[str] = []
        for node in numbering.order:
            edges = sorted([(label, number[source]) for label, source in graph.edges[node]])
            lines.append(" ".join([graph.heads[node], *[f"{label:x}:{n}" for label, n in edges]]))
        self.text = "\n".join(lines)
        self.work = graph.work + numbering.work
