"""What counts as the failure of one network, apart from errors in the program that evaluates it."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager

import jax

from nasdsl.backend import EvaluationFailed
from nasdsl.program.graph import Program
from nasdsl_flax import draw, lower

FLOAT32 = 4
COPIES = 3
EXHAUSTED = ("RESOURCE_EXHAUSTED", "out of memory", "Out of memory")


@contextmanager
def evaluation() -> Iterator[None]:
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


def least_bytes(program: Program, batch: int) -> int:
    """What training needs whatever the compiler does: parameters, a gradient and a copy of them,
    and the largest tensor of a batch."""
    tensors = [step.state for step, _ in program.applies()]
    largest = max((math.prod(state) for state in tensors), default=0)
    return FLOAT32 * (COPIES * draw.size(lower.parameters(program)) + batch * largest)


def fits(needed: int) -> None:
    """See that a number of bytes is there before it is asked for: too late on a CPU, where the
    system may end the process.

    Raises:
        EvaluationFailed: the device has less.
    """
    capacity = _capacity()
    if needed > capacity:
        sizes = f"{needed / 2**30:.1f} GiB of memory; the device has {capacity / 2**30:.1f}"
        raise EvaluationFailed(f"training the network needs {sizes}")


def finite(name: str, loss: float, epoch: int) -> None:
    """See that a loss is a number.

    Raises:
        EvaluationFailed: it is infinite or not a number.
    """
    if not math.isfinite(loss):
        raise EvaluationFailed(f"the {name} loss is {loss} after epoch {epoch}")


def _capacity() -> int:
    stats = jax.devices()[0].memory_stats() or {}
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return stats.get("bytes_limit", physical)
