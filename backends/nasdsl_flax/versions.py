"""What a result may depend on: versions of the frameworks, the device, and whether it repeats."""

from __future__ import annotations

import os
from importlib.metadata import version

from nasdsl_flax.device import device

PACKAGES = ("jax", "jaxlib", "flax", "optax")


def device_versions() -> dict[str, str]:
    """What a result may depend on, by name: versions of packages, `platform`, `device`.

    `deterministic` is `yes` if the same training gives the same result each time. A CPU always
    does; a GPU does if XLA was asked to (`xla_gpu_deterministic_ops`).
    """
    used = device()
    asked = "xla_gpu_deterministic_ops=true" in os.environ.get("XLA_FLAGS", "")
    repeats = used.platform == "cpu" or asked
    return {name: version(name) for name in PACKAGES} | {
        "platform": used.platform,
        "device": used.device_kind,
        "deterministic": "yes" if repeats else "no",
    }
