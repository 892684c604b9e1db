"""Decisions by name: what the values of loci are called, and which values names mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from nasdsl.analysis import subsets
from nasdsl.analysis.radices import locus_count, radices
from nasdsl.errors import GenomeError, nearest
from nasdsl.genome.genotype import Decided
from nasdsl.genome.layout import GenomeLayout, Occurrence
from nasdsl.genome.listed import branch_names, listed
from nasdsl.genome.loci import arm_names, locus_paths
from nasdsl.space.ir import Choice, Node, Pick

VALUES_SHOWN = 8  # values or paths in a message


class DecisionNames:
    """The decisions of a space by their paths.

    Args:
        roots: the space, laid out.
    """

    def __init__(self, roots: GenomeLayout) -> None:
        self._roots = roots
        self._places: dict[str, tuple[Occurrence, int]] = {}
        for root in roots:
            self._gather(root)
        self._paths = {here.at + number: path for path, (here, number) in self._places.items()}

    def _gather(self, here: Occurrence) -> None:
        own = radices(here.node)
        for number, path in enumerate(locus_paths(here.node, here.path)):
            if own[number] > 1:
                self._places[path] = here, number
        for part in here.parts() if locus_count(here.node) > len(own) else ():
            if locus_count(part.node):
                self._gather(part)

    def path(self, locus: int) -> str | None:
        """What a locus is called; None if it decides nothing."""
        return self._paths.get(locus)

    def decided(self, loci: Mapping[int, int]) -> dict[str, Decided]:
        """Values of loci by name, in the order of the genome."""
        return {
            path: _decided(*self._places[path], value)
            for locus, value in sorted(loci.items())
            if (path := self.path(locus)) is not None
        }

    def loci(self, decisions: Mapping[str, object]) -> dict[int, int]:
        """The loci that are named, with the values that their names mean.

        Raises:
            GenomeError: there is no such decision, or it has no such value.
        """
        found: dict[int, int] = {}
        for path, decided in decisions.items():
            if path not in self._places:
                raise GenomeError(f"there is no decision '{path}'", nearest(path, self._places))
            here, number = self._places[path]
            found[here.at + number] = _value_of_name(here, number, path, decided)
        return found

    def leading(self, locus: int) -> Iterator[tuple[Occurrence, int]]:
        """The choices and picks around a locus, each with the number of its arm or branch there."""
        here = next(r for r in self._roots if r.at <= locus < r.at + locus_count(r.node))
        while locus >= here.at + len(radices(here.node)):
            parts = here.parts()
            inner = next(i for i, part in enumerate(parts) if _holds(part.node, part.at, locus))
            if isinstance(here.node, Choice):
                yield here, inner
            if isinstance(here.node, Pick) and inner == len(parts) - 1:
                for number, branch in enumerate(listed(parts[inner]) or ()):
                    if any(locus in loci for loci in branch.loci):
                        yield here, number
            here = parts[inner]


def _holds(node: Node, at: int, locus: int) -> bool:
    return at <= locus < at + locus_count(node)


def _decided(here: Occurrence, number: int, value: int) -> Decided:
    node = here.node
    if isinstance(node, Choice):
        return arm_names(here.placed)[value]
    assert isinstance(node, Pick)
    own = [0] * max(1, len(node.numbers))
    own[number] = value
    taken = subsets.subset(node, node.numbers[number] if node.number else 0, own)
    names = branch_names(here.parts()[-1], node.width)
    return tuple(names[item] for item in taken)


def _value_of_name(here: Occurrence, number: int, path: str, decided: object) -> int:
    """The value of a locus that a name means."""
    node = here.node
    if isinstance(node, Choice):
        return _position(arm_names(here.placed), path, decided)
    assert isinstance(node, Pick)
    names = branch_names(here.parts()[-1], node.width)
    if not isinstance(decided, list | tuple):
        raise GenomeError(
            f"'{path}' is {_said(decided)}; it lists the branches that are taken", _choices(names)
        )
    taken = [_position(names, path, each) for each in cast("Sequence[object]", decided)]
    if len(set(taken)) < len(taken):
        raise GenomeError(f"'{path}' lists a branch twice")
    if node.number and len(taken) != node.numbers[number]:
        raise GenomeError(f"'{path}' lists {node.numbers[number]} branches, and here {len(taken)}")
    return subsets.encode(node, sorted(taken))[1]


def _position(names: Sequence[int | str], path: str, decided: object) -> int:
    if isinstance(decided, int | str) and not isinstance(decided, bool) and decided in names:
        return names.index(decided)
    hint = nearest(decided, [str(name) for name in names]) if isinstance(decided, str) else None
    raise GenomeError(f"'{path}' is never {_said(decided)}", hint or _choices(names))


def _choices(names: Sequence[int | str]) -> str:
    known = [_said(name) for name in names[:VALUES_SHOWN]]
    return f"it is one of: {', '.join(known)}{', ...' if len(names) > VALUES_SHOWN else ''}"


def _said(decided: object) -> str:
    return f"'{decided}'" if isinstance(decided, str) else str(decided)
