"""Makes genotypes from decisions by name; decisions that are not given may be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from random import Random

from nasdsl import limits
from nasdsl.analysis import subsets
from nasdsl.errors import GenomeError
from nasdsl.genome.encoding import PackedEncoding
from nasdsl.genome.genotype import Genotype
from nasdsl.genome.loci import Locus
from nasdsl.space.ir import Choice, Node, Pick

PATHS_SHOWN = 5  # decisions in a message


class Completion:
    """Makes genotypes of a space from decisions by name; decisions not given may be drawn.

    Args:
        encoding: converts between genomes of the space and packed vectors X.
        loci: all loci of the space, in order.
    """

    def __init__(self, encoding: PackedEncoding, loci: list[Locus]) -> None:
        self._encoding, self._loci = encoding, loci

    def genotype(self, decisions: Mapping[str, object], rng: Random | None) -> Genotype:
        """The genotype with these decisions.

        Args:
            decisions: the value of each decision, by its path.
            rng: draws each decision that is not given, all its values equally likely; if None,
                every active decision must be given.

        Raises:
            GenomeError: a decision or value does not exist, is inactive or missing, or the genotype
                breaks a requirement on structure.
        """
        values = self._encoding.paths.loci(decisions)
        return self._complete(values) if rng is None else self._drawn(values, rng)

    def _complete(self, values: Mapping[int, int]) -> Genotype:
        loci = [values.get(at, 0) for at in range(len(self._loci))]
        active = self._encoding.active(loci)
        missing = [at for at in active if at not in values and self._loci[at].radix > 1]
        if missing:
            raise self._missing(sorted(missing))
        for locus in values:
            if locus not in active:
                raise self._inactive(locus, loci)
        return self._encoding.decode(self._encoding.encode(loci))

    def _drawn(self, values: Mapping[int, int], rng: Random) -> Genotype:
        around = self._around(values)
        wrong = GenomeError("no genotype has these decisions")
        for _ in range(limits.DRAWS):
            loci = [rng.randrange(locus.radix) for locus in self._loci]
            for node, at, inside in around:
                for number, value in _values_that_reach(node, inside, rng):
                    loci[at + number] = value
            loci = [values.get(at, value) for at, value in enumerate(loci)]
            active = self._encoding.active(loci)
            inactive = [locus for locus in values if locus not in active]
            if inactive:
                wrong = self._inactive(inactive[0], loci)
                continue
            with suppress(GenomeError):
                return self._encoding.decode(self._encoding.encode(loci))
            wrong = GenomeError(
                f"none of {limits.DRAWS:,} genotypes with these decisions that were drawn keeps "
                "what is required of structure"
            )
        raise wrong

    def _around(self, values: Mapping[int, int]) -> list[tuple[Node, int, set[int]]]:
        """The choices and picks around some loci, with the arms or branches that contain them."""
        around: dict[int, tuple[Node, int, set[int]]] = {}
        for locus in values:
            for occurrence, inner in self._encoding.paths.leading(locus):
                around.setdefault(occurrence.at, (occurrence.node, occurrence.at, set()))[2].add(
                    inner
                )
        return list(around.values())

    def _missing(self, loci: list[int]) -> GenomeError:
        paths = [f"'{self._loci[at].path}'" for at in loci[:PATHS_SHOWN]]
        more = f" and {len(loci) - PATHS_SHOWN} more" if len(loci) > PATHS_SHOWN else ""
        single = len(loci) == 1
        return GenomeError(
            f"{'a decision is' if single else 'decisions are'} missing: {', '.join(paths)}{more}",
            f"decide {'it' if single else 'them'} too, or give a seed by which "
            f"{'it is' if single else 'they are'} drawn",
        )

    def _inactive(self, locus: int, loci: list[int]) -> GenomeError:
        message = f"'{self._loci[locus].path}' is not decided here"
        for occurrence, arm in self._encoding.paths.leading(locus):
            if isinstance(occurrence.node, Choice) and loci[occurrence.at] != arm:
                of = self._loci[occurrence.at]
                now = of.values[loci[occurrence.at]]
                help = f"it is where '{of.path}' is '{of.values[arm]}', and here that is '{now}'"
                return GenomeError(message, help)
        return GenomeError(message, "what is not taken decides nothing")


def _values_that_reach(node: Node, inside: set[int], rng: Random) -> Iterator[tuple[int, int]]:
    """Values of a choice's or pick's own loci with which it takes these arms or branches."""
    if isinstance(node, Choice):
        yield 0, max(inside)
    elif isinstance(node, Pick):
        others = [branch for branch in range(node.width) if branch not in inside]
        for number in node.numbers if node.number else [rng.randint(len(inside), node.width)]:
            if number >= len(inside):
                branches = sorted([*inside, *rng.sample(others, number - len(inside))])
                yield subsets.encode(node, branches)
