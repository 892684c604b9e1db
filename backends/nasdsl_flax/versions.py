"""What a result may depend on: versions of the frameworks, the device, and whether it repeats."""

from __future__ import annotations

import os
from importlib.metadata import version

from nasdsl_flax.device import device

PACKAGES = ("jax", "jaxlib", "flax", "optax")


def device_versions() -> dict[str, str]:
    """Versions by package; `platform` and `device`; `deterministic`, `yes` or `no`.

    A CPU always repeats a result; a GPU does if XLA was told so (`xla_gpu_deterministic_ops`).
    """
    used = device()
    asked = "xla_gpu_deterministic_ops=true" in os.environ.get("XLA_FLAGS", "")
    repeats = used.platform == "cpu" or asked
    return {name: version(name) for name in PACKAGES} | {
        "platform": used.platform,
        "device": used.device_kind,
        "deterministic": "yes" if repeats else "no",
    }
