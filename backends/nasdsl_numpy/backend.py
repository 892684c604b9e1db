"""The backend as the core meets it."""

from __future__ import annotations

from typing import NoReturn

import numpy as np

from nasdsl.backend import DataSplit, Mode, Workload
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Architecture
from nasdsl.train_settings import TrainSettings
from nasdsl_numpy.network import NumpyNetwork

OWN = Mode("specialised", "each network by a program of its own")


class NumPy:
    """See `nasdsl.backend.Backend`."""

    def compile(self, architecture: Architecture, *, seed: int = 0) -> NumpyNetwork:
        """An untrained network.

        Raises:
            BackendError: an operation has no rule.
        """
        return NumpyNetwork(architecture.program, seed)

    def modes(self) -> tuple[Mode, ...]:
        """The one that a backend has in any case: nothing is trained here."""
        return (OWN,)

    def choose(self, workload: Workload) -> Mode:
        """The only one."""
        return OWN

    def engine(self, data: DataSplit, settings: TrainSettings) -> NoReturn:
        """Nothing is trained here.

        Raises:
            BackendError: always.
        """
        raise BackendError("the numpy backend computes networks, but trains none", "use flax")

    def versions(self) -> dict[str, str]:
        """The version of NumPy; a CPU repeats what it computed."""
        return {"numpy": np.__version__, "platform": "cpu", "deterministic": "yes"}


backend = NumPy()
