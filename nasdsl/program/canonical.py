"""The canonical form of a network, and its hash, by the rules of `docs/hash.md`."""

from __future__ import annotations

import hashlib

from nasdsl.program.graph import Program
from nasdsl.program.normal_form import normal_form
from nasdsl.program.numbering import Numbering

RULES = "2"
"""Which rules hashes follow: networks of one hash may have another by other rules."""


def network_hash(program: Program) -> str:
    """The hash of a network: 32 hexadecimal digits, equal for networks with one canonical form.

    Different forms have different digests, except for a collision of SHA-256.
    """
    return hashlib.sha256(CanonicalForm(program).text.encode()).hexdigest()[:32]


class CanonicalForm:
    """The normal form of a network as text, with its nodes in canonical order.

    Args:
        program: a network without open decisions.

    Attributes:
        text: a line for each node: its operation, and the numbers of its inputs.
        work: what making it took: terms of merges listed and edges followed, added up.
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
