"""`retrain`: a network that a search found, trained at full length."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli.genotypes import Decisions, genotype_of, genotype_options
from nasdsl.cli.options import json_option
from nasdsl.cli.output import Interrupted, emit, plural, say
from nasdsl.cli.setup import Setup, setup_options
from nasdsl.errors import RunError
from nasdsl.limits import decimal

if TYPE_CHECKING:
    from nasdsl.exploration import Member
    from nasdsl.exploration.checkpoint import Retrained


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@genotype_options("Which network of the front; else that with the least error.")
@setup_options
@json_option
def retrain(
    run: Path, index: int | None, genotype: Decisions | None, setup: Setup, as_json: bool
) -> None:
    """Train a network of a run's front at full length.

    It is trained on all training images, none of them held out, and measured on the test images.
    The settings are those of the run's spec; options go before them, and are to be given again
    where the search had them. After an interruption the same command goes on.
    """
    from nasdsl import reporting
    from nasdsl.cli.curve import Curve
    from nasdsl.exploration import checkpoint, resuming
    from nasdsl.exploration.run import read_run
    from nasdsl.training.retraining import train_at_full_length

    resuming.check_modules(run, setup.modules)
    front = reporting.read_summary(run).front
    setup = _as_searched(run, setup)
    space = setup.space(read_run(run).spec())
    if genotype is not None:
        index = genotype_of(space, index, genotype).index
    member = _chosen(run, front, index)
    network = space.decode(space.unrank(member.index))
    trainer = setup.trainer(space)
    path = checkpoint.training_file(run, network.hash)
    done = len(checkpoint.read_training(path).epochs) if path.exists() else 0
    if done and not as_json:
        say(f"{path} has {plural(done, 'epoch')}")
    curve = Curve("test", quiet=as_json, done=done)
    try:
        result = train_at_full_length(trainer, run, decimal(member.index), network, curve)
    except KeyboardInterrupt:
        raise Interrupted(_saved_training(path)) from None
    page = reporting.write_page(reporting.read_summary(run), run, setup.operations)
    if as_json:
        emit(as_data(result))
    else:
        test = result.test
        say(f"test accuracy {test['accuracy']:.2%}, loss {test['loss']:.4f}")
        say(f"report: {page}")


def as_data(result: Retrained) -> dict[str, Any]:
    """A retrained network for programs."""
    return {
        "index": result.description["index"],
        "hash": result.description["network"],
        "epochs": [epoch._asdict() for epoch in result.epochs],
        "finished": result.finished,
        "test": result.test,
    }


def _chosen(run: Path, front: Sequence[Member], index: int | None) -> Member:
    if not front:
        raise RunError(f"the front of {run} is empty: there is no network to train")
    if index is not None:
        return _of_index(run, front, index)
    if any("accuracy" not in member.metrics for member in front):
        raise RunError(f"the networks of {run} have no accuracy", "say which: --index I")
    return max(front, key=lambda member: member.metrics["accuracy"])


def _of_index(run: Path, front: Sequence[Member], index: int) -> Member:
    for member in front:
        if member.index == index:
            return member
    help = f"nasdsl report {run} shows those that are"
    raise RunError(f"no network of index {index} is on the front of {run}", help)


def _as_searched(run: Path, setup: Setup) -> Setup:
    """The options, where none is given with the data by name and the input of the search."""
    from nasdsl import data
    from nasdsl.exploration import resuming

    searched = resuming.detail(run, "data.name")
    known = searched if searched and data.is_dataset(searched) else None
    size = setup.input or json.loads(resuming.detail(run, "input") or "null")
    return replace(setup, data=setup.data or known, input=size)


def _saved_training(path: Path) -> str:
    from nasdsl.exploration import checkpoint

    if not path.exists():
        return "interrupted before the end of the first epoch"
    kept = checkpoint.read_training(path)
    epochs = f"{len(kept.epochs)} of {kept.total} epochs"
    return f"interrupted: {path} keeps {epochs}, and the same command goes on"
