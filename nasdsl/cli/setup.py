"""The options of commands that train: settings in place of the spec's, data, seed and backend."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce, wraps
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli.options import count_option, input_option, modules_option, seed_option
from nasdsl.cli.output import console
from nasdsl.described import described
from nasdsl.experiment.overrides import Overrides
from nasdsl.language import ast
from nasdsl.searchspace import SearchSpace

if TYPE_CHECKING:
    from nasdsl.data import Dataset
    from nasdsl.ops import Op
    from nasdsl.training.setup import TrainingSetup

OPTIONS = (
    click.option(
        "--data", metavar="DATA",
        help="digits, mnist, fashion_mnist, cifar10; a folder of IDX or CIFAR-10 files; or an .npz "
        "file with x_train, y_train, x_test and y_test: n x height x width x channels, and labels "
        "from 0. Else what the spec names.",
    ),
    count_option("--epochs", "Passes over the training images."),
    count_option("--batch", "Images a step."),
    seed_option,
    click.option("--backend", metavar="NAME", default="flax", show_default=True,
                 help="What builds and trains networks."),
    input_option,
    modules_option,
    click.option(
        "--set", "settings", metavar="SECTION.NAME=VALUE", multiple=True,
        help="A setting of the spec, train.optimizer='adam(0.01)' say; can be repeated.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setup:
    """The options of a command that trains.

    Args:
        data: the name or path of a data set; None for the one that the spec names.
        epochs: how many epochs; None for the number in the spec.
        batch: how many images a step has; None for the number in the spec.
        seed: the number, from 0, that determines all randomness.
        backend: the name of the backend.
        input: height, width and channels of the input; None for those in the spec.
        modules: a user's operations, by the name of the Python module.
        settings: further settings as texts: `train.epochs=3`.
    """

    data: str | None
    epochs: int | None
    batch: int | None
    seed: int
    backend: str
    input: list[int] | None
    modules: dict[str, list[Op]]
    settings: tuple[str, ...]

    def space(self, spec: ast.Spec, **search: int | None) -> SearchSpace:
        """The space of a spec, with the settings of the options.

        Args:
            spec: the syntax tree of the spec.
            search: settings of the section `search` by name; None for the value in the spec.
        """
        return described(spec, self.overrides(**search), self.input, self.operations)

    def overrides(self, **search: int | None) -> Overrides:
        """Settings, by section and name, to be used in place of those in the spec.

        They are those of `--set` and, with precedence, those of other options.

        Args:
            search: settings of the section `search` by name; None for the value in the spec.
        """
        flags = {"train.epochs": self.epochs, "train.batch": self.batch}
        flags |= {f"search.{name}": value for name, value in search.items()}
        flags_set = {name: value for name, value in flags.items() if value is not None}
        return dict(map(_setting, self.settings)) | flags_set

    @property
    def operations(self) -> list[Op]:
        """The operations of all modules named by `--operations`."""
        return [op for listed in self.modules.values() for op in listed]

    def details(self) -> dict[str, Any]:
        """The names of a user's operations, by Python module, as JSON for the run to store."""
        listed = {name: [op.name for op in ops] for name, ops in self.modules.items()}
        return {"operations": listed} if listed else {}

    def training(self) -> TrainingSetup:
        """The backend, data and seed of the training."""
        from nasdsl.training.setup import TrainingSetup

        return TrainingSetup(self.data, self.backend, self.seed, _loaded)


def setup_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator that gives a command the options of training, as one argument `setup`."""

    @wraps(command)
    def gathered(**options: Any) -> Any:
        setup = Setup(**{name: options.pop(name) for name in Setup.__slots__})
        return command(setup=setup, **options)

    return reduce(lambda wrapped, option: option(wrapped), reversed(OPTIONS), gathered)


def _setting(text: str) -> tuple[str, str]:
    """The name and the value of `train.epochs=3`."""
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"'{text}' is no SECTION.NAME=VALUE", param_hint="--set")
    return name.strip(), value


def _loaded(name: str) -> Dataset:
    """A data set, with a bar if it has to be downloaded."""
    from nasdsl import data

    with _bar(f"downloading {name}") as progress:
        return data.read_dataset(name, progress=progress)


@contextmanager
def _bar(text: str) -> Generator[Callable[[int, int], None]]:
    from rich.progress import DownloadColumn, Progress

    shown, columns = console(), (*Progress.get_default_columns(), DownloadColumn())
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task(text, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)
