"""The command `show`: a space as a tree, or one of its networks layer by layer; or a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl.api import load, picture
from nasdsl.cli.genotypes import GenotypeFile, genotype_of, genotype_options, named
from nasdsl.cli.options import input_option, json_option, operations_option, spec_argument
from nasdsl.cli.output import emit, say
from nasdsl.cli.tables import table
from nasdsl.searchspace import SearchSpace
from nasdsl.util import files
from nasdsl.util.integers import abbreviate

if TYPE_CHECKING:
    from nasdsl.genome.genotype import Genotype
    from nasdsl.ops import Op
    from nasdsl.program.architecture import Architecture
    from nasdsl.space.printer import Outline


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
@spec_argument()
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
    genotype: GenotypeFile | None,
    output: Path | None,
    input: list[int] | None,
    operations: list[Op],
    as_json: bool,
) -> None:
    """Show a space as a tree, or one of its networks.

    --index or --genotype names a network, which is shown layer by layer: the tensors that each
    layer takes by their numbers, the shape of the one that it gives, and what it costs for one
    image. Arguments at their defaults are left out, and layers stand below the names of the
    definitions that they come from. With --output it is drawn, in place of the text.
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
        _write_picture(output, picture(space))
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
        title = f"{space.name}, network {abbreviate(genotype.index)}"
        _write_picture(output, picture(network, title))
    if as_json:
        emit({"space": space.name, **named(genotype), **_network_json(network)})
    elif output is None:
        _print_network(network)
    elif not _is_stream(output):
        say(f"picture: {output}")


def _write_picture(path: Path, svg: str) -> None:
    files.replace(path, svg.encode())


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


def _network_json(network: Architecture) -> dict[str, Any]:
    from nasdsl.program.listing import network_layers
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
                **layer.costs,
                "path": layer.step.path,
            }
            for layer in network_layers(network.program)
        ],
    }


def _print_network(network: Architecture) -> None:
    from nasdsl.program.listing import HEADS, network_rows

    table(HEADS, network_rows(network.program), left={0, 2, 3}, whole={1, 3, 4, 5})
    say()
    say(f"{network.params:,} params, {network.macs:,} MACs, {network.memory:,} bytes of memory")
    say(f"hash {network.hash}")
