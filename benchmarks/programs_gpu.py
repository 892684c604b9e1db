"""As `programs.py`, on a GPU: all modes, how much faster than a module, and how busy the card is.

At least 50 times a module's networks an hour are aimed at, at 500 steps. The share is that of the
card's peak in products of float32, which JAX leaves to its TF32 units.

    python benchmarks/programs_gpu.py
"""

from __future__ import annotations

import programs
from programs import BATCH, EACH, SPECS, WAYS, alone, hourly, report, sampled

PEAKS = {"H200": 494e12, "H100": 494e12, "A100": 156e12}  # TF32, without sparsity; data sheets
STEPS = 500
PASSES = 3  # forward, and the gradients of the images and of the kernels


def main() -> None:
    """Measure all ways for each space."""
    import jax

    device = jax.devices()[0]
    if device.platform != "gpu":
        raise SystemExit("there is no GPU")
    peak = next((peak for name, peak in PEAKS.items() if name in device.device_kind), None)
    print(device.device_kind)
    for spec in SPECS:
        rows = {way: alone(spec, way) for way in (*WAYS, "blended", "masked", "together")}
        report(spec, rows)
        macs = sum(network.macs for network in sampled(spec)[1]) / programs.NETWORKS
        for way in (way for way in rows if way not in EACH):
            ratio = hourly(way, rows, STEPS) / hourly("module", rows, STEPS)
            rate = 2 * PASSES * macs * BATCH / rows[way]["step"]
            share = f", {rate / peak:.2%} of the card's peak" if peak else ""
            print(
                f"{way}: {ratio:.1f} times a module's networks an hour at {STEPS} steps, "
                f"{rate / 1e12:.2f} TFLOP/s{share}"
            )


if __name__ == "__main__":
    main()
