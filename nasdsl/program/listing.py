"""A network as a table of layers, with inputs, output shape and costs of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from nasdsl.program.cost import OF_STEPS
from nasdsl.program.graph import Apply, Program, State
from nasdsl.program.printer import step_place, written
from nasdsl.space.constraints import COSTS
from nasdsl.util.grid import Grid

HEADS = ("layer", "#", "takes", "gives", "params", "macs", "")
BESIDE = 20  # characters of a name that stands beside its layer


@dataclass(frozen=True, slots=True)
class Layer:
    """An operation of a network.

    Args:
        tensor: the number of its output tensor.
        step: the operation with its arguments.
        states: the states of its inputs.
        place: the names of the parts of the spec around it, the outermost first.
        costs: its costs for one example, by name.
    """

    tensor: int
    step: Apply
    states: tuple[State, ...]
    place: list[str]
    costs: Mapping[str, int]

    def text(self) -> str:
        """The operation as a spec writes it, without arguments that have their default values."""
        arguments = ", ".join(written(self.step, self.states[0]))
        return f"{self.step.op}({arguments})" if arguments else self.step.op


def network_layers(program: Program) -> list[Layer]:
    """The operations of a network in the order in which they run, with places and costs."""
    return [
        Layer(
            tensor,
            step,
            states,
            step_place(step),
            {name: OF_STEPS[name](step, states) for name in COSTS},
        )
        for tensor, (step, states) in enumerate(program.applies(), start=len(program.inputs))
    ]


def network_rows(program: Program) -> Iterator[Sequence[str] | str]:
    """The rows of a table of layers: texts for the columns `HEADS`, and texts that are headings.

    The headings are the names of parts of the spec.

    Args:
        program: the network.
    """
    for tensor, state in enumerate(program.inputs):
        yield "input", str(tensor), "", str(state), "", "", ""
    yield from _layer_rows(network_layers(program))


def network_grid(program: Program) -> Grid:
    """A table of layers, with the columns `HEADS` and a row for each layer.

    The name of a part of the spec, above its layers, is a row with text in the first column alone.

    Args:
        program: the network.
    """
    rows = (row if isinstance(row, str) else tuple(row) for row in network_rows(program))
    filled = [(row, *("" for _ in HEADS[1:])) if isinstance(row, str) else row for row in rows]
    return Grid(HEADS, tuple((_indented(first), *rest) for first, *rest in filled), words=1)


def _indented(text: str) -> str:
    """A text with an indent that a page keeps."""
    inner = text.lstrip()
    return "\N{NO-BREAK SPACE}" * (len(text) - len(inner)) + inner


def _layer_rows(
    layers: Sequence[Layer], at: int = 0, indent: str = ""
) -> Iterator[Sequence[str] | str]:
    """Rows of layers, grouped under the names of the parts that contain them.

    A layer that is alone in its part has the name beside it, if that is not too long.
    """
    for part, group in groupby(layers, key=lambda layer: layer.place[at : at + 1]):
        inside = list(group)
        end = _shared_prefix([layer.place for layer in inside])
        place = ".".join(inside[0].place[at:end])
        if not part or (len(inside) == 1 and len(place) <= BESIDE):
            yield from (_layer_row(layer, place, indent) for layer in inside)
        else:
            yield indent + place
            yield from _layer_rows(inside, end, indent + "  ")


def _shared_prefix(places: Sequence[Sequence[str]]) -> int:
    """The length of the common prefix of some places."""
    return sum(1 for _ in takewhile(lambda parts: len({*parts}) == 1, zip(*places, strict=False)))


def _layer_row(layer: Layer, place: str, indent: str) -> Sequence[str]:
    return (
        indent + layer.text(),
        str(layer.tensor),
        " ".join(map(str, layer.step.inputs)),
        str(layer.step.state),
        f"{layer.costs['params']:,}" if layer.costs["params"] else "",
        f"{layer.costs['macs']:,}" if layer.costs["macs"] else "",
        place,
    )
