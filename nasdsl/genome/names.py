"""Converts values of loci to decisions by name, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from nasdsl.analysis import subsets
from nasdsl.analysis.radices import radices
from nasdsl.errors import GenomeError, nearest
from nasdsl.genome.genotype import Decided
from nasdsl.genome.layout import GenomeLayout, Occurrence
from nasdsl.genome.listed import branch_names, listed
from nasdsl.genome.loci import arm_names, locus_paths
from nasdsl.space.ir import Choice, Pick
from nasdsl.util.arguments import checked
from nasdsl.util.integers import abbreviate
from nasdsl.util.text import shorten

VALUES_SHOWN = 8  # values or paths in a message
PATH_SHOWN = 75  # characters of a path in a message


class DecisionNames:
    """Converts between values of loci and decisions by path, with values as text or numbers.

    Args:
        roots: the layout of the space's genomes.
    """

    def __init__(self, roots: GenomeLayout) -> None:
        self._roots = roots
        self._places: dict[str, tuple[Occurrence, int]] = {}
        for occurrence in roots.deciding():
            node = occurrence.node
            own = zip(radices(node), locus_paths(node, occurrence.path), strict=True)
            for number, (radix, path) in enumerate(own):
                if radix > 1:
                    self._places[path] = occurrence, number
        self._paths = {
            occurrence.at + number: path for path, (occurrence, number) in self._places.items()
        }

    def path(self, locus: int) -> str | None:
        """The path of the decision at a locus; None if the locus has only one value."""
        return self._paths.get(locus)

    def decided(self, loci: Mapping[int, int]) -> dict[str, Decided]:
        """The decisions at some loci by path, in the order of the genome.

        Args:
            loci: the indices of these loci, with their values; loci with only one possible value
                are left out of the result.

        Returns:
            For each path a number, symbol or label, or the branches that a pick takes.
        """
        return {
            path: _decided(*self._places[path], value)
            for locus, value in sorted(loci.items())
            if (path := self.path(locus)) is not None
        }

    def loci(self, decisions: Mapping[str, object]) -> dict[int, int]:
        """The loci that some decisions determine: their indices and values.

        Args:
            decisions: by path, a number, symbol or label, or the branches that a pick takes.

        Raises:
            GenomeError: no decision has this path, or it never has this value.
        """
        values: dict[int, int] = {}
        help = "space.unrank(0).decisions is an example"
        checked(decisions, Mapping, "decisions are a mapping from paths to values", help)
        for path, decided in decisions.items():
            if path not in self._places:
                text = str(path)  # of what may be no text at all
                help = nearest(shorten(text, 200), self._places)
                raise GenomeError(f"there is no decision '{shorten(text, PATH_SHOWN)}'", help)
            occurrence, number = self._places[path]
            values[occurrence.at + number] = _value_of_name(occurrence, number, path, decided)
        return values

    def leading(self, locus: int) -> Iterator[tuple[Occurrence, int]]:
        """The choices and picks around a locus, outermost first, and the way through them.

        Args:
            locus: the index of the locus.

        Returns:
            Pairs: an occurrence of a choice or pick, and the number of the arm or branch in which
            the locus lies.
        """
        occurrence = next(root for root in self._roots if locus in root.loci)
        while locus >= occurrence.at + len(radices(occurrence.node)):
            parts = occurrence.children()
            inner = next(i for i, part in enumerate(parts) if locus in part.loci)
            if isinstance(occurrence.node, Choice):
                yield occurrence, inner
            if isinstance(occurrence.node, Pick) and inner == len(parts) - 1:
                for number, branch in enumerate(listed(parts[inner]) or ()):
                    if any(locus in loci for loci in branch.loci):
                        yield occurrence, number
            occurrence = parts[inner]


def _decided(occurrence: Occurrence, number: int, value: int) -> Decided:
    node = occurrence.node
    if isinstance(node, Choice):
        return arm_names(occurrence.placed)[value]
    assert isinstance(node, Pick)
    own = [0] * max(1, len(node.numbers))
    own[number] = value
    chosen = subsets.subset(node, node.numbers[number] if node.number else 0, own)
    names = branch_names(occurrence.children()[-1], node.width)
    return tuple(names[item] for item in chosen)


def _value_of_name(occurrence: Occurrence, number: int, path: str, decided: object) -> int:
    """The value of a locus that a name means."""
    node = occurrence.node
    if isinstance(node, Choice):
        return _position(arm_names(occurrence.placed), path, decided)
    assert isinstance(node, Pick)
    names = branch_names(occurrence.children()[-1], node.width)
    if not isinstance(decided, list | tuple):
        raise GenomeError(
            f"'{path}' is {_said(decided)}; it lists the branches that are taken", _choices(names)
        )
    branches = [_position(names, path, name) for name in cast("Sequence[object]", decided)]
    if len(set(branches)) < len(branches):
        raise GenomeError(f"'{path}' lists a branch twice")
    if node.number and len(branches) != node.numbers[number]:
        raise GenomeError(
            f"'{path}' lists {node.numbers[number]} branches, and here {len(branches)}"
        )
    return subsets.encode(node, sorted(branches))[1]


def _position(names: Sequence[int | str], path: str, decided: object) -> int:
    if isinstance(decided, int | str) and not isinstance(decided, bool) and decided in names:
        return names.index(decided)
    texts = [str(name) for name in names]
    hint = nearest(shorten(decided), texts) if isinstance(decided, str) else None
    raise GenomeError(f"'{path}' is never {_said(decided)}", hint or _choices(names))


def _choices(names: Sequence[int | str]) -> str:
    known = [_said(name) for name in names[:VALUES_SHOWN]]
    return f"it is one of: {', '.join(known)}{', ...' if len(names) > VALUES_SHOWN else ''}"


def _said(decided: object) -> str:
    if isinstance(decided, int) and not isinstance(decided, bool):
        return abbreviate(decided)
    return f"'{shorten(decided)}'" if isinstance(decided, str) else shorten(str(decided))
