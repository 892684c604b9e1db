"""The command `retrain`: a network that a search found, trained at full length."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli.genotypes import GenotypeFile, genotype_of, genotype_options
from nasdsl.cli.options import json_option
from nasdsl.cli.output import Interrupted, emit, plural, say
from nasdsl.cli.setup import Setup, setup_options

if TYPE_CHECKING:
    from nasdsl.exploration.checkpoint import Retrained
    from nasdsl.training.retraining import Retraining


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@genotype_options("Which of the evaluated networks; else that with the least error.")
@setup_options
@json_option
def retrain(
    run: Path, index: int | None, genotype: GenotypeFile | None, setup: Setup, as_json: bool
) -> None:
    """Train, at full length, a network that a search evaluated.

    RUN is the folder of the run. The network is trained on all training images, none of them held
    out, and measured on the test images. The settings are those of the run's spec, unless options
    give others; options of the search are to be given again: --data, too, if that was a file. After
    an interruption the same command goes on.
    """
    from nasdsl import reporting
    from nasdsl.cli.curve import Curve
    from nasdsl.exploration import Run, resuming
    from nasdsl.training.retraining import prepared_retraining

    resuming.check_modules(run, setup.modules)
    record = Run.read(run)
    space = record.space(setup.overrides(), setup.input, setup.operations)
    if genotype is not None:
        index = genotype_of(space, index, genotype).index
    retraining = prepared_retraining(record, space, setup.training(), index)
    before = retraining.saved()
    done = len(before.epochs) if before else 0
    if done and not as_json:
        say(f"{retraining.file} has {plural(done, 'epoch')}")
    try:
        result = retraining.train(Curve("test", quiet=as_json, done=done))
    except KeyboardInterrupt:
        raise Interrupted(_saved_training(retraining)) from None
    page = reporting.write_page(Run.read(run), run, setup.operations)
    if as_json:
        emit(as_data(result))
    else:
        test = result.test
        say(f"test accuracy {test['accuracy']:.2%}, loss {test['loss']:.4f}")
        say(f"report: {page}")


def as_data(result: Retrained) -> dict[str, Any]:
    """A network trained at full length as JSON: index, hash, epochs, accuracy and loss."""
    return {
        "index": result.description["index"],
        "hash": result.description["network"],
        "epochs": [epoch._asdict() for epoch in result.epochs],
        "finished": result.finished,
        "test": result.test,
    }


def _saved_training(retraining: Retraining) -> str:
    saved = retraining.saved()
    if saved is None:
        return "interrupted before the end of the first epoch"
    epochs = f"{len(saved.epochs)} of {saved.total} epochs"
    return f"interrupted: {retraining.file} keeps {epochs}, and the same command goes on"
