"""The settings of the `train` section: how one network is trained, and which names are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

ADAM = {"b1": 0.9, "b2": 0.999, "eps": 1e-8, "nesterov": False}
MOMENTUM = {"momentum": None, "nesterov": False}

OPTIMIZERS: Mapping[str, Mapping[str, float | None]] = {
    "adam": {"learning_rate": 1e-3} | ADAM,
    "adamw": {"learning_rate": 1e-3, "weight_decay": 0.01} | ADAM,
    "sgd": {"learning_rate": 0.01} | MOMENTUM | {"weight_decay": None},
    "rmsprop": {"learning_rate": 1e-3, "decay": 0.9} | MOMENTUM | {"eps": 1e-8},
}
"""The optimisers that a spec can ask for, and their arguments in order with their defaults.

An argument whose default is a bool is a flag. The defaults are those of Kingma and Ba 2015 (adam),
of Loshchilov and Hutter 2019 (adamw), and of the frameworks' own documentation (sgd, rmsprop).
"""

SCHEDULES: Mapping[str, Mapping[str, float]] = {
    "constant": {},
    "cosine": {},
    "warm_restarts": {"first": 10, "factor": 2},
    "exponential": {"decay": 0.95},
}
"""How the learning rate changes in a training of T steps; the arguments in order with defaults.

With r the optimiser's rate and t the step: `cosine` is r (1 + cos(pi t / T)) / 2; `warm_restarts`
is that again and again (SGDR, Loshchilov and Hutter 2017, equation 5), over `first` epochs and then
each time over `factor` times as many as before; `exponential` is multiplied by `decay` after each
epoch.
"""

AUGMENTATIONS: Mapping[str, Mapping[str, float]] = {
    "crop": {"padding": 4},
    "flip": {},
    "cutout": {"size": 16},
}
"""What may be done to training images at random, and its arguments in order with their defaults.

Images have their mean at 0 by then. `crop` cuts an image's own size out of the image with `padding`
zeros around it (He et al. 2016); `flip` turns left and right with probability 1/2; `cutout` puts
zeros into a square of `size` around any pixel (DeVries and Taylor 2017), as far as it is inside.
"""

Dtype = Literal["float32", "bfloat16"]
DTYPES: tuple[Dtype, ...] = get_args(Dtype)

AUTO = "auto"
"""The mode that leaves to the backend how a search trains."""


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An optimiser.

    Args:
        name: its name, one of `OPTIMIZERS`, such as `adam`.
        args: its arguments by name; others have their defaults.
    """

    name: str = "adam"
    args: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the learning rate changes during a training.

    Args:
        name: the name of the schedule, one of `SCHEDULES`, such as `constant`.
        args: its arguments by name; others have their defaults.
    """

    name: str = "constant"
    args: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Augmentation:
    """A random change of training images.

    Args:
        name: the name of the change, one of `AUGMENTATIONS`, such as `flip`.
        args: its arguments by name; others have their defaults.
    """

    name: str
    args: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How one network is trained.

    Args:
        optimizer: the optimiser and its arguments.
        batch: examples in a batch.
        epochs: passes over the training images.
        dtype: `float32`, or `bfloat16` for the arithmetic (parameters stay float32).
        mode: how the backend trains the networks of a search: the name of one of its modes, or
            `auto`.
        schedule: how the learning rate changes after the warm-up.
        warmup: during so many epochs, the learning rate first grows from 0 in equal steps.
        clip: the largest norm of all gradients together, to which longer ones are shortened; None
            for no limit.
        label_smoothing: the share of a label that is spread evenly over all classes, in the
            training loss alone (Szegedy et al. 2016).
        augment: the random changes of training images, in the order in which they are made.
    """

    optimizer: Optimizer = Optimizer()
    batch: int = 128
    epochs: int = 10
    dtype: Dtype = "float32"
    mode: str = AUTO
    schedule: Schedule = Schedule()
    warmup: int = 0
    clip: float | None = None
    label_smoothing: float = 0.0
    augment: tuple[Augmentation, ...] = ()
