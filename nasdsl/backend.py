"""The contract between nasdsl and whatever builds and trains networks.

A backend is found by its entry point in the group `nasdsl.backends`, sees only this module and
`nasdsl.program`, and is imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nasdsl.errors import BackendError, NasdslError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nasdsl.program.architecture import Architecture

GROUP = "nasdsl.backends"


class EvaluationFailed(NasdslError):
    """A network that could not be built or trained: an outcome of a search, not its end."""


class Images(NamedTuple):
    """Labelled images.

    `x` is n x height x width x channels, uint8 (0..255) or float32; `y` is n int32.
    """

    x: NDArray[Any]
    y: NDArray[np.int32]


OPTIMIZERS: Mapping[str, tuple[str, ...]] = {
    "adam": ("learning_rate", "b1", "b2"),
    "adamw": ("learning_rate", "weight_decay", "b1", "b2"),
    "sgd": ("learning_rate", "momentum"),
    "rmsprop": ("learning_rate", "decay", "momentum"),
}
"""The optimisers that a spec can ask for, and their arguments; a backend has defaults for all."""

DTYPES = ("float32", "bfloat16")


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An optimiser by the name that its users know, with its keyword arguments."""

    name: str = "adam"
    args: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How one network is trained.

    Args:
        optimizer: name and arguments.
        batch: examples a step.
        epochs: passes over the training images.
        dtype: `float32`, or `bfloat16` for the arithmetic (parameters stay float32).
    """

    optimizer: Optimizer = Optimizer()
    batch: int = 128
    epochs: int = 10
    dtype: str = "float32"


class Epoch(NamedTuple):
    """One epoch: mean training loss, and accuracy (0..1) and loss on the held-out images."""

    loss: float
    accuracy: float
    held_out_loss: float


class Result(NamedTuple):
    """A training: what each epoch came to, and the seconds that compiling and training took."""

    epochs: tuple[Epoch, ...]
    compile_seconds: float
    train_seconds: float


class Backend(Protocol):
    """What a backend offers."""

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        """A model in the framework's own form, with parameters drawn from `seed`."""
        ...

    def train(
        self,
        architecture: Architecture,
        train: Images,
        held_out: Images,
        settings: TrainSettings,
        *,
        seed: int,
        on_epoch: Callable[[Epoch], None] = lambda _: None,
    ) -> Result:
        """Train on `train`, measure on `held_out` after each epoch; a seed has one result.

        Raises:
            EvaluationFailed: the loss is not finite, or the network cannot be built or does not fit
                into the memory.
        """
        ...

    def versions(self) -> dict[str, str]:
        """The versions and the device that a result may depend on."""
        ...


def names() -> tuple[str, ...]:
    """The installed backends."""
    from importlib.metadata import entry_points

    return tuple(sorted(point.name for point in entry_points(group=GROUP)))


def load(name: str) -> Backend:
    """The backend called `name`.

    Raises:
        BackendError: there is none, or the framework that it needs is not installed.
    """
    from importlib.metadata import entry_points

    points = entry_points(group=GROUP, name=name)
    if not points:
        known = names()
        raise BackendError(
            f"there is no backend '{name}'", nearest(name, known) or f"known: {', '.join(known)}"
        )
    try:
        return next(iter(points)).load()
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".")[0]
        if missing.startswith("nasdsl"):
            raise
        raise BackendError(
            f"backend '{name}' needs {missing}", f"pip install 'nasdsl[{name}]'"
        ) from error


def compile(architecture: Architecture, backend: str = "flax", seed: int = 0) -> Any:
    """A network as a model of the backend's framework, with parameters drawn from `seed`.

    Raises:
        BackendError: the backend is unknown, not installed, or has no rule for an operation.
    """
    return load(backend).compile(architecture, seed=seed)
