"""The commands `train` and `search`: one network trained, a space searched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli import results
from nasdsl.cli.curve import Curve
from nasdsl.cli.findings import of_diagnostic
from nasdsl.cli.genotypes import GenotypeFile, genotype_of, genotype_options
from nasdsl.cli.options import count_option, json_option, spec_argument
from nasdsl.cli.output import Interrupted, console, emit, say, tell, waiting
from nasdsl.cli.setup import Setup, setup_options
from nasdsl.errors import SpecError
from nasdsl.language.imports import stated

if TYPE_CHECKING:
    from nasdsl.backend import Result
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace
    from nasdsl.training.searching import TrainedSearch


@click.command()
@spec_argument()
@genotype_options("Which network.")
@setup_options
@json_option
def train(
    spec: str, index: int | None, genotype: GenotypeFile | None, setup: Setup, as_json: bool
) -> None:
    """Train one network.

    It is the one that --index or --genotype names. The curve is measured on images held out of the
    training set, the last line on the test set.
    """
    space = setup.space(stated(spec))
    chosen = genotype_of(space, index, genotype)
    network = space.decode(chosen)
    trainer = setup.training().trainer(space)
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
@spec_argument()
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

    The settings are those of the spec, unless options give others. Each evaluation is written to
    the disk at once: after an interruption the same command with --resume goes on, and ends as it
    would have without one. At the end the networks of the front are measured on the test set, and a
    report is written.
    """
    from nasdsl.exploration.run_folder import check_place
    from nasdsl.training.searching import SearchPlan, prepared_search

    if not resume:
        check_place(out)
    space = _space(spec, out if resume else None, setup, population, generations)
    for warning in space.bound_warnings:
        tell(of_diagnostic(warning).text, err=True)
    try:
        plan = SearchPlan(out, resume, details=setup.details())
        _search_and_test(prepared_search(space, setup.training(), plan))
        has_front = results.print_run(
            out, results.front_json if as_json else None, setup.operations
        )
    except KeyboardInterrupt:
        hint = f": {out} keeps what is done, and the same command with --resume goes on"
        raise Interrupted(f"interrupted{hint if out.exists() else ''}") from None
    if not has_front:
        say("no network was found that keeps all bounds and could be evaluated", err=True)
        raise click.exceptions.Exit(1)


def _space(
    spec: str, resumed: Path | None, setup: Setup, population: int | None, generations: int | None
) -> SearchSpace:
    """The space of a spec; what a run that is resumed has operations of has to be given."""
    from nasdsl.exploration.resuming import check_modules

    try:
        return setup.space(stated(spec), population=population, generations=generations)
    except SpecError:
        if resumed:
            check_modules(resumed, setup.modules)
        raise


def _search_and_test(search: TrainedSearch) -> None:
    """Search, then measure the front on the test set; both tell how they go."""
    from nasdsl.reporting import progress_listener

    if search.reason:
        say(f"{search.trainer.mode.name}: {search.reason}", err=True)
    texts = tuple(objective.text for objective in search.space.search.minimize)
    with progress_listener(console(), texts) as on_event:
        search.search(on_event)
    with waiting("measuring the front on the test set"):
        search.test_front()
