"""What counts as the failure of one network, apart from errors in the program that evaluates it."""

from __future__ import annotations

import math
import os
from collections.abc import Generator
from contextlib import contextmanager

import jax

from nasdsl.backend import EvaluationFailed
from nasdsl.program.architecture import Runnable
from nasdsl.program.graph import Apply
from nasdsl_flax import lower, packing
from nasdsl_flax.device import device

FLOAT32 = 4
COPIES = 3
EXHAUSTED = ("RESOURCE_EXHAUSTED", "out of memory", "Out of memory")


@contextmanager
def evaluation() -> Generator[None]:
    """Running out of memory inside becomes `EvaluationFailed`; every other error stays itself."""
    try:
        yield
    except MemoryError as error:
        raise EvaluationFailed("the network does not fit into the memory") from error
    except jax.errors.JaxRuntimeError as error:
        if not any(sign in str(error) for sign in EXHAUSTED):
            raise
        reason = str(error).splitlines()[0]
        raise EvaluationFailed(f"the network does not fit into the memory: {reason}") from error


def least_bytes(network: Runnable, batch: int) -> int:
    """What training needs in any case: parameters, gradients, updates, and the largest tensor."""
    tensors = [step.state for step, _ in network.program.applies()]
    largest = max((math.prod(state) for state in tensors), default=0)
    parameters = packing.length(lower.shapes(network.program, Apply.weights))
    return FLOAT32 * (COPIES * parameters + batch * largest)


def fits(needed: int) -> None:
    """See that there are as many bytes, before asking for them: a system may end who asks.

    Raises:
        EvaluationFailed: the device has less.
    """
    there = capacity()
    if needed > there:
        sizes = f"{needed / 2**30:.1f} GiB of memory; the device has {there / 2**30:.1f}"
        raise EvaluationFailed(f"training the network needs {sizes}")


def finite(name: str, loss: float, epoch: int) -> None:
    """See that a loss is a number.

    Raises:
        EvaluationFailed: it is infinite or not a number.
    """
    if not math.isfinite(loss):
        raise EvaluationFailed(f"the {name} loss is {loss} after epoch {epoch}")


def capacity() -> int:
    """The memory of the device, bytes."""
    stats = device().memory_stats() or {}
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return stats.get("bytes_limit", physical)
