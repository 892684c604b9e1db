"""The contract between nasdsl and whatever builds and trains networks.

A backend is found by its entry point in the group `nasdsl.backends`, sees only this module and
`nasdsl.program`, and is imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nasdsl.errors import BackendError, Diagnostic, NasdslError, PlacedError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nasdsl.program.architecture import Architecture
    from nasdsl.program.graph import Apply

GROUP = "nasdsl.backends"


class EvaluationFailed(NasdslError):
    """A network that could not be built or trained: an outcome of a search, not its end."""


class NoRule(PlacedError, BackendError):
    """An operation of a network for which a backend has no rule, at its place in the spec."""


def no_rule(backend: str, step: Apply, help: str | None) -> BackendError:
    """What to raise for an operation that a backend has no rule for."""
    message = f"the {backend} backend has no rule for '{step.op}', used at {step.path}"
    if step.span is None:
        return BackendError(message, help)
    return NoRule(Diagnostic("E802", step.span, message, help))


class Images(NamedTuple):
    """Labelled images.

    `x` is n x height x width x channels, uint8 (0..255) or float32; `y` is n int32.
    """

    x: NDArray[Any]
    y: NDArray[np.int32]


ADAM = {"b1": 0.9, "b2": 0.999, "eps": 1e-8, "nesterov": False}
MOMENTUM = {"momentum": None, "nesterov": False}

OPTIMIZERS: Mapping[str, Mapping[str, float | None]] = {
    "adam": {"learning_rate": 1e-3} | ADAM,
    "adamw": {"learning_rate": 1e-3, "weight_decay": 0.01} | ADAM,
    "sgd": {"learning_rate": 0.01} | MOMENTUM,
    "rmsprop": {"learning_rate": 1e-3, "decay": 0.9} | MOMENTUM | {"eps": 1e-8},
}
"""The optimisers that a spec can ask for, and their arguments in order with their defaults.

An argument whose default is a bool is a flag. The defaults are those of Kingma and Ba 2015 (adam),
of Loshchilov and Hutter 2019 (adamw), and of the frameworks' own documentation (sgd, rmsprop).
"""

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
