"""Checks that turn a lack of memory or a loss that is not finite into `EvaluationFailed`."""

from __future__ import annotations

import math
import os
from collections.abc import Generator
from contextlib import contextmanager

import jax

from nasdsl.backend import EvaluationFailed
from nasdsl.program import cost
from nasdsl.program.architecture import Runnable
from nasdsl.program.graph import Apply
from nasdsl_flax import lower, packing
from nasdsl_flax.device import device

LEAST_COPIES = 3  # parameters, their gradients, and what is added to them
EXHAUSTED = ("RESOURCE_EXHAUSTED", "out of memory", "Out of memory")


@contextmanager
def evaluation() -> Generator[None]:
    """A context in which running out of memory raises `EvaluationFailed`; other errors pass."""
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
    """How many bytes the training of a network needs at least.

    Counted are parameters, gradients, updates, and the largest tensor.

    Args:
        network: the network, in the program that trains it.
        batch: how many images a step has.
    """
    tensors = [step.state for step, _ in network.program.applies()]
    largest = max((math.prod(state) for state in tensors), default=0)
    parameters = packing.length(lower.shapes(network.program, Apply.weights))
    return cost.FLOAT32 * (LEAST_COPIES * parameters + batch * largest)


def fits(needed: int) -> None:
    """Check that the device has memory for `needed` bytes, before they are allocated.

    An operating system may kill a process that allocates more than there is.

    Raises:
        EvaluationFailed: the device has less.
    """
    there = capacity()
    if needed > there:
        sizes = f"{needed / 2**30:.1f} GiB of memory; the device has {there / 2**30:.1f}"
        raise EvaluationFailed(f"training the network needs {sizes}")


def finite(name: str, loss: float, epoch: int) -> None:
    """Check that a loss is finite.

    Args:
        name: on which images it was measured, for the message: `training`.
        loss: the loss.
        epoch: after which epoch, counted from 1, for the message.

    Raises:
        EvaluationFailed: the loss is infinite or not a number.
    """
    if not math.isfinite(loss):
        raise EvaluationFailed(f"the {name} loss is {loss} after epoch {epoch}")


def capacity() -> int:
    """The memory of the device in bytes; that of the machine, if the device states no limit."""
    stats = device().memory_stats() or {}
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return stats.get("bytes_limit", physical)
