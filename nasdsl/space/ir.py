"""The nodes of a space: what a spec means, as one immutable tree of choices.

A node is of one of three kinds: a *module* maps a tensor to a tensor, *branches* are modules that
start from one tensor, a *value* is a number or a symbol. `Choice`, `Let`, `Ref`, `Given`, `Part`
and `Repeat` are the same for all kinds. Equal nodes are one object, so a node is its own key in any
table; nodes know neither where they stand nor where they were written.
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
    """The kind of a node; `UNKNOWN` stands for an expression with an error already reported."""

    MODULE = "module"
    BRANCHES = "list of branches"
    VALUE = "value"
    UNKNOWN = "unknown"


class _Interned(type):
    """A metaclass that makes equal nodes one object."""

    if not TYPE_CHECKING:
        _table: WeakValueDictionary[Any, Any] = WeakValueDictionary()

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
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
    """A number or a symbol."""

    value: Constant


@_node
class Size(_Noted):
    """`channels`, `height` or `width` of the tensor that enters the operation around it."""

    name: str


@_node
class Arithmetic(_Noted):
    """`left operator right`, computed exactly."""

    operator: Calculation
    left: Node
    right: Node


@_node
class Ref(_Noted):
    """A reference to what the `Let` of this slot bound, or to a parameter of a cell."""

    slot: str
    kind: Kind


@_node
class Tensor(_Noted):
    """A tensor that a graph names; as a module, it gives that tensor and ignores its input."""

    slot: str


@_node
class Arm(_Noted):
    """One alternative of a choice."""

    label: str | None
    body: Node


@_node
class Choice(_Noted):
    """A decision among arms. `symbol` is the formula's name for the number of arms."""

    arms: tuple[Arm, ...]
    symbol: str | None = None


@_node
class Let(_Noted):
    """Decides `bound` once, with the sizes of the tensor that enters; `body` takes it by `slot`.

    A `default` is decided likewise, but is ignored where a use of the cell has bound the slot.
    """

    slot: str
    bound: Node
    body: Node
    default: bool = False


@_node
class Given(_Noted):
    """The case whose label is the value (or label) of `subject`, which is decided elsewhere.

    A case called `ELSE` is for all values without a case of their own.
    """

    subject: Node
    cases: tuple[tuple[Constant, Node], ...]


@_node
class Part(_Noted):
    """A use of the definition `name`."""

    name: str
    role: Role
    body: Node


@_node
class Operation(_Noted):
    """An operation with the arguments that were stated; the others have their defaults.

    `added` is its description if a user added it; else it is found in the vocabulary.
    """

    name: str
    args: tuple[tuple[str, Node], ...]
    added: Op | None = None

    @property
    def op(self) -> Op:
        """The description of the operation."""
        return self.added or OPERATIONS[self.name]


@_node
class Sequence(_Noted):
    """Modules one after another; an empty sequence is the identity."""

    parts: tuple[Node, ...]


@_node
class Repeat(_Noted):
    """`body` repeated `times` times, at most `most`: modules in a row, branches side by side.

    Each repetition decides anew, or, if `same`, all are decided once.
    """

    body: Node
    times: Node
    most: int
    same: bool = False
    symbol: str | None = None


@_node
class Series(_Noted):
    """The first `times` of `parts`: repetitions that differ by their place in a chain."""

    times: Node
    parts: tuple[Node, ...]
    symbol: str | None = None


@_node
class Graph(_Noted):
    """Bindings, each a tensor for those after it, and the module whose output is the graph's.

    `inputs` are the slots of the tensors that enter; where they are more than one they are the last
    outputs of the chain. `every` is the slot of the outputs before those, of which there are
    `earlier`.
    """

    inputs: tuple[str, ...]
    every: str | None
    earlier: int
    bindings: tuple[tuple[str, Node], ...]
    result: Node


@_node
class FitTo(_Noted):
    """Fits its input to the shape of a tensor, by repeating positions or a 1 x 1 convolution."""

    tensor: Node


@_node
class Merge(_Noted):
    """The outputs of branches merged in the way `kind`; `fit` says what unequal shapes become."""

    kind: Node
    branches: Node
    fit: FitMode


@_node
class Fork(_Noted):
    """Branches side by side: each item a module, or branches that are spliced in."""

    items: tuple[Node, ...]


@_node
class Each(_Noted):
    """`module` applied after each of the branches, of which there are at most `most`.

    It decides anew for each, or, if `same`, once for all.
    """

    branches: Node
    module: Node
    most: int
    same: bool = False
    symbol: str | None = None


@_node
class Pick(_Noted):
    """A decision which `number` of the `width` branches are taken; without a number, any subset.

    `numbers` are the values that `number` can have. Only the branches taken decide.
    """

    number: Node | None
    numbers: tuple[int, ...]
    branches: Node
    width: int


@_node
class Unused(_Noted):
    """Those branches, all tensors, that nothing else in their graph or chain takes."""

    branches: Node


@_node
class Cell(_Noted):
    """A use of member `member` of the cell `name`, which decides once in the whole space.

    Its parameters are the slots `name.parameter`, bound by `Let`s around it.
    """

    name: str
    member: Node


Value = Const | Size | Arithmetic
Module = Operation | Tensor | FitTo | Sequence | Series | Graph | Merge | Cell
Branches = Fork | Each | Pick | Unused
Node = Value | Module | Branches | Ref | Choice | Let | Given | Part | Repeat


ELSE = "else"


def cases_for(node: Given, value: Constant | None) -> list[int]:
    """Indices of the cases that a value selects: one; all if it is None; none if none fits."""
    labels = [label for label, _ in node.cases]
    if value is None:
        return list(range(len(labels)))
    label = value if value in labels else ELSE
    return [labels.index(label)] if label in labels else []


T = TypeVar("T")


def per_node(function: Callable[[Node], T]) -> Callable[[Node], T]:
    """Caches a function of nodes: computed once for each node, as long as the node lives."""

    def fact(node: Node) -> T:
        known = node.facts
        if function not in known:
            known[function] = function(node)
        return known[function]

    return fact


def children(node: Node) -> tuple[Node, ...]:
    """The direct children of a node, in the order in which they decide."""
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
    """The kind of a node."""
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
