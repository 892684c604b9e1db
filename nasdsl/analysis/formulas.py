"""The number of genotypes as a formula, with the symbols of Pouy et al.

N_B operations and P_B options of a block, L_B blocks of a pipeline, L_p pipelines, N_r reductions,
P_r ways to merge, L_r reductions side by side, N_c cells, P_c sizes of a layer, L_c layers. Beyond
the paper, the choices of a block `op` that stands in neither options, pipelines nor reductions are
N_op, and those of a gene `w` are N_w. Numbers without a symbol are written as they are.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import assert_never

from nasdsl import limits
from nasdsl.analysis.branches import Listing, Run
from nasdsl.analysis.counts import Counts, entered, follows, relevant, steering
from nasdsl.analysis.environment import Environment, Factor, value
from nasdsl.analysis.formula import (
    ONE,
    Atom,
    Formula,
    alternative_formula,
    power_of,
    product_of,
    sum_of,
)
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Series,
    Size,
    Tensor,
    Unused,
    cases_for,
    children,
)
from nasdsl.space.ir import Sequence as Row
from nasdsl.space.model import Space
from nasdsl.space.values import decides, refs


@dataclass(frozen=True, slots=True)
class Root:
    """A factor of a space's number of genotypes: the number of one body, to a power.

    Args:
        node: the body.
        times: the exponent: how often such a body is decided, as one for each member of a cell.
        symbol: the symbol that the formula shows for the exponent; None shows the number.
    """

    node: Node
    times: int = 1
    symbol: str | None = None


class Formulas:
    """Computes formulas for the numbers of genotypes of nodes.

    Args:
        counts: computes the number of genotypes of a node, given what is decided around it.
    """

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self._parted: dict[Node, Sequence[tuple[Node, int]]] = {}
        self._formulas: dict[Hashable, Formula] = {}

    def space(self, space: Space) -> Formula:
        """The formula for the number of genotypes of a space: over its genes, cells and network."""
        genes = {slot: gene.node for slot, gene in space.genes.items()}
        roots = [Root(node, times) for node, times in self._side_by_side(space.network.node)]
        for family in space.cells.values():
            symbol = "N_c" if family.numbered else None
            roots.append(Root(family.body.node, len(family.members), symbol))
        nodes = [*genes.values(), *(root.node for root in roots)]
        followed = steering(genes, nodes)
        roots = [*(Root(node) for slot, node in genes.items() if slot not in followed), *roots]
        return self._over({s: n for s, n in genes.items() if s in followed}, roots, {})

    def _side_by_side(self, node: Node) -> Sequence[tuple[Node, int]]:
        """The nodes whose formulas multiply to that of a node, and how often each does."""
        if node not in self._parted:
            self._parted[node] = self._parts(node)
        return self._parted[node]

    def _parts(self, node: Node) -> Sequence[tuple[Node, int]]:
        if not follows(node):
            return [(node, 1)]
        match node:
            case Choice() | Given() | Repeat() | Each() | Series() | Pick() | Graph():
                return [(node, 1)]
            case Let() if self.counts.steers(node):
                return [(node, 1)]
            case (
                Const() | Size() | Arithmetic() | Ref() | Tensor() | Let() | Part() | Operation()
                | Row() | FitTo() | Merge() | Fork() | Unused() | Cell()
            ):  # fmt: skip
                times_of = Counter[Node]()
                for child in children(node):
                    for inner, times in self._side_by_side(child):
                        times_of[inner] += times
                return list(times_of.items())
            case _:
                assert_never(node)

    def _over(self, genes: dict[str, Node], roots: list[Root], known: Environment) -> Formula:
        """The formula of roots, whatever these genes are; genes that have to do with none apart."""
        settled = [root for root in roots if follows(root.node).isdisjoint(genes)]
        factors = [
            power_of(self.formula(root.node, known), root.times, root.symbol) for root in settled
        ]
        for group in _gene_groups(genes, [root.node for root in roots]):
            concerned = [root for root in roots if not follows(root.node).isdisjoint(group)]
            factors.append(self._summed(group, concerned, known))
        return product_of(factors)

    def _summed(self, genes: dict[str, Node], roots: list[Root], known: Environment) -> Formula:
        """The formula of roots by the values of the first gene."""
        (slot, gene), *others = genes.items()
        return sum_of(
            product_of([Atom(n), self._over(dict(others), roots, {**known, slot: value})])
            for value, n in self.counts.strata(gene, known)
            if value is not None
        )

    def formula(self, node: Node, known: Environment) -> Formula:
        """The formula for the number of genotypes of a node.

        Args:
            node: the node.
            known: the values of slots that are decided around it.
        """
        key = relevant(node, known)
        if key not in self._formulas:
            self._formulas[key] = self._formula(node, known)
        return self._formulas[key]

    def _formula(self, node: Node, known: Environment) -> Formula:
        match node:
            case Repeat(_, times) | Series(times) if self._is_long(times, known):
                return Atom(self.counts.count(node, known))
            case Choice(arms, symbol):
                bodies = [self.formula(arm.body, known) for arm in arms]
                return alternative_formula(bodies, symbol)
            case Let(_, bound, body) if self.counts.steers(node):
                cases = list(self.counts.cases(node, known))
                if len(cases) == 1:
                    return product_of([self.formula(bound, known), self.formula(body, cases[0][1])])
                return sum_of(product_of([Atom(n), self.formula(body, k)]) for n, k in cases)
            case Given(subject, cases):
                numbers = cases_for(node, value(subject, known))
                return product_of([self.formula(cases[i][1], known) for i in numbers])
            case Repeat(body, head, _, same, symbol) | Each(head, body, _, same, symbol) if decides(
                body
            ):
                return self._repeated(body, head, same, symbol, known)
            case Series(times, parts):
                return sum_of(
                    product_of([Atom(n), *(self.formula(part, known) for part in parts[:k])])
                    for k, n in self.counts.whole(times, known)
                )
            case Pick():
                return self._picked(node, known)
            case Graph():
                inner = entered(node, known)
                return product_of([self.formula(child, inner) for child in children(node)])
            case (
                Const() | Size() | Arithmetic() | Ref() | Tensor() | Let() | Part() | Operation()
                | Row() | Repeat() | FitTo() | Merge() | Fork() | Each() | Unused() | Cell()
            ):  # fmt: skip
                return product_of([self.formula(child, known) for child in children(node)])
            case _:
                assert_never(node)

    def _is_long(self, times: Node, known: Environment) -> bool:
        """Whether a repetition can happen so differently often that nobody reads the sum."""
        return len(self.counts.whole(times, known)) > limits.TERMS

    def _picked(self, pick: Pick, known: Environment) -> Formula:
        picked = self.counts.picked(pick, 0, known)
        return sum_of(
            self._among(pick, picked.numbers, alternative.listing) for alternative in picked.among
        )

    def _among(self, pick: Pick, numbers: list[tuple[int, int]], listing: Listing) -> Formula:
        branches = [self._factors(branch) for branch in listing.each]
        shared = [self._run(run) for run in listing.runs]
        if pick.number is None:
            return product_of([*shared, *(sum_of([ONE, branch]) for branch in branches)])
        return product_of(
            [*shared, sum_of(product_of([Atom(n), _subsets(branches, k)]) for k, n in numbers)]
        )

    def _run(self, run: Run) -> Formula:
        node, _, known = run.factor
        whole = run.length == self.counts.count(node, known)
        return self.formula(node, known) if whole else Atom(run.length)

    def _factors(self, factors: Iterable[Factor]) -> Formula:
        return product_of([self.formula(node, known) for node, _, known in factors])

    def _repeated(
        self, body: Node, head: Node, same: bool, symbol: str | None, known: Environment
    ) -> Formula:
        once = self.formula(body, known)
        runs = self.counts.whole(head, known)
        if len(runs) == 1:
            times = min(runs[0][0], 1) if same else runs[0][0]
            return product_of([self.formula(head, known), power_of(once, times, symbol)])
        return sum_of(
            product_of([Atom(n), power_of(once, min(k, 1) if same else k, None)]) for k, n in runs
        )


def _gene_groups(genes: Mapping[str, Node], nodes: Iterable[Node]) -> list[dict[str, Node]]:
    """Genes by which of them are followed together, or follow each other, each group in order."""
    groups = [{slot} for slot in genes]
    joined = [follows(node) & genes.keys() for node in nodes]
    joined += [{slot, *(follows(node) | refs(node)) & genes.keys()} for slot, node in genes.items()]
    for together in joined:
        touched = [group for group in groups if not group.isdisjoint(together)]
        groups = [group for group in groups if group not in touched]
        groups += [set[str]().union(*touched)] if touched else []
    ordered = [{slot: genes[slot] for slot in genes if slot in group} for group in groups]
    return sorted(ordered, key=lambda group: list(genes).index(next(iter(group))))


def _subsets(formulas: list[Formula], number: int) -> Formula:
    """The products over all subsets of that size, added up."""
    kinds = list(dict.fromkeys(formulas))
    ways = [range(min(number, formulas.count(kind)) + 1) for kind in kinds]
    terms: list[Formula] = []
    for numbers in itertools.product(*ways):
        if sum(numbers) == number:
            pairs = list(zip(kinds, numbers, strict=True))
            choices = [Atom(comb(formulas.count(kind), k)) for kind, k in pairs]
            terms.append(product_of([*choices, *(power_of(kind, k, None) for kind, k in pairs)]))
    return sum_of(terms)
