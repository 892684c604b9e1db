"""`train` and `search`: one network trained, a space searched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli import results
from nasdsl.cli.curve import Curve
from nasdsl.cli.genotypes import Decisions, genotype_of, genotype_options
from nasdsl.cli.options import count_option, json_option
from nasdsl.cli.output import Interrupted, console, emit, say, waiting
from nasdsl.cli.setup import Setup, setup_options
from nasdsl.errors import SpecError
from nasdsl.searchspace import stated

if TYPE_CHECKING:
    from nasdsl.backend import Backend, Mode, Result, Weights
    from nasdsl.exploration import Progress
    from nasdsl.exploration.weights import WeightsFolder
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace
    from nasdsl.training.trainer import Trainer


@click.command()
@click.argument("spec")
@genotype_options("Which network.")
@setup_options
@json_option
def train(
    spec: str, index: int | None, genotype: Decisions | None, setup: Setup, as_json: bool
) -> None:
    """Train one network.

    The curve is measured on images held out of the training set, the last line on the test set.
    """
    space = setup.space(stated(spec))
    chosen = genotype_of(space, index, genotype)
    network = space.decode(chosen)
    trainer = setup.trainer(space)
    result = trainer.train(network, on_epoch=Curve("validation", quiet=as_json))
    test = trainer.test(network, result.weights)
    if as_json:
        emit({"index": str(chosen.index), **_metrics_line(network, result), "test": test})
    else:
        costs = f"{network.params:,} params, {network.macs:,} MACs, hash {network.hash[:12]}"
        say(f"test accuracy {test['accuracy']:.2%}, loss {test['loss']:.4f} ({costs})")


def _metrics_line(network: Architecture, result: Result) -> dict[str, Any]:
    return {
        "params": network.params,
        "macs": network.macs,
        "memory": network.memory,
        "hash": network.hash,
        "epochs": [epoch._asdict() for epoch in result.epochs],
        "compile_seconds": result.compile_seconds,
        "train_seconds": result.train_seconds,
    }


@click.command()
@click.argument("spec")
@click.option(
    "--out",
    metavar="RUN",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the run, a new one.",
)
@click.option("--resume", is_flag=True, help="Go on with that run; more --generations extend it.")
@count_option("--population", "Networks a generation.")
@count_option("--generations", "How many, the random first one included.")
@setup_options
@json_option
def search(
    spec: str,
    out: Path,
    resume: bool,
    population: int | None,
    generations: int | None,
    setup: Setup,
    as_json: bool,
) -> None:  # fmt: skip
    """Search a space for the best networks.

    The settings are those of the spec; options go before them. What has been evaluated is kept at
    once: after an interruption the same command with --resume goes on, and ends as it would have
    without one. At the end the networks of the front are measured on the test set, and a report
    is written.
    """
    from nasdsl.exploration import resuming, run
    from nasdsl.exploration.settings import resolve_settings
    from nasdsl.exploration.weights import WeightsFolder
    from nasdsl.training.trainer import check_objectives

    if not resume:
        run.check_place(out)
    try:
        space = setup.space(stated(spec), population=population, generations=generations)
    except SpecError:
        if resume:
            resuming.check_modules(out, setup.modules)
        raise
    resolve_settings(space, space.search)
    check_objectives(space.search)
    space.check_bounds()
    try:
        weights = WeightsFolder(out)
        trainer = _trainer(setup, space, out if resume else None, weights.hold)
        _search_and_test(space, trainer, weights, resume, setup.details(trainer))
    except KeyboardInterrupt:
        hint = f": {out} keeps what is done, and the same command with --resume goes on"
        raise Interrupted(f"interrupted{hint if out.exists() else ''}") from None
    if not results.print_run(out, results.front_json if as_json else None, setup.operations):
        say("no network was found that keeps all bounds and could be evaluated", err=True)
        raise click.exceptions.Exit(1)


def _trainer(
    setup: Setup, space: SearchSpace, resumed: Path | None, keep: Callable[[str, Weights], None]
) -> Trainer:
    """What trains the networks of a search, in the mode of the run that is resumed if there is one.

    Says how it trains where that was left open.
    """
    from nasdsl.training import modes
    from nasdsl.training.trainer import Trainer, split

    backend, data = setup.loaded(space)
    mode = _recorded(space, backend, resumed) if resumed else None
    if mode is None:
        images = split(data, space.experiment.data, setup.seed)
        choice = modes.decide(space, backend, len(images.train.y))
        if choice.reason:
            say(f"{choice.mode.name}: {choice.reason}", err=True)
        mode = choice.mode
    trainer = Trainer(space, backend, data, mode, setup.seed, keep)
    if mode.shared:
        (network,) = modes.drawn(space, 1)
        trainer.check(network)
    return trainer


def _recorded(space: SearchSpace, backend: Backend, run: Path) -> Mode | None:
    """What `auto` was for a run; None where a mode is asked for, or the run does not tell."""
    from nasdsl.backend import mode
    from nasdsl.exploration import resuming
    from nasdsl.train_settings import AUTO

    recorded = resuming.detail(run, "train.mode") or AUTO
    open_ = space.experiment.train.mode == AUTO != recorded
    return mode(backend, recorded) if open_ else None


def _search_and_test(
    space: SearchSpace,
    trainer: Trainer,
    weights: WeightsFolder,
    resume: bool,
    details: dict[str, Any],
) -> None:
    """Search, then measure the front on the test set; both tell how they go."""
    from nasdsl import exploration
    from nasdsl.exploration.problem import Batched, no_key
    from nasdsl.reporting import progress_listener

    mode = trainer.mode
    key = space.shape_key if mode.shared else no_key
    texts = tuple(objective.text for objective in space.search.minimize)

    def test(network: Architecture) -> dict[str, float]:
        trained = weights.read(network.hash)
        if trained is None:
            trained = trainer.train(network).weights
            weights.write(network.hash, trained)
        return trainer.test(network, trained)

    with progress_listener(console(), texts) as show:

        def on_event(progress: Progress) -> None:
            weights.judged(progress.last)
            show(progress)

        exploration.search(
            space,
            Batched(trainer.evaluate_all, key, mode.width),
            seed=trainer.seed,
            out=weights.run,
            resume=resume,
            details=details,
            on_event=on_event,
        )
    with waiting("measuring the front on the test set"):
        exploration.finish(space, weights.run, test)
