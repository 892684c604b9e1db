"""The weights of the networks on a run's current front, as files.

Each network has a file `weights/HASH.safetensors` in the run's folder, with its arrays by
`path/name`. A file that is lost can be computed again: training has one result for a seed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nasdsl.backend import Weights
from nasdsl.errors import RunError
from nasdsl.exploration.pareto import Values, covered
from nasdsl.exploration.strategy import Candidate
from nasdsl.util import files

WEIGHTS = "weights"


class WeightsFolder:
    """Stores the weights of networks on the front while a search runs.

    Args:
        run: the folder of the run; weights are written once it exists.
    """

    def __init__(self, run: Path) -> None:
        self.run = run
        self._held: dict[str, Weights] = {}
        self._front: dict[Values, str] = {}

    def hold(self, network: str, weights: Weights) -> None:
        """Keep a network's trained weights in memory until `judged` is called for its candidate.

        Args:
            network: the hash of the network.
            weights: its arrays by name.
        """
        self._held[network] = weights

    def judged(self, candidate: Candidate) -> None:
        """Update the files for a candidate whose objectives are known.

        If no network so far is as good in every objective, its weights are written, and the files
        of networks that it dominates are removed. Otherwise its weights are dropped.

        Raises:
            RunError: a file cannot be written.
        """
        weights = self._held.pop(candidate.hash, None)
        if candidate.status != "ok" or covered(candidate.values, self._front):
            self._tidy({candidate.hash})
            return
        worse = [values for values in self._front if covered(values, [candidate.values])]
        dropped = {self._front.pop(values) for values in worse}
        self._front[candidate.values] = candidate.hash
        if weights is not None:
            self.write(candidate.hash, weights)
        self._tidy(dropped)

    def read(self, network: str) -> Weights | None:
        """The arrays of a network by name; None if they are not stored.

        Args:
            network: the hash of the network.

        Raises:
            RunError: the file is damaged, or cannot be read.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load

        path = self._place(network)
        if not path.exists():
            return None
        with files.translate_os_errors(path):
            content = path.read_bytes()
        try:
            return load(content)
        except (SafetensorError, ValueError) as error:
            help = "remove the file: the network is then trained again"
            raise RunError(f"{path} is damaged: {error}", help) from error

    def write(self, network: str, weights: Weights) -> None:
        """Write the weights of a network to its file.

        Args:
            network: the hash of the network.
            weights: its arrays by name.

        Raises:
            RunError: the file cannot be written.
        """
        from safetensors.numpy import save

        self._held.pop(network, None)
        path = self._place(network)
        with files.translate_os_errors(path):
            path.parent.mkdir(exist_ok=True)
        arrays = {name: np.ascontiguousarray(array) for name, array in weights.items()}
        files.replace(path, save(arrays, {"network": network}))

    def _tidy(self, networks: set[str]) -> None:
        for network in networks.difference(self._front.values(), {""}):
            with files.translate_os_errors(self._place(network)):
                self._place(network).unlink(missing_ok=True)

    def _place(self, network: str) -> Path:
        return self.run / WEIGHTS / f"{network}.safetensors"
