"""`train`, `search` and `report`: networks trained, spaces searched, runs shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli.output import console, emit, index_option, json_option
from nasdsl.errors import NasdslError
from nasdsl.language import ast
from nasdsl.searchspace import SearchSpace, load

if TYPE_CHECKING:
    from nasdsl.backend import Epoch
    from nasdsl.data import Dataset
    from nasdsl.exploration import Progress
    from nasdsl.exploration.front import Member
    from nasdsl.report import Summary
    from nasdsl.training import Trainer

seed_option = click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0), help="Of all randomness."
)
data_option = click.option(
    "--data", help="A data set by name (digits, mnist, fashion_mnist), or a file; else the spec's."
)
backend_option = click.option("--backend", default="flax", show_default=True, help="What trains.")
epochs_option = click.option(
    "--epochs", type=click.IntRange(1), help="Passes over the training images."
)
batch_option = click.option("--batch", type=click.IntRange(1), help="Images a step.")
set_option = click.option(
    "--set", "settings", multiple=True, metavar="SECTION.NAME=VALUE",
    help="Any setting of the spec's sections, such as train.optimizer='adam(0.01)'.",
)  # fmt: skip


@click.command()
@click.argument("spec")
@index_option(required=True, help="Which network.")
@data_option
@epochs_option
@batch_option
@seed_option
@backend_option
@set_option
@json_option
def train(
    spec: str,
    index: int,
    data: str | None,
    epochs: int | None,
    batch: int | None,
    seed: int,
    backend: str,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Train one network, and say how accurate it becomes.

    The curve is measured on images held out of the training set, the last line on the test set.
    """
    flags = {"train.epochs": epochs, "train.batch": batch, "data.set": None}
    space = load(spec, _overrides(settings, flags))
    network = space.decode(space.unrank(index))
    trainer = _trainer(space, data, backend, seed, quiet=as_json)
    epochs_done: list[Epoch] = []

    def on_epoch(epoch: Epoch) -> None:
        epochs_done.append(epoch)
        if not as_json:
            click.echo(
                f"epoch {len(epochs_done):>3}  loss {epoch.loss:.4f}  "
                f"validation loss {epoch.held_out_loss:.4f}  accuracy {epoch.accuracy:.2%}"
            )

    result = trainer.train(network, on_epoch=on_epoch)
    test = trainer.test(network)
    if as_json:
        emit(
            {
                "index": str(index),
                "params": network.params,
                "macs": network.macs,
                "hash": network.hash,
                "epochs": [epoch._asdict() for epoch in result.epochs],
                "test": test,
                "compile_seconds": result.compile_seconds,
                "train_seconds": result.train_seconds,
            }
        )
        return
    click.echo(f"test accuracy {test['accuracy']:.2%}, {network.params:,} params")


@click.command()
@click.argument("spec")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The run's folder.")
@click.option("--resume", is_flag=True, help="Continue the run in that folder.")
@click.option("--population", type=click.IntRange(1), help="Networks a generation.")
@click.option("--generations", type=click.IntRange(1), help="How many, the random first included.")
@data_option
@epochs_option
@batch_option
@seed_option
@backend_option
@set_option
@json_option
def search(
    spec: str,
    out: Path,
    resume: bool,
    population: int | None,
    generations: int | None,
    data: str | None,
    epochs: int | None,
    batch: int | None,
    seed: int,
    backend: str,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Search a space for the best networks, and write a report.

    Every evaluation is kept at once: an interrupted search goes on with --resume. The settings are
    the spec's; flags go before them.
    """
    from nasdsl import exploration

    flags = {
        "search.population": population,
        "search.generations": generations,
        "train.epochs": epochs,
        "train.batch": batch,
    }
    space = load(spec, _overrides(settings, flags))
    trainer = _trainer(space, data, backend, seed, quiet=as_json)
    try:
        with _shown(space, as_json) as on_event:
            exploration.search(
                space,
                trainer.evaluate,
                seed=seed,
                out=out,
                resume=resume,
                details=trainer.details(),
                on_event=on_event,
            )
        with _testing(as_json):
            exploration.finish(space, out, trainer.test)
    except KeyboardInterrupt:
        click.echo(f"interrupted; {out} keeps what is done: --resume goes on", err=True)
        raise SystemExit(130) from None
    _report(out, as_json, _front)


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@json_option
def report(run: Path, as_json: bool) -> None:
    """Show the front of a run, and write report.html and pareto.png into its folder."""
    _report(run, as_json, _everything)


# data and settings


def _overrides(settings: Sequence[str], flags: dict[str, int | None]) -> list[ast.Section]:
    """Settings from the command line as sections of a spec; flags go before `--set`."""
    given = [f"{name}={value}" for name, value in flags.items() if value is not None]
    return [_override(text) for text in (*settings, *given)]


def _override(text: str) -> ast.Section:
    from nasdsl.language.parser import parse_setting
    from nasdsl.sections import READERS
    from nasdsl.source import Source

    name, dot, rest = text.partition(".")
    if not dot or name not in READERS:
        listed = ", ".join(READERS)
        raise NasdslError(f"--set takes SECTION.NAME=VALUE, not '{text}'", f"sections: {listed}")
    setting = parse_setting(Source(f"--set {name}.", rest))
    return ast.Section(name, (setting,), setting.span)


def _trainer(space: SearchSpace, data: str | None, backend: str, seed: int, quiet: bool) -> Trainer:
    from nasdsl import backend as backends
    from nasdsl.training import Trainer, check_data

    settings = space.experiment.data
    name = data or settings.set
    if name is None:
        raise NasdslError("there is no data to train on", "name a set: --data digits")
    dataset = _loaded(name, quiet)
    check_data(space, dataset)
    train = space.experiment.train
    return Trainer(backends.load(backend), train, dataset, settings.validation, seed)


def _loaded(name: str, quiet: bool) -> Dataset:
    """A data set, with a bar if it has to be downloaded."""
    from nasdsl import data

    if quiet or not console().is_terminal:
        return data.load(name)
    from rich.progress import DownloadColumn, Progress

    with Progress(*Progress.get_default_columns(), DownloadColumn(), transient=True) as bar:
        task: list[Any] = []

        def progress(done: int, total: int) -> None:
            if not task:
                task.append(bar.add_task(f"downloading {name}", total=total))
            bar.update(task[0], completed=done)

        return data.load(name, progress=progress)


# progress and results


def _shown(space: SearchSpace, quiet: bool) -> AbstractContextManager[Callable[[Progress], None]]:
    from nasdsl.report import shown

    if quiet:
        return nullcontext(lambda _: None)
    return shown(console(), tuple(objective.text for objective in space.search.minimize))


def _testing(quiet: bool) -> AbstractContextManager[Any]:
    if quiet or not console().is_terminal:
        return nullcontext()
    return console().status("testing the front")


def _report(folder: Path, as_json: bool, data: Callable[[Summary], Any]) -> None:
    """Write the report of a run, and print it."""
    from nasdsl import report

    summary = report.read(folder)
    try:
        report.write_picture(summary, folder)
    except NasdslError as error:
        click.echo(f"no picture: {error}", err=True)
    page = report.write_page(summary, folder)
    if as_json:
        emit(data(summary))
        return
    console().print(report.front_table(summary))
    if not summary.finished:
        done = summary.count("candidates")
        click.echo(f"unfinished: {done} of {summary.total} candidates")
    click.echo(f"report: {page}")


def _front(summary: Summary) -> list[dict[str, Any]]:
    return [_member(member, summary.objectives) for member in summary.front]


def _member(member: Member, objectives: Sequence[str]) -> dict[str, Any]:
    return {
        "index": member.index,
        "genome": list(member.genome),
        "hash": member.hash,
        "params": member.params,
        "macs": member.macs,
        "objectives": dict(zip(objectives, member.values, strict=True)),
        "metrics": member.metrics,
        "test": member.test,
    }


def _everything(summary: Summary) -> dict[str, Any]:
    return {
        "front": _front(summary),
        "history": [asdict(generation) for generation in summary.history],
        "settings": summary.settings,
    }
