"""`show`: a space as a tree, or one of its networks, layer by layer; or either as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl import limits
from nasdsl.cli.genotypes import Decisions, genotype_of, genotype_options, named
from nasdsl.cli.options import input_option, json_option, operations_option
from nasdsl.cli.output import emit, say
from nasdsl.cli.tables import table
from nasdsl.searchspace import SearchSpace, load
from nasdsl.util import files

if TYPE_CHECKING:
    from nasdsl.drawing.scene import Picture
    from nasdsl.genome.genotype import Genotype
    from nasdsl.ops import Op
    from nasdsl.program.architecture import Architecture
    from nasdsl.program.graph import Apply, State
    from nasdsl.space.printer import Outline

BESIDE = 20  # characters of a name that stands beside its layer


def _is_stream(path: Path) -> bool:
    """Whether it may be the standard output, into which then nothing else belongs."""
    return files.is_special(path) or path.is_relative_to("/dev")


def _svg_file(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    if value is None or _is_stream(value):
        return value
    if value.suffix.lower() != ".svg":
        raise click.BadParameter(f"'{value}' is no .svg file: pictures are SVG", ctx, param)
    return value


@click.command()
@click.argument("spec")
@genotype_options("The network with this index.")
@click.option(
    "-o", "--output", metavar="FILE.svg", type=click.Path(path_type=Path), callback=_svg_file,
    help="Draw it into this file, in place of the text.",
)  # fmt: skip
@input_option
@operations_option
@json_option
def show(
    spec: str,
    index: int | None,
    genotype: Decisions | None,
    output: Path | None,
    input: list[int] | None,
    operations: list[Op],
    as_json: bool,
) -> None:
    """Show a space as a tree, or one of its networks.

    A network is shown layer by layer: the tensors that each takes by their numbers, the shape of
    the one that it gives, and what it costs for one image. Arguments at their defaults are left
    out, and layers stand below the names of the definitions that they come from.
    """
    space = load(spec, input=input, operations=operations)
    if index is None and genotype is None:
        _show_space(space, output, as_json)
    else:
        _show_network(space, genotype_of(space, index, genotype), output, as_json)


def _show_space(space: SearchSpace, output: Path | None, as_json: bool) -> None:
    from nasdsl.space.printer import outline

    tree = outline(space.space)
    if output is not None:
        from nasdsl.drawing import space_picture

        _write_picture(output, space_picture(space))
    if as_json:
        emit(_tree(tree))
    elif output is None:
        _print_tree(tree)
    elif not _is_stream(output):
        say(f"picture: {output}")


def _show_network(
    space: SearchSpace, genotype: Genotype, output: Path | None, as_json: bool
) -> None:
    network = space.decode(genotype)
    if output is not None:
        from nasdsl.drawing import network_picture

        title = f"{space.name}, network {limits.abbreviate(genotype.index)}"
        _write_picture(output, network_picture(network.program, title))
    if as_json:
        emit({"space": space.name, **named(genotype), **_network_json(network)})
    elif output is None:
        _print_network(network)
    elif not _is_stream(output):
        say(f"picture: {output}")


def _write_picture(path: Path, picture: Picture) -> None:
    from nasdsl.drawing import svg

    files.replace(path, svg(picture).encode())


# a space


def _tree(outline: Outline) -> dict[str, Any]:
    return {"text": outline.text, "parts": [_tree(part) for part in outline.parts]}


def _print_tree(outline: Outline, first: str = "", rest: str = "") -> None:
    """Print a tree: `first` stands before its first line, `rest` before the others."""
    say(first + outline.text)
    for part in outline.parts[:-1]:
        _print_tree(part, f"{rest}├─ ", f"{rest}│  ")
    for part in outline.parts[-1:]:
        _print_tree(part, f"{rest}└─ ", f"{rest}   ")


# a network


@dataclass(frozen=True, slots=True)
class Layer:
    """An operation of a network, its tensor's number, what enters it, its place and its costs."""

    tensor: int
    step: Apply
    states: tuple[State, ...]
    place: list[str]
    params: int
    macs: int
    memory: int


def _layers(network: Architecture) -> list[Layer]:
    from nasdsl.program.cost import OF_STEPS
    from nasdsl.program.printer import step_place

    program = network.program
    return [
        Layer(
            tensor,
            step,
            states,
            step_place(step),
            **{name: cost(step, states) for name, cost in OF_STEPS.items()},
        )
        for tensor, (step, states) in enumerate(program.applies(), start=len(program.inputs))
    ]


def _network_json(network: Architecture) -> dict[str, Any]:
    from nasdsl.program.printer import plain_value

    return {
        "params": network.params,
        "macs": network.macs,
        "memory": network.memory,
        "hash": network.hash,
        "output": list(network.program.state(network.program.output)),
        "layers": [
            {
                "tensor": layer.tensor,
                "operation": layer.step.op,
                "arguments": {name: plain_value(value) for name, value in layer.step.args},
                "inputs": list(layer.step.inputs),
                "output": list(layer.step.state),
                "params": layer.params,
                "macs": layer.macs,
                "memory": layer.memory,
                "path": layer.step.path,
            }
            for layer in _layers(network)
        ],
    }


def _print_network(network: Architecture) -> None:
    heads = ("layer", "#", "takes", "gives", "params", "macs", "")
    inputs = [
        ("input", str(tensor), "", str(state), "", "", "")
        for tensor, state in enumerate(network.program.inputs)
    ]
    table(heads, [*inputs, *_layer_rows(_layers(network))], left={0, 2, 3}, whole={1, 3, 4, 5})
    say()
    say(f"{network.params:,} params, {network.macs:,} MACs, {network.memory:,} bytes of memory")
    say(f"hash {network.hash}")


def _layer_rows(layers: Sequence[Layer], at: int = 0, indent: str = "") -> Iterator[Sequence[str]]:
    """Layers in order; those of one place, from its part `at` on, stand below its name.

    A layer that is alone in its place has the name beside it, if that is not too long.
    """
    for part, group in groupby(layers, key=lambda layer: layer.place[at : at + 1]):
        here = list(group)
        end = _shared_prefix([layer.place for layer in here])
        place = ".".join(here[0].place[at:end])
        if not part or (len(here) == 1 and len(place) <= BESIDE):
            yield from (_layer_row(layer, place, indent) for layer in here)
        else:
            yield indent + place
            yield from _layer_rows(here, end, indent + "  ")


def _shared_prefix(places: Sequence[Sequence[str]]) -> int:
    """How many of their first parts are the same."""
    return sum(1 for _ in takewhile(lambda parts: len({*parts}) == 1, zip(*places, strict=False)))


def _layer_row(layer: Layer, place: str, indent: str) -> Sequence[str]:
    return (
        indent + _step_text(layer.step, layer.states[0]),
        str(layer.tensor),
        " ".join(map(str, layer.step.inputs)),
        str(layer.step.state),
        f"{layer.params:,}" if layer.params else "",
        f"{layer.macs:,}" if layer.macs else "",
        place,
    )


def _step_text(step: Apply, before: State) -> str:
    """An operation as a spec would say it, without the arguments that are at their defaults."""
    from nasdsl.program.printer import written

    told = ", ".join(written(step, before))
    return f"{step.op}({told})" if told else step.op
