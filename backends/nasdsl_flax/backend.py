"""The backend as the core meets it."""

from __future__ import annotations

from flax import nnx

from nasdsl.program.architecture import Architecture
from nasdsl_flax.module import Network
from nasdsl_flax.train import train
from nasdsl_flax.versions import versions


class Flax:
    """See `nasdsl.backend.Backend`."""

    train = staticmethod(train)
    versions = staticmethod(versions)

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Network:
        """An untrained network as an `nnx.Module`; `train` starts from the same parameters.

        Raises:
            BackendError: an operation has no rule.
        """
        return Network(architecture.program, rngs=nnx.Rngs(seed))


backend = Flax()
