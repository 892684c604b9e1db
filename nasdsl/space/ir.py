"""The nodes of a space: what a spec means, as one immutable tree of choices.

A node is of one of three kinds: a *module* maps a tensor to a tensor, *branches* are modules that
start from one tensor, a *value* is a number or a symbol. `Choice`, `Let`, `Ref`, `Given`, `Part`
and `Repeat` occur for all kinds. Equal nodes are one object, so a node can be the key of a table; a
node does not know where it stands in the space or where it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeVar, assert_never
from weakref import WeakValueDictionary

from nasdsl.language.ast import Operator
from nasdsl.language.vocabulary import Role
from nasdsl.ops import OPERATIONS, FitMode, Op

Number = int | Fraction
Constant = int | Fraction | str
Calculation = Operator | Literal["round"]


class Kind(StrEnum):
    """Whether a node stands for a module, for branches or for a value.

    `UNKNOWN` marks an expression with an error that is already reported.
    """

    MODULE = "module"
    BRANCHES = "list of branches"
    VALUE = "value"
    UNKNOWN = "unknown"


class _Interned(type):
    """A metaclass that makes equal nodes one object."""

    if not TYPE_CHECKING:
        _table: WeakValueDictionary[Any, Any] = WeakValueDictionary()

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            known = None if kwargs else _Interned._table.get((cls, *args))
            if known is not None:
                return known
            node = super().__call__(*args, **kwargs)
            object.__setattr__(node, "facts", {})
            key = (cls, *(getattr(node, name) for name in cls.__match_args__))
            return _Interned._table.setdefault(key, node)


class _Noted(metaclass=_Interned):
    """The base of nodes: one object for equal nodes, with cached facts (see `per_node`)."""

    __slots__ = ("__weakref__", "facts")
    facts: dict[object, Any]


if TYPE_CHECKING:
    from dataclasses import dataclass as _node
else:

    def _node(cls: type) -> type:
        return dataclass(frozen=True, slots=True, eq=False)(cls)


@_node
class Const(_Noted):
    """A value that is a constant number or symbol."""

    value: Constant


@_node
class Size(_Noted):
    """A value that is a size of the tensor which enters the operation around it.

    Args:
        name: `channels`, `height` or `width`.
    """

    name: str


@_node
class Arithmetic(_Noted):
    """A value that is computed exactly from two values: `left operator right`.

    Args:
        operator: `+`, `-`, `*`, `/` or `round`.
        left: the value on the left.
        right: the value on the right.
    """

    operator: Calculation
    left: Node
    right: Node


@_node
class Ref(_Noted):
    """A reference to what a slot stands for: a `Let` around it, or a use of a cell, binds the slot.

    Args:
        slot: the name of the slot.
        kind: the kind of that which the slot stands for.
    """

    slot: str
    kind: Kind


@_node
class Tensor(_Noted):
    """A module that ignores its input and gives a tensor that a graph names.

    Args:
        slot: the slot that stands for the tensor.
    """

    slot: str


@_node
class Arm(_Noted):
    """One alternative of a choice.

    Args:
        label: its label; None if the spec gives it none.
        body: the node that is taken with it.
    """

    label: str | None
    body: Node


@_node
class Choice(_Noted):
    """A decision for one of several arms.

    Args:
        arms: the arms.
        symbol: the symbol, in formulas for numbers of genotypes, for the number of arms.
    """

    arms: tuple[Arm, ...]
    symbol: str | None = None


@_node
class Let(_Noted):
    """Decides a node once and binds it to a slot, to which the body refers.

    Args:
        slot: the name of the slot.
        bound: the node; sizes of a tensor in it are those of the one that enters here.
        body: the node in which `Ref(slot)` stands for `bound`.
        default: whether `bound` is the default of a cell's parameter, which is ignored where a use
            of the cell binds the slot.
    """

    slot: str
    bound: Node
    body: Node
    default: bool = False


@_node
class Given(_Noted):
    """One of several cases, selected by a decision that is made elsewhere.

    Args:
        subject: the node that was decided: a value, or a choice with labels.
        cases: pairs of a label and a node: the case is taken whose label is the subject's value, or
            the label of its arm; `ELSE` is the label of a case for all others.
    """

    subject: Node
    cases: tuple[tuple[Constant, Node], ...]


@_node
class Part(_Noted):
    """A use of a definition.

    Args:
        name: the name of the definition.
        role: the keyword of the definition.
        body: what the definition contains, with the arguments of this use.
    """

    name: str
    role: Role
    body: Node


@_node
class Operation(_Noted):
    """A module that applies one operation.

    Args:
        name: the name of the operation.
        args: pairs of a parameter and a value, for the arguments that the spec states; others have
            their defaults.
        added: the description of an operation that a user added; None for one of the vocabulary.
    """

    name: str
    args: tuple[tuple[str, Node], ...]
    added: Op | None = None

    @property
    def op(self) -> Op:
        """The description of the operation: its shape rule, weights, costs, algebra."""
        return self.added or OPERATIONS[self.name]


@_node
class Sequence(_Noted):
    """Modules one after another; an empty sequence gives its input unchanged."""

    parts: tuple[Node, ...]


@_node
class Repeat(_Noted):
    """A body repeated several times: modules in sequence, branches side by side.

    Args:
        body: the node that is repeated.
        times: the value that says how often.
        most: the largest number that `times` can be.
        same: whether the body is decided once for all repetitions, else anew for each.
        symbol: the symbol, in formulas for numbers of genotypes, for the number of repetitions.
    """

    body: Node
    times: Node
    most: int
    same: bool = False
    symbol: str | None = None


@_node
class Series(_Noted):
    """The first modules of a list, one after another: repetitions that differ by their place.

    Args:
        times: the value that says how many modules.
        parts: the modules, as many as there can be.
        symbol: the symbol, in formulas for numbers of genotypes, for that number.
    """

    times: Node
    parts: tuple[Node, ...]
    symbol: str | None = None


@_node
class Graph(_Noted):
    """Named tensors, and a module that computes the output from them.

    Args:
        inputs: the slots of the tensors that enter: the last outputs of the chain, if several.
        every: the slot of the list of all outputs of the chain before those; None if not taken.
        earlier: how many tensors that list has.
        bindings: pairs of a slot and the module that computes its tensor, in order.
        result: the module after `return`.
    """

    inputs: tuple[str, ...]
    every: str | None
    earlier: int
    bindings: tuple[tuple[str, Node], ...]
    result: Node


@_node
class FitTo(_Noted):
    """Gives its input the shape of another tensor, by repeating positions or a 1 x 1 convolution.

    Args:
        tensor: a module that gives the other tensor.
    """

    tensor: Node


@_node
class Merge(_Noted):
    """Makes one tensor of the outputs of branches.

    Args:
        kind: a value: the name of the merge.
        branches: the branches.
        fit: what is done with outputs of unequal shapes: `project`, `pad` or `error`.
    """

    kind: Node
    branches: Node
    fit: FitMode


@_node
class Fork(_Noted):
    """Branches side by side.

    Args:
        items: in order; each is a module, or branches that are inserted into the list.
    """

    items: tuple[Node, ...]


@_node
class Each(_Noted):
    """A module applied to the output of each of several branches, which gives as many branches.

    Args:
        branches: the branches.
        module: the module.
        most: how many branches there are at most.
        same: whether the module is decided once for all branches, else anew for each.
        symbol: the symbol, in formulas for numbers of genotypes, for the number of branches.
    """

    branches: Node
    module: Node
    most: int
    same: bool = False
    symbol: str | None = None


@_node
class Pick(_Noted):
    """A decision which of several branches are taken; branches not taken decide nothing.

    Args:
        number: the value that says how many are taken; None if any subset can be.
        numbers: the values that `number` can have; empty without it.
        branches: the branches to take from.
        width: how many branches there are, whatever is decided.
    """

    number: Node | None
    numbers: tuple[int, ...]
    branches: Node
    width: int


@_node
class Unused(_Noted):
    """Those of some named tensors that nothing else in the graph or chain takes, as branches.

    Args:
        branches: the tensors.
    """

    branches: Node


@_node
class Cell(_Noted):
    """A use of a member of a cell, whose body is decided once in the whole space.

    The parameters of the cell are slots, named `cell.parameter`, which a `Let` around the use
    binds.

    Args:
        name: the name of the cell.
        member: a value: the number of the member.
    """

    name: str
    member: Node


Value = Const | Size | Arithmetic
Module = Operation | Tensor | FitTo | Sequence | Series | Graph | Merge | Cell
Branches = Fork | Each | Pick | Unused
Node = Value | Module | Branches | Ref | Choice | Let | Given | Part | Repeat


ELSE = "else"


def cases_for(node: Given, value: Constant | None) -> list[int]:
    """Indices of the cases of a `Given` that are possible if its subject has this value.

    One index, or none if no case fits; all indices where `value` is None, for unknown.
    """
    labels = [label for label, _ in node.cases]
    if value is None:
        return list(range(len(labels)))
    label = value if value in labels else ELSE
    return [labels.index(label)] if label in labels else []


T = TypeVar("T")


def per_node(function: Callable[[Node], T]) -> Callable[[Node], T]:
    """A decorator for functions of one node: it computes the result once for each node."""

    def fact(node: Node) -> T:
        known = node.facts
        if function not in known:
            known[function] = function(node)
        return known[function]

    return fact


def children(node: Node) -> tuple[Node, ...]:
    """The direct children of a node, in the order of their loci."""
    match node:
        case Const() | Size() | Ref() | Tensor():
            return ()
        case Arithmetic(_, left, right):
            return (left, right)
        case Choice(arms):
            return tuple(arm.body for arm in arms)
        case Let(_, bound, body):
            return (bound, body)
        case Given(subject, cases):
            return (subject, *(body for _, body in cases))
        case Part(_, _, body):
            return (body,)
        case Operation(_, args):
            return tuple(value for _, value in args)
        case Sequence(parts):
            return parts
        case Repeat(body, times):
            return (times, body)
        case Series(times, parts):
            return (times, *parts)
        case Graph(_, _, _, bindings, result):
            return (*(body for _, body in bindings), result)
        case FitTo(tensor):
            return (tensor,)
        case Merge(kind, branches):
            return (kind, branches)
        case Fork(items):
            return items
        case Pick(number, _, branches):
            return (branches,) if number is None else (number, branches)
        case Unused(branches):
            return (branches,)
        case Each(branches, module):
            return (branches, module)
        case Cell(_, member):
            return (member,)
        case _:
            assert_never(node)


@per_node
def kind(node: Node) -> Kind:
    """Whether a node is a module, branches or a value."""
    match node:
        case Const() | Size() | Arithmetic():
            return Kind.VALUE
        case Operation() | Tensor() | FitTo() | Sequence() | Series() | Graph() | Merge() | Cell():
            return Kind.MODULE
        case Fork() | Each() | Pick() | Unused():
            return Kind.BRANCHES
        case Ref(_, of):
            return of
        case Let(_, _, body) | Part(_, _, body) | Repeat(body):
            return kind(body)
        case Given(_, cases):
            return _widest([kind(body) for _, body in cases])
        case Choice(arms):
            return _widest([kind(arm.body) for arm in arms])
        case _:
            assert_never(node)


def _widest(kinds: list[Kind]) -> Kind:
    """The kind of alternatives: one branch may stand for a module among branches."""
    return Kind.BRANCHES if Kind.BRANCHES in kinds else kinds[0]
