"""Estimated cost of training networks in each mode, from which `mode=auto` is chosen.

The numbers of operations, multiplications and switches are exact; the seconds that a kind of device
takes for each are rough, and only their ratios matter. Nothing is timed, so that the same search
trains in the same mode on a busy machine, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nasdsl.backend import Mode, Workload
from nasdsl.program import cost
from nasdsl.program.architecture import Runnable
from nasdsl.program.graph import Apply, Loop, Program, Select
from nasdsl.program.instantiate import DecisionValues, of_round
from nasdsl_flax import kernel_masking
from nasdsl_flax.modes import DECISIONS, MODES, SPECIALISED
from nasdsl_flax.rule import Blended

PASSES = 3  # forward, and the gradients of the images and of the parameters


class Price(NamedTuple):
    """The seconds that a kind of device takes for each part of compiling and training.

    Args:
        program: to compile a program without operations.
        compiled: to compile an operation.
        multiplication: to compute a multiply-accumulate.
        operation: to start an operation in a step, whatever its size.
        switch: to take an arm of a select, forward and backward.
    """

    program: float
    compiled: float
    multiplication: float
    operation: float
    switch: float


CPU = Price(1.2, 0.035, 22e-12, 100e-6, 100e-6)
"""Fitted to two cores and the networks of pouy_digits and nasbench201 at batch 64."""

GPU = Price(5.0, 0.2, 0.1e-12, 5e-6, 15e-6)
"""Not measured: kernels that take 5 microseconds to start, a switch that asks the host."""


class Count(NamedTuple):
    """What a program runs for one network in a forward step.

    Args:
        operations: how many operations.
        macs: how many multiply-accumulates for one example.
        switches: how many selects switch to an arm.
        numbers: how many elements the outputs of all operations have for one example.
    """

    operations: int = 0
    macs: int = 0
    switches: int = 0
    numbers: int = 0


def priced_count(program: Program, settings: DecisionValues, blended: Blended) -> Count:
    """What a program runs for one network in a forward step.

    Args:
        program: the program.
        settings: the values of its open decisions for that network.
        blended: says of a select whether it computes all of its arms; else it switches to one.
    """
    return _sum(_counts(program, settings, blended))


def _counts(program: Program, settings: DecisionValues, blended: Blended) -> Iterator[Count]:
    for step in program.steps:
        mine = settings.get(step.path, {})
        match step:
            case Apply():
                macs = cost.step_macs(step, tuple(program.state(t) for t in step.inputs))
                yield Count(1, macs, 0, math.prod(step.state))
            case Select(_, arms) if blended(step):
                for group in kernel_masking.groups(arms):
                    yield from _counts(arms[group[-1]], mine.get(str(group[-1]), {}), blended)
            case Select(_, arms):
                arm = int(mine["arm"])
                yield Count(switches=1)
                yield from _counts(arms[arm], mine.get(str(arm), {}), blended)
            case Loop(body, times):
                for number in range(times):
                    yield from _counts(body, of_round(mine, number), blended)


def _sum(counts: Iterable[Count]) -> Count:
    return Count(*map(sum, zip(*counts, strict=True)))


def seconds(workload: Workload, mode: Mode, price: Price) -> float:
    """The estimated seconds of compiling and training all networks of a search.

    Args:
        workload: the size of the search, with some of its networks.
        mode: the way in which they are trained.
        price: the seconds that the device takes for an operation, a multiplication and so on.
    """
    own, samples = not mode.shared, len(workload.samples)
    total = _sum(_of_sample(sample, mode) for sample in workload.samples)
    macs, operations, switches = (
        number / samples for number in (total.macs, total.operations, total.switches)
    )
    programs = [sample.written if own else sample.program for sample in workload.samples]
    compiled = sum(len(list(program.applies())) for program in programs) / samples
    compiling = price.program + price.compiled * compiled
    arithmetic = PASSES * workload.batch * macs * price.multiplication
    starting = PASSES * operations * price.operation + 2 * switches * price.switch
    step = arithmetic + starting / mode.width
    return (workload.networks if own else workload.keys) * compiling + (
        workload.networks * workload.steps * step
    )


def _of_sample(network: Runnable, mode: Mode) -> Count:
    if not mode.shared:
        return priced_count(network.written, {}, DECISIONS[mode])
    return priced_count(network.program, network.settings, DECISIONS[mode])


def affordable(workload: Workload, mode: Mode, memory: int) -> bool:
    """Whether a device has memory for a training step that stores the outputs of all operations.

    Args:
        workload: the size of the search, with some of its networks.
        mode: the way in which they are trained.
        memory: the memory of the device in bytes.
    """
    numbers = max(_of_sample(sample, mode).numbers for sample in workload.samples)
    return mode.width * workload.batch * cost.FLOAT32 * numbers <= memory


def cheapest(workload: Workload, cpu: bool, memory: int) -> Mode:
    """The mode with the least estimated seconds; of equal ones the first.

    Args:
        workload: the size of the search, with some of its networks.
        cpu: whether the device is a CPU. There a switch costs nothing and parallel work gains
            nothing, so only the first two modes are considered.
        memory: the memory of the device in bytes.
    """
    price, modes = (CPU, MODES[:2]) if cpu else (GPU, MODES)
    can = [mode for mode in modes if mode is SPECIALISED or affordable(workload, mode, memory)]
    return min(can, key=lambda mode: seconds(workload, mode, price))
