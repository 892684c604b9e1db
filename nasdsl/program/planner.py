"""The planner: walks a space along a genotype's decisions and builds the program."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Sequence as Many
from dataclasses import dataclass, field
from functools import partial

from nasdsl.genome.layout import Occurrence
from nasdsl.ops import MERGES, ZERO, ShapeError, Zeros, merging
from nasdsl.program import planned_cell, planned_part, references, roll_loops
from nasdsl.program.bindings import (
    Branch,
    Chain,
    DecidedClosure,
    Environment,
    Item,
    NamedTensor,
    OpenDecision,
    Optional,
    Slot,
)
from nasdsl.program.builder import Body, Static, Unequal
from nasdsl.program.decision_expr import shifted
from nasdsl.program.emit import Assembly
from nasdsl.program.graph import ABSENT, DefinitionUse
from nasdsl.program.liveness import Consumed
from nasdsl.program.lower_select import united
from nasdsl.program.planned import Planned
from nasdsl.program.planned_part import PlannedParts
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.program.subgraph import ENTERING, Fragment, outer
from nasdsl.space.ir import (
    Cell,
    FitTo,
    Graph,
    Merge,
    Operation,
    Part,
    Repeat,
    Sequence,
    Series,
    Tensor,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """One of several repetitions or branches: the item that it is, what enters it, and its piece.

    The piece takes what enters as `ENTERING`.
    """

    item: Item
    tensor: int
    piece: Fragment


@dataclass(slots=True, eq=False)
class Planner(Assembly):
    """Adds modules to a piece of a program, along decisions that are known or left open."""

    uses: list[DefinitionUse] = field(default_factory=list[DefinitionUse])
    cells: dict[Hashable, Planned] = field(default_factory=dict[Hashable, Planned])
    parts: PlannedParts = field(default_factory=PlannedParts)

    def run(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add the steps of a module on a tensor, and return the number of its output."""
        if not self.rolling:  # nothing is open
            return self._run(closure, tensor, chain)
        mark, links = self.mark(), len(chain)
        try:
            return self._run(closure, tensor, chain)
        except OpenDecision as reason:
            self.rewind(mark)
            del chain[links:]
            return self._open(reason, closure, tensor, chain)

    def _open(self, open: OpenDecision, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add a module in which a decision is left open; it is one link of its chain or none."""
        link = NamedTensor(None, tensor)
        links: list[Consumed] = []

        def body(inside: Planner) -> int:
            mine = list(chain)
            output = inside.run(closure, outer(tensor), mine)
            own = mine[len(chain) :]
            if len(own) > 1 or any(named.tensor != outer(tensor) for named in own):
                raise Static(open.loci)
            links.append({link: self.decisions.consumption.consumed(own[0])} if own else {})
            return output

        try:
            output = self.split(open, body, closure.occurrence.path)
        except Unequal:
            if any(links):
                raise Static(open.loci) from None
            raise
        if any(links):
            if not all(links):
                raise Static(open.loci)
            chain.append(self.own(link))
            self.decisions.consumption.join(links, open)
        return output

    def _run(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        here, env = closure.occurrence, closure.env
        node = here.node
        match node:
            case Operation():
                return self.apply(here, env, tensor)
            case Tensor(slot):
                named = env[slot]
                assert isinstance(named, NamedTensor)
                return self.named(named)
            case FitTo():
                like = self.run(DecidedClosure(here.children()[0], env), tensor, [])
                return self.fit(here, tensor, self.state(like))
            case Sequence():
                return self.row(
                    [DecidedClosure(part, env) for part in here.children()], tensor, chain
                )
            case Repeat() | Series():
                return self.repeat(self.decisions.repeated(here, env), tensor, chain, here.path)
            case Merge():
                return self.merge(here, env, tensor)
            case Graph():
                return self.graph(closure, tensor, chain)
            case Part():
                return planned_part.part(self, closure, tensor, chain)
            case Cell():
                return planned_cell.cell(self, closure, tensor, chain)
            case _:
                return self.inside(closure, tensor, chain)

    def inside(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add the steps of a module whose own decision is known."""
        inner = self.decisions.inner(closure.occurrence, closure.env, self.state(tensor))
        return self.run(inner, tensor, chain)

    def row(self, items: Many[Item], tensor: int, chain: Chain) -> int:
        """Add the items of a branch or sequence in a row, each on the output of the one before."""
        for number, item in enumerate(items):
            try:
                tensor = self.item(item, tensor, chain)
            except Unequal as unequal:
                after = items[number + 1] if number + 1 < len(items) else None
                if after is None:
                    raise
                tensor = self.evened(unequal, after)
                return self.row(items[number + 2 :], tensor, chain)
        return tensor

    def evened(self, unequal: Unequal, after: Item) -> int:
        """Add what gives different shapes together with the operation after it, if that helps."""
        if not isinstance(after, DecidedClosure) or not isinstance(
            after.occurrence.node, Operation
        ):
            raise Static(unequal.open.loci)
        if unequal.around is not self:
            raise Static(unequal.open.loci)

        def body(inside: Planner) -> int:
            return inside.run(after, unequal.again(inside), [])

        try:
            return self.split(unequal.open, body, after.occurrence.path)
        except Unequal as still:
            raise Static(still.open.loci) from None

    def item(self, item: Item, tensor: int, chain: Chain) -> int:
        """Add one item of a branch: a module, a named tensor or an open branch."""
        match item:
            case DecidedClosure():
                return self.run(item, tensor, chain)
            case NamedTensor():
                return self.named(item)
            case Slot(decision, branches, path, open):
                chains: list[Chain] = [[] for _ in branches]
                along = map(_along, branches, [outer(tensor)] * len(branches), chains)
                arms = [partial(self.piece, body) for body in along]
                output = self.choose(decision, arms, path, open, Static(open.loci))
                if any(chains):  # what follows may take these links
                    raise Static(open.loci)
                return output
            case Optional():
                raise item.open

    def named(self, named: NamedTensor) -> int:
        """The tensor that a name stands for, made now if it is taken for the first time."""
        if self.owners[named] is not self:
            assert isinstance(self.outside, Planner)
            return outer(self.outside.named(named))
        if named not in self.made:
            try:
                made = named.made
                self.made[named] = self.run(made, named.tensor, []) if made else named.tensor
            except Unequal as unequal:
                raise Static(unequal.open.loci) from None
        return self.made[named]

    def own(self, named: NamedTensor) -> NamedTensor:
        """Record that this piece computes `named`, a tensor that a graph names; return `named`."""
        self.owners.setdefault(named, self)
        return named

    def graph(self, closure: DecidedClosure, tensor: int, chain: Chain) -> int:
        """Add the result of a graph, and those of its bindings that are taken."""
        links = len(chain)
        result = references.enter(self.decisions, closure, tensor, chain)
        for bound in (*result.env.values(), *chain[links:]):
            if isinstance(bound, NamedTensor):
                self.own(bound)
        output = self.run(result, tensor, [])
        references.note(self.decisions, result)  # which is not another graph's affair before
        return output

    def repeat(self, items: Many[DecidedClosure], tensor: int, chain: Chain, path: str) -> int:
        """Add repetitions; those that are equal but for open decisions become loops."""
        if not self.rolling:
            return self.row(items, tensor, chain)
        gathered: list[Round] = []
        for number, item in enumerate(items):
            mark, mine = self.mark(), list(chain)
            gathered.append(self.round(item, tensor, mine, gathered))
            if len(mine) > len(chain):
                self.rewind(mark)
                tensor = self.one_after_another(gathered[:-1], tensor, path)
                return self.row(items[number:], tensor, chain)
            if self.output_state(gathered[-1].piece, tensor) != self.state(tensor):
                tensor = self.one_after_another(gathered, tensor, path)
                gathered = []
        return self.one_after_another(gathered, tensor, path)

    def one_after_another(self, gathered: Many[Round], tensor: int, path: str) -> int:
        """Add repetitions in a row, each on the output of the one before."""
        return roll_loops.one_after_another(self, [each.piece for each in gathered], tensor, path)

    def round(self, item: Item, tensor: int, chain: Chain, before: Many[Round]) -> Round:
        """One repetition as a fragment; that of an equal one before it serves, its loci moved."""
        piece = self.like(before[0], item, tensor) if before else None
        piece = piece or self.piece(_along((item,), ENTERING, chain), entering=tensor)
        return Round(item, tensor, piece)

    def like(self, first: Round, this: Item, tensor: int) -> Fragment | None:
        """The fragment of a repetition, made from an equal one's by moving loci, if it can be."""
        model = first.item
        if not isinstance(model, DecidedClosure) or not isinstance(this, DecidedClosure):
            return None
        if model.occurrence.node is not this.occurrence.node or model.env is not this.env:
            return None
        loci = model.occurrence.loci
        by = this.occurrence.at - model.occurrence.at
        settled = any(at in loci or at - by in loci for at in self.decisions.known)
        if settled or self.state(first.tensor) != self.state(tensor):
            return None
        return united([first.piece], lambda decisions: shifted(decisions[0], loci, by))

    # merges

    def merge(self, here: Occurrence, env: Environment, tensor: int) -> int:
        """Add a merge; where only its kind is open, the branches stand before that decision."""
        how, forked = here.children()
        branches = self.decisions.branches(DecidedClosure(forked, env), self.state(tensor))
        if any(isinstance(branch[0], Optional) for branch in branches if branch):
            return self.add_some(here, env, branches, tensor)
        outputs = self.outputs(branches, tensor, here.path)
        if not outputs:
            state = self.state(tensor)
            return self.step(here, ZERO.name, (tensor,), state, args=(("stride", 1),))
        if len(outputs) == 1:
            return outputs[0]
        before = self.state(tensor)

        def body(inside: Planner) -> int:
            way = str(inside.decisions.value(how, env, before))
            mine = outputs if inside is self else [outer(t) for t in outputs]
            return inside.join(here, way, mine)

        try:
            return body(self)
        except OpenDecision as reason:
            return self.split(reason, body, here.path)

    def outputs(self, branches: Many[Branch], tensor: int, path: str) -> list[int]:
        """The outputs of branches; where decisions are open, those that are alike become a loop."""
        try:
            alike = self.rolling and len({len(branch) for branch in branches}) == 1
            columns = [*zip(*branches, strict=True)] if alike else []
            mark, tensors = self.mark(), [tensor] * len(branches)
            for number, items in enumerate(columns, 1):
                chains: list[Chain] = [[] for _ in items]
                tensors = self.column(items, tensors, chains, f"{path}.column[{number}]")
                if any(chains) and number < len(columns):  # what follows may take these links
                    self.rewind(mark)
                    alike = False
                    break
            return tensors if alike else [self.row(branch, tensor, []) for branch in branches]
        except Unequal as unequal:
            raise Static(unequal.open.loci) from None

    def column(
        self, items: Many[Item], tensors: Many[int], chains: Many[Chain], path: str
    ) -> list[int]:
        """Add the next item of each branch; those equal but for decisions become one loop."""
        places = list(zip(items, tensors, chains, strict=True))
        if any(isinstance(item, NamedTensor) for item in items):
            return [self.item(item, t, chain) for item, t, chain in places]
        gathered: list[Round] = []
        for item, t, chain in places:
            gathered.append(self.round(item, t, chain, gathered))
        return roll_loops.side_by_side(self, [each.piece for each in gathered], tensors, path)

    def add_some(
        self, here: Occurrence, env: Environment, branches: Many[Branch], tensor: int
    ) -> int:
        """A sum of branches whose presence is left open: zeros stand for those that are absent."""
        node = here.node
        assert isinstance(node, Merge)
        optional = [b[0] for b in branches if b and isinstance(b[0], Optional)]
        always = [b for b in branches if not (b and isinstance(b[0], Optional))]
        way = str(self.decisions.value(here.children()[0], env, self.state(tensor)))
        fixed = self.outputs(always, tensor, here.path)
        if MERGES[way].zeros is not Zeros.DROPPED or not fixed:
            raise optional[0].open
        target = self.state(fixed[0])
        mark = self.mark()
        try:
            pieces = [self.piece(_along(each.branch, outer(tensor), [])) for each in optional]
            states = [*map(self.state, fixed), *map(self.output_state, pieces)]
            adapters = merging.adapters(way, node.fit, states)
        except (InvalidNetwork, ShapeError):
            raise optional[0].open from None
        self.rewind(mark)
        if any(adapters[: len(fixed)]) or any(self.state(t) != target for t in fixed):
            raise optional[0].open
        for each, adapter in zip(optional, adapters[len(fixed) :], strict=True):
            fixed.append(self.there_or_not(here, each, adapter, tensor, fixed[0]))
        return self.step(here, way, tuple(fixed), target)

    def there_or_not(
        self,
        here: Occurrence,
        each: Optional,
        adapter: merging.Adapter | None,
        tensor: int,
        like: int,
    ) -> int:
        """An optional branch, by a select with zeros of another tensor's shape."""

        def absent(inside: Planner) -> int:
            path = f"{each.path}.absent"
            return inside.step(here, ABSENT, (outer(like),), self.state(like), path=path)

        def present(inside: Planner) -> int:
            output = inside.row(each.branch, outer(tensor), [])
            return inside.adapt(adapter, here, each.path, output)

        arms = [partial(self.piece, body) for body in (absent, present)]
        return self.choose(each.decision, arms, each.path, each.open, Static(each.open.loci))


def _along(branch: Branch, tensor: int, chain: Chain) -> Body:
    """Adds a branch on a tensor, by its number in the piece."""
    return lambda inside: inside.row(branch, tensor, chain)
