"""Programs written by hand, and what is done with them in several tests."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from nasdsl_flax import backend, lower
from nasdsl_flax.rule import Context

from nasdsl.backend import DataSplit, Engine, Images
from nasdsl.ops import OPERATIONS, resolve_arguments
from nasdsl.program.architecture import Architecture
from nasdsl.program.decision_expr import Read
from nasdsl.program.graph import Apply, Program, Scalar, Select, State, Step
from nasdsl.program.instantiate import DecisionValues
from nasdsl.train_settings import TrainSettings

NONE: DecisionValues = {}
Operation = tuple[str, dict[str, Scalar]]
SMALL = State(4, 4, 1)
TRAIN = Context(train=True, key=None, cpu=True)
EVAL = Context(train=False, key=None, cpu=True)


def step(name: str, given: dict[str, Scalar], state: State, tensor: int, path: str) -> Apply:
    """An operation with its defaults, as the planner would resolve it."""
    args = resolve_arguments(OPERATIONS[name], given, state)
    after = OPERATIONS[name].shape(state, args)
    return Apply(name, tuple(args.items()), (tensor,), after, path)


def row(state: State, *operations: Operation, path: str = "n") -> Program:
    """A network that is a row of operations."""
    steps: list[Step] = []
    for number, (name, given) in enumerate(operations):
        before = steps[-1].state if steps else state
        steps.append(step(name, given, before, number, f"{path}[{number + 1}].{name}"))
    return Program((state,), tuple(steps), len(steps))


def merge(kind: str, states: tuple[State, ...], after: State) -> Program:
    """A merge of inputs."""
    inputs = tuple(range(len(states)))
    return Program(states, (Apply(kind, (), inputs, after, f"n.{kind}"),), len(states))


def select(locus: int, *arms: Program) -> Program:
    """A decision among programs of one input."""
    chosen = Select(Read(locus), arms, (0,), arms[0].state(arms[0].output), f"choice[{locus}]")
    return Program(arms[0].inputs, (chosen,), 1)


def classifier(*operations: Operation, state: State = SMALL, classes: int = 2) -> Program:
    """A network that ends in logits."""
    tail: list[Operation] = [("flatten", {}), ("dense", {"units": classes})]
    return row(state, *operations, *tail)


def network(*operations: Operation) -> Architecture:
    return Architecture(classifier(*operations))


def variables(program: Program, settings: DecisionValues = NONE, seed: int = 0) -> tuple[Any, Any]:
    """Parameters and statistics in float64, none of them at its usual start."""
    rng = np.random.default_rng(seed)
    params, stats = (_zeros(lower.shapes(program, k)) for k in (Apply.weights, Apply.buffers))
    params = jax.tree.map(lambda a: a + 0.3 * rng.standard_normal(a.shape), params)
    stats = jax.tree.map(lambda a: a + 0.5 + rng.random(a.shape), stats)
    return params, stats


def _zeros(shapes: Any) -> Any:
    return jax.tree.map(np.zeros, shapes, is_leaf=lambda node: isinstance(node, tuple))


def engine(train: Images, held_out: Images, settings: TrainSettings) -> Engine:
    """What trains on images, and tests on those held out."""
    return backend.engine(DataSplit(train, held_out, held_out), settings)


def halves(count: int, seed: int = 0, state: State = SMALL) -> Images:
    """Bytes in which one half of the image is brighter: which one is the label."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 128, (count, *state), dtype=np.uint8)
    y = rng.integers(0, 2, count, dtype=np.int32)
    middle = state.height // 2
    x[y == 0, :middle] += 100
    x[y == 1, middle:] += 100
    return Images(x, y)
