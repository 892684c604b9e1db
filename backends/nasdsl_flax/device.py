"""The device that networks run on: the first that JAX has."""

from __future__ import annotations

import os
from typing import Any

import jax

from nasdsl.errors import BackendError


def device() -> Any:
    """The device, a `jax.Device`; the environment variable JAX_PLATFORMS may choose it.

    Raises:
        BackendError: JAX does not find the device.
    """
    try:
        return jax.devices()[0]
    except (RuntimeError, AssertionError) as error:  # JAX asserts that CUDA's plug-in is there
        asked = os.environ.get("JAX_PLATFORMS", "")
        raise BackendError(
            f"JAX finds no device for JAX_PLATFORMS={asked}",
            "JAX_PLATFORMS=cpu is always there; cuda needs a GPU and pip install 'jax[cuda13]'",
        ) from error
