"""The picture of a space: the network, each cell and each definition in a frame of its own.

A definition is drawn once, as the spec writes it, and used by its name, so the picture is as long
as the spec, however large the space is. Where arguments give it another form (a `given` on a
number), up to 4 forms are drawn. Decisions are dashed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nasdsl import limits
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.parts import counted_parts
from nasdsl.drawing.body import body_context, body_scene, source_text
from nasdsl.drawing.scene import Box, Frame, Look, Picture, Scene, clipped, wrapped
from nasdsl.language import ast
from nasdsl.language.vocabulary import Role
from nasdsl.lint.tree import all_expressions, identity, mentioned
from nasdsl.searchspace import SearchSpace
from nasdsl.space.ir import Kind, Part, kind
from nasdsl.space.model import Family, PlacedNode, Space
from nasdsl.util.integers import brief_text, number_text

COUNT_DIGITS = 9  # of a definition's count, before it is rounded
FORMS = 4  # of one definition


def space_picture(space: SearchSpace, title: str = "") -> Picture:
    """The picture of a search space, with its number of genotypes.

    Args:
        space: the space.
        title: the heading of the picture; if empty, the title in the spec.
    """
    alone = "beside a definition, how many it has alone, long ones rounded"
    notes = (
        f"Genotypes: {number_text(space.count())}; {alone}.",
        "Dashed: what is decided. A definition is drawn as it is written, with its parameters.",
    )
    with limits.deep_recursion():
        return Picture(title or space.space.heading, notes, tuple(space_graphs(space)))


def space_graphs(space: SearchSpace) -> Iterator[Scene]:
    """The graphs in the picture of a space: the network, then values, cells and definitions."""
    statements = space.spec.statements
    (network,) = (s for s in statements if isinstance(s, ast.NetworkStatement))
    scene = body_scene(space.space.network, body_context(network.body))
    yield _panel(f"network: from {space.space.input}", scene)
    drawn = _drawn_definitions(space.space)
    written = {s.name: s for s in statements if isinstance(s, ast.Definition)}
    yield from _value_panels(space, [d for name, d in written.items() if name not in drawn])
    counts = _definition_counts(space.space)
    for name, definition in drawn.items():
        members = _members(space.space.cells[name]) if name in space.space.cells else name
        signature = clipped(_signature(written[name], members))
        label = f"{definition.role} {signature}{_count_text(counts[name])}"
        forms = definition.forms(written[name])
        for number, form in enumerate(forms[:FORMS], start=1):
            which = f", form {number} of {len(forms)}" if len(forms) > 1 else ""
            yield _panel(f"{label}{which}", form)


@dataclass(frozen=True, slots=True)
class _DrawnDefinition:
    """A definition of modules or branches: its bodies where it is used."""

    role: Role
    bodies: list[PlacedNode] = field(default_factory=list[PlacedNode])

    def forms(self, written: ast.Definition) -> list[Scene]:
        """The different pictures of its bodies."""
        context = body_context(written.body, (p.name for p in written.parameters))
        return list(dict.fromkeys(body_scene(body, context) for body in self.bodies))


def _drawn_definitions(space: Space) -> dict[str, _DrawnDefinition]:
    """What is drawn in frames of its own, by name: cells first, then outer definitions."""
    definitions = {name: _DrawnDefinition("cell", [f.body]) for name, f in space.cells.items()}
    pending = [*(family.body for family in space.cells.values()), space.network]
    seen: set[object] = set()
    while pending:
        placed = pending.pop()
        if (key := identity(placed)) in seen:
            continue
        seen.add(key)
        node = placed.node
        if isinstance(node, Part) and kind(node) is not Kind.VALUE:
            definition = definitions.setdefault(node.name, _DrawnDefinition(node.role))
            definition.bodies.append(placed.children[0])
        pending += reversed(placed.children)
    return definitions


def _definition_counts(space: Space) -> dict[str, list[int]]:
    """How many genotypes each definition has by itself, in each way that it is used."""
    numbers: dict[str, list[int]] = {}
    counts = Counts()
    for use in counted_parts(space, counts):
        if kind(use.body) is not Kind.VALUE:
            name = use.name.partition("(")[0].partition("#")[0]
            numbers.setdefault(name, []).append(counts.count(use.body, use.known))
    return numbers


def _value_panels(space: SearchSpace, definitions: Sequence[ast.Definition]) -> Iterator[Scene]:
    """The genes, which decide values, and of the definitions the values that have names."""
    genes = [s for s in space.spec.statements if isinstance(s, ast.GeneStatement)]
    looked_at = {slot.partition("[")[0] for slot in space.space.genes}
    genes_text = [_gene_text(gene) for gene in genes if gene.name in looked_at]
    if genes_text:
        yield _text_panel("genes", genes_text, Look.DECISION)
    used = mentioned(all_expressions(space.spec))
    values = [f"{_signature(d)} = {source_text(d.body)}" for d in definitions if d.name in used]
    if values:
        yield _text_panel("values", values, Look.PLAIN)


def _text_panel(label: str, texts: Sequence[str], look: Look) -> Scene:
    lines = tuple(line for text in texts for line in wrapped(text))
    return _panel(label, Scene((Box(lines, look, "\n".join(texts)),), ()))


def _gene_text(gene: ast.GeneStatement) -> str:
    family = f"[{gene.family}]" if gene.family is not None else ""
    return f"{gene.name}{family} = {source_text(gene.body)}"


def _signature(definition: ast.Definition, name: str = "") -> str:
    """`name(a, b=1)`."""
    parameters = ", ".join(source_text(p) for p in definition.parameters)
    name = name or definition.name
    return f"{name}({parameters})" if parameters else name


def _members(family: Family) -> str:
    """What the members of a family are called together: `c[1..2]`."""
    first, last = family.members[0], family.members[-1]
    if last - first + 1 == len(family.members) > 1:
        return f"{family.name}[{first}..{last}]"
    return ", ".join(family.path(member) for member in family.members)


def _count_text(counts: Sequence[int]) -> str:
    least, most = min(counts), max(counts)
    text = brief_text(least, COUNT_DIGITS)
    return f": {text}" if least == most else f": {text} to {brief_text(most, COUNT_DIGITS)}"


def _panel(label: str, graph: Scene) -> Scene:
    return Scene((Frame(label, Look.PART, graph),), ())
