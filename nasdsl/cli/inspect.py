"""`check`, `count`, `sample` and `show`: what a spec holds, without any framework."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli.output import emit, index_option, json_option, number, table
from nasdsl.errors import Diagnostic, NasdslError, SpecError
from nasdsl.searchspace import SearchSpace, load

if TYPE_CHECKING:
    from nasdsl.program.architecture import Architecture
    from nasdsl.space.outline import Outline


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@json_option
def check(specs: tuple[str, ...], as_json: bool) -> None:
    """Say all that is wrong with specs; exit with 1 if anything is."""
    found = [entry for spec in specs for entry in _faults(spec)]
    if as_json:
        emit([data for data, _ in found])
    else:
        for _, text in found:
            click.echo(text, err=True)
        errors = _plural(len(found), "error") if found else "no errors"
        click.echo(f"{_plural(len(specs), 'spec')}, {errors}")
    raise SystemExit(1 if found else 0)


def _faults(spec: str) -> list[tuple[dict[str, Any], str]]:
    """What is wrong with a spec, each as data and as text."""
    try:
        load(spec).count()
    except SpecError as error:
        return [(_data(d), d.render()) for d in error.diagnostics]
    except NasdslError as error:
        place = {"code": "E001", "file": spec, "line": None, "column": None}
        return [({**place, "message": error.message, "help": error.help}, f"error: {error}")]
    return []


def _data(diagnostic: Diagnostic) -> dict[str, Any]:
    line, column = diagnostic.span.position
    return {
        "code": diagnostic.code,
        "file": diagnostic.span.source.name,
        "line": line,
        "column": column,
        "message": diagnostic.message,
        "help": diagnostic.help,
    }


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


@click.command()
@click.argument("spec")
@json_option
def count(spec: str, as_json: bool) -> None:
    """Say how many networks a space holds, by which formula, and what its parts hold."""
    space = load(spec)
    formula, symbols = space.formula()
    parts = space.parts()
    if as_json:
        emit(
            {
                "space": space.name,
                "genotypes": str(space.count()),
                "flat": str(space.flat()),
                "feasible": None,
                "formula": formula,
                "symbols": {name: str(value) for name, value in symbols.items()},
                "parts": {part.name: str(part.genotypes) for part in parts},
            }
        )
        return
    click.echo(f"{space.name}: {space.space.title}")
    _print_facts(space, formula, symbols)
    rows = [[p.role, p.name, number(p.genotypes), p.formula] for p in parts]
    _columns([["part", "", "genotypes", "formula"], *rows])


def _print_facts(space: SearchSpace, formula: str, symbols: dict[str, int]) -> None:
    bounds = ", ".join(requirement.text for requirement in space.requirements)
    facts = [
        ("genotypes", number(space.count())),
        ("flat", f"{number(space.flat())}, untaken arms decided too"),
        ("feasible", f"not counted: {bounds}" if bounds else "all, nothing is required"),
        ("formula", formula),
        ("with", ", ".join(f"{name} = {value}" for name, value in symbols.items())),
    ]
    for name, text in facts:
        if text:
            click.echo(f"  {name:<10} {text}")
    click.echo()


def _columns(rows: list[list[str]]) -> None:
    """Columns as wide as they need to be; plain, since this command is to be quick."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"  {'  '.join(cells).rstrip()}")


@click.command()
@click.argument("spec")
@click.option(
    "-n", "number_of", default=1, show_default=True, type=click.IntRange(1), help="How many."
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Of the draw.")
@json_option
def sample(spec: str, number_of: int, seed: int, as_json: bool) -> None:
    """Draw networks, each genotype with the same probability."""
    space, rng = load(spec), random.Random(seed)
    drawn = [_sampled(space, rng.randrange(space.count())) for _ in range(number_of)]
    if as_json:
        emit(drawn)
        return
    rows = [
        [d["index"], _cost(d["params"]), _cost(d["macs"]), d["hash"] or d["reason"]] for d in drawn
    ]
    table(("index", "params", "macs", "hash"), rows, right=frozenset({0, 1, 2}))


def _sampled(space: SearchSpace, index: int) -> dict[str, Any]:
    genome = space.unrank(index)
    found: dict[str, Any] = {"index": str(index), "genome": [int(value) for value in genome]}
    try:
        network = space.decode(genome)
    except NasdslError as error:
        return {**found, "params": None, "macs": None, "hash": None, "reason": error.message}
    return {**found, "params": network.params, "macs": network.macs, "hash": network.hash}


def _cost(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


@click.command()
@click.argument("spec")
@index_option(help="Show the network with this index, layer by layer.")
@json_option
def show(spec: str, index: int | None, as_json: bool) -> None:
    """Show a space as a tree, or one network of it layer by layer."""
    space = load(spec)
    if index is None:
        from nasdsl.space.outline import outline

        tree = outline(space.space)
        emit(_tree(tree)) if as_json else _print_tree(tree)
        return
    network = space.decode(space.unrank(index))
    layers = _layers(network)
    if as_json:
        emit({"space": space.name, "index": str(index), **_totals(network), "layers": layers})
        return
    _print_network(network, layers)


def _tree(outline: Outline) -> dict[str, Any]:
    return {"text": outline.text, "parts": [_tree(part) for part in outline.parts]}


def _print_tree(outline: Outline) -> None:
    from rich.text import Text
    from rich.tree import Tree

    from nasdsl.cli.output import console

    def grown(outline: Outline) -> Tree:
        tree = Tree(Text(outline.text), guide_style="dim")
        tree.children.extend(grown(part) for part in outline.parts)
        return tree

    console().print(grown(outline))


def _totals(network: Architecture) -> dict[str, Any]:
    output = network.program.state(network.program.output)
    return {
        "params": network.params,
        "macs": network.macs,
        "hash": network.hash,
        "output": list(output),
    }


def _layers(network: Architecture) -> list[dict[str, Any]]:
    from nasdsl.program.cost import step_macs, step_params

    program = network.program
    first = len(program.inputs)
    return [
        {
            "tensor": first + number,
            "operation": step.op,
            "arguments": {name: _plain(value) for name, value in step.args},
            "inputs": list(step.inputs),
            "output": list(step.state),
            "params": step_params(step, states),
            "macs": step_macs(step, states),
            "path": step.path,
        }
        for number, (step, states) in enumerate(program.applies())
    ]


def _plain(value: Any) -> int | float | str:
    return value if isinstance(value, int | str) else float(value)


def _print_network(network: Architecture, layers: list[dict[str, Any]]) -> None:
    rows = [
        [
            str(layer["tensor"]),
            layer["operation"],
            ", ".join(f"{name}={value}" for name, value in layer["arguments"].items()),
            " ".join(str(tensor) for tensor in layer["inputs"]),
            " x ".join(str(size) for size in layer["output"]),
            f"{layer['params']:,}" if layer["params"] else "",
            f"{layer['macs']:,}" if layer["macs"] else "",
            layer["path"].removeprefix("network."),
        ]
        for layer in layers
    ]
    heads = ("#", "operation", "arguments", "takes", "gives", "params", "macs", "path")
    table(heads, rows, right=frozenset({0, 5, 6}))
    click.echo(f"\n{network.params:,} params, {network.macs:,} MACs, hash {network.hash}")
