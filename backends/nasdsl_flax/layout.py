"""Where the program of a supernet has the arrays of one of its networks.

A network by itself names its arrays by the paths of its operations. The program that serves it has
them elsewhere: in the row that the arms of a select share, and stacked with those of other rounds
of a loop. Initial values, weights on the disk and dropout follow the names, so that they are the
same whichever program trains the network.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from nasdsl.errors import BackendError
from nasdsl.program.architecture import Runnable
from nasdsl.program.graph import Apply, Loop, Program, Select
from nasdsl.program.instantiate import Address, DecisionValues, of_round, written_out
from nasdsl_flax import lower, packing
from nasdsl_flax.lower import ArraysOf, Tree

Arrays = Mapping[str, Mapping[str, Any]]
"""Arrays by the path of an operation of a network by itself, and by name."""

Places = Mapping[Address, str]
"""The path in a network by itself of each operation of a program, by its address there."""


def paths(network: Runnable) -> Places:
    """For each operation that a supernet runs for a network, its path in the network's own program.

    Operations of the supernet are known by address: the paths of the steps, and numbers of arms and
    rounds, in which they lie. Both programs are the same graph, so their operations are paired in
    one order from the output on.

    Args:
        network: the network, in the program that trains it.
    """
    written, addresses = written_out(network.program, network.settings)
    ours, theirs = _depth_first(written), _depth_first(network.written)
    met = [(addresses[a], *_known(written, a)) for a in ours]
    listed = [_known(network.written, b) for b in theirs]
    assert [op for _, op, _ in met] == [op for op, _ in listed], "a program of another network"
    return {at: path for (at, _, _), (_, path) in zip(met, listed, strict=True)}


def _known(program: Program, number: int) -> tuple[str, str]:
    """Operation and path of a step of a program in a row."""
    step = program.steps[number]
    assert isinstance(step, Apply)
    return step.op, step.path


def _depth_first(program: Program) -> list[int]:
    """The numbers of the steps that the output needs, each after those that give its inputs."""
    first = len(program.inputs)
    order: dict[int, None] = {}
    waiting = [program.output]
    while waiting:
        number = waiting[-1] - first
        if number < 0 or number in order:
            waiting.pop()
            continue
        inputs = program.steps[number].inputs
        before = [t for t in inputs if t >= first and t - first not in order]
        waiting += reversed(before)
        if not before:
            order[number] = None
    return list(order)


def packed(network: Runnable, arrays_of: ArraysOf, arrays: Arrays, places: Places) -> Tree:
    """The arrays of a network as the tree that the program which trains it takes.

    Args:
        network: the network: the program that trains it, and the values of its open decisions.
        arrays_of: gives the trained arrays of an operation (`Apply.weights`) or its running
            statistics (`Apply.buffers`).
        arrays: the network's arrays, by the path of an operation in the network's own program, and
            by name.
        places: for each operation of the training program, by its address there (see `paths`), its
            path in the network's own program.
    """

    def of(step: Apply, weights: Mapping[str, Any], at: Address) -> Any:
        missing = {name: np.zeros(weight.shape, np.float32) for name, weight in weights.items()}
        return arrays.get(places.get(at, ""), missing)

    return _packed(network.program, network.settings, arrays_of, of, ())


def _packed(
    program: Program,
    settings: DecisionValues,
    arrays_of: ArraysOf,
    of: Callable[[Apply, Mapping[str, Any], Address], Any],
    at: Address,
) -> Tree:
    tree: dict[str, Any] = {}
    for step in program.steps:
        mine, address = settings.get(step.path, {}), (*at, step.path)
        match step:
            case Apply():
                weights = arrays_of(step, tuple(map(program.state, step.inputs)))
                tree[step.path] = of(step, weights, address) if weights else {}
            case Select(_, arms):
                length = lower.row_length(step, arrays_of)
                arm = int(mine["arm"])
                if length:
                    below = mine.get(str(arm), {})
                    inside = _packed(arms[arm], below, arrays_of, of, (*address, arm))
                    tree[step.path] = packing.filled(jax.tree.leaves(inside), length)
            case Loop(body, times):
                rounds = [
                    _packed(body, of_round(mine, n), arrays_of, of, (*address, n))
                    for n in range(times)
                ]
                tree[step.path] = packing.stacked(rounds)
    return {path: below for path, below in tree.items() if len(below)}


def unpacked(network: Runnable, arrays_of: ArraysOf, tree: Tree, places: Places) -> Arrays:
    """The arrays of one network, taken out of those of the program that trained it.

    That program may serve many networks. The result has the arrays of each operation, by their
    names, under the path of that operation in the network's own program.

    Args:
        network: the network, in the program that trained it.
        arrays_of: gives the trained arrays of an operation (`Apply.weights`) or its running
            statistics (`Apply.buffers`).
        tree: the arrays as the program that trained it takes them, of all its networks.
        places: for operations of that program, by address (the paths of the steps around it, with
            the numbers of arms and rounds), the path in the network's own program.
    """
    located = _unpacked(network.program, network.settings, arrays_of, tree, ())
    return {places[at]: arrays for at, arrays in located if at in places}


def _unpacked(
    program: Program, settings: DecisionValues, arrays_of: ArraysOf, tree: Tree, at: Address
) -> Iterator[tuple[Address, Any]]:
    for step in program.steps:
        mine, address = settings.get(step.path, {}), (*at, step.path)
        if step.path not in tree:
            continue
        below = tree[step.path]
        match step:
            case Apply():
                yield address, below
            case Select(_, arms):
                arm = int(mine["arm"])
                arrays = packing.cut(below, lower.shapes(arms[arm], arrays_of))
                inside = mine.get(str(arm), {})
                yield from _unpacked(arms[arm], inside, arrays_of, arrays, (*address, arm))
            case Loop(body, times):
                for n in range(times):
                    inside = of_round(mine, n)
                    yield from _unpacked(body, inside, arrays_of, of_round(below, n), (*address, n))


def named(network: Runnable, places: Places) -> DecisionValues:
    """The values of a network's open decisions, and a number for each random operation.

    The numbers, from which random keys are made, follow from the paths in the network's own
    program, so they are the same in every program that trains it.

    Args:
        network: the network: the program that trains it, and the values of its open decisions.
        places: for each operation of that program, by its address there (see `paths`), its path in
            the network's own program.
    """
    return _named(network.program, network.settings, places, ())


def _named(
    program: Program, settings: DecisionValues, places: Places, at: Address
) -> dict[str, Any]:
    numbered: dict[str, Any] = {}
    for step in program.steps:
        mine, address = settings.get(step.path, {}), (*at, step.path)
        match step:
            case Apply():
                if lower.is_random(step):
                    number = np.uint32(zlib.crc32(places.get(address, step.path).encode()))
                    numbered[step.path] = {lower.NUMBER: number}
            case Select(_, arms):
                inside = {
                    str(n): _named(arm, mine.get(str(n), {}), places, (*address, n))
                    for n, arm in enumerate(arms)
                }
                filled = {name: below for name, below in inside.items() if below}
                numbered[step.path] = {"arm": mine["arm"], **filled}
            case Loop(body, times):
                rounds = [
                    _named(body, of_round(mine, n), places, (*address, n)) for n in range(times)
                ]
                numbered[step.path] = packing.stacked(rounds)
    return {path: below for path, below in numbered.items() if below}


def flat(*trees: Arrays) -> dict[str, NDArray[np.float32]]:
    """Several trees `{path: {name: array}}` as one dictionary with keys `path/name`."""
    return {
        f"{path}/{name}": np.asarray(array)
        for tree in trees
        for path, arrays in tree.items()
        for name, array in arrays.items()
    }


def read(network: Runnable, weights: Mapping[str, NDArray[Any]]) -> tuple[Arrays, Arrays]:
    """The parameters and the running statistics of a network, by path and name.

    Args:
        network: the network.
        weights: its arrays by `path/name`, as `flat` gives them.

    Raises:
        BackendError: the arrays are of another network.
    """
    program = network.written
    return _read(lower.parameters(program), weights), _read(lower.statistics(program), weights)


def _read(leaves: Tree, weights: Mapping[str, NDArray[Any]]) -> Arrays:
    arrays: dict[str, dict[str, Any]] = {}
    for path, named_leaves in leaves.items():
        for name, leaf in named_leaves.items():
            array = weights.get(f"{path}/{name}")
            if array is None or array.shape != leaf.shape:
                raise BackendError(f"there are no weights {path}/{name} of this network")
            arrays.setdefault(path, {})[name] = array
    return arrays
