"""The NumPy backend as nasdsl uses it: it builds networks that compute, and trains nothing."""

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
    """The backend `numpy`: it computes networks in NumPy, and trains nothing."""

    def compile(self, architecture: Architecture, *, seed: int = 0) -> NumpyNetwork:
        """An untrained network that can be called with images.

        Args:
            architecture: the network.
            seed: the number, from 0, that determines the parameters.

        Raises:
            BackendError: an operation has no rule.
        """
        return NumpyNetwork(architecture.program, seed)

    def modes(self) -> tuple[Mode, ...]:
        """One mode, since a backend has at least one; this backend trains nothing."""
        return (OWN,)

    def choose(self, workload: Workload) -> Mode:
        """The only mode, for a search of any size."""
        return OWN

    def engine(self, data: DataSplit, settings: TrainSettings) -> NoReturn:
        """Always fails: this backend trains nothing.

        Raises:
            BackendError: in every case.
        """
        raise BackendError("the numpy backend computes networks, but trains none", "use flax")

    def versions(self) -> dict[str, str]:
        """The version of NumPy, and that results are the same each time, as they are on a CPU."""
        return {"numpy": np.__version__, "platform": "cpu", "deterministic": "yes"}


backend = NumPy()
