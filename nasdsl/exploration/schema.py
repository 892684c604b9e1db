"""The database of a run: its tables, and candidates and evaluations as rows.

Numbers that may exceed 64 bits are decimal text, sequences are JSON: nothing is pickled, and any
SQLite tool can read a run.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from typing import Any, TypeVar, get_args

from nasdsl.exploration.problem import Evaluation
from nasdsl.exploration.strategy import Candidate, CandidateStatus
from nasdsl.limits import deep_recursion
from nasdsl.util.integers import decimal

Collection = TypeVar("Collection", list[Any], dict[str, Any])

STATUSES: tuple[CandidateStatus, ...] = get_args(CandidateStatus)

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE candidates (
    generation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    "index" TEXT NOT NULL,    -- the genotype's, decimal
    hash TEXT NOT NULL,       -- '' where the genotype is no network
    params TEXT NOT NULL,     -- decimal
    macs TEXT NOT NULL,       -- decimal
    memory TEXT NOT NULL,     -- decimal
    status TEXT NOT NULL,     -- ok, infeasible or failed
    "values" TEXT NOT NULL,   -- JSON: the objectives
    violation REAL NOT NULL,
    reason TEXT NOT NULL,
    cached INTEGER NOT NULL,  -- 1 where the network had been evaluated before
    PRIMARY KEY (generation, position)
);
CREATE TABLE evaluations (
    number INTEGER PRIMARY KEY,  -- the order in which they were made
    hash TEXT NOT NULL UNIQUE,
    metrics TEXT NOT NULL,       -- JSON; {} where it failed
    reason TEXT NOT NULL,        -- '' where it did not
    seconds REAL NOT NULL
);
CREATE TABLE tests (
    hash TEXT PRIMARY KEY,
    metrics TEXT NOT NULL,
    reason TEXT NOT NULL,
    seconds REAL NOT NULL
);
"""


def candidate_row(candidate: Candidate) -> tuple[Any, ...]:
    """A candidate as a row of the database of a run.

    It has the columns of the table `candidates`, from the column `index` on.
    """
    return (
        decimal(candidate.index),
        candidate.hash,
        str(candidate.params),
        str(candidate.macs),
        str(candidate.memory),
        candidate.status,
        json.dumps(candidate.values),
        candidate.violation,
        candidate.reason,
        int(candidate.cached),
    )


def read_candidate(row: Sequence[Any]) -> Candidate:
    """The candidate of a row in the database of a run.

    Args:
        row: the columns of the table `candidates`, from the column `index` on.

    Raises:
        ValueError, TypeError: the row is damaged.
    """
    index, name, params, macs, memory, status, values, violation, reason, cached = row
    if status not in STATUSES or not isinstance(name, str) or not isinstance(reason, str):
        raise ValueError(f"a candidate of status {status!r}")
    return Candidate(
        index=whole(index),
        hash=name,
        params=cost(params),
        macs=cost(macs),
        memory=cost(memory),
        status=status,
        values=tuple(finite(value) for value in listed(values, list)),
        violation=number(violation),
        reason=reason,
        cached=bool(cached),
    )


def evaluation_row(evaluation: Evaluation) -> tuple[Any, ...]:
    """An evaluation as a row of the database of a run.

    It has the columns of the table `tests`, which are those of `evaluations` from `hash` on.
    """
    metrics = json.dumps(evaluation.metrics)
    return evaluation.hash, metrics, evaluation.reason, evaluation.seconds


def read_evaluation(row: Sequence[Any]) -> Evaluation:
    """The evaluation of a row in the database of a run.

    Args:
        row: hash, metrics as JSON, reason and seconds.

    Raises:
        ValueError, TypeError: the row is damaged.
    """
    name, metrics, reason, seconds = row
    if not isinstance(name, str) or not isinstance(reason, str):
        raise TypeError("an evaluation without a name or a reason")
    measured = {metric: finite(value) for metric, value in listed(metrics, dict).items()}
    return Evaluation(name, measured, reason, finite(seconds))


def whole(text: object) -> int:
    """The integer, not negative, that a decimal text states.

    Raises:
        ValueError: `text` is anything else.
    """
    if not isinstance(text, str) or not (text.isascii() and text.isdecimal()):
        raise ValueError(f"{text!r} is no whole number")
    with deep_recursion():
        return int(text)


def cost(text: object) -> int:
    """The cost that a decimal text states: an integer that a float can hold, if not to the unit.

    Raises:
        ValueError: `text` is anything else.
    """
    value = whole(text)
    if value > sys.float_info.max:
        raise ValueError("a cost that no network has")
    return value


def ordinal(value: object) -> int:
    """Return `value`, if it can be the number of a generation or candidate: an integer from 0 on.

    Raises:
        ValueError: `value` is anything else.
    """
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no number of a generation or candidate")
    return value


def number(value: object) -> float:
    """Return `value`, if it is a number; infinity is accepted, NaN is not.

    Raises:
        ValueError: `value` is anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise ValueError(f"{value!r} is no number")
    return value


def finite(value: object) -> float:
    """Return `value`, if it is a finite number.

    Raises:
        ValueError: `value` is anything else.
    """
    if math.isinf(number(value)):
        raise ValueError(f"{value!r} is not finite")
    return number(value)


def listed(text: str, kind: type[Collection]) -> Collection:
    """The list or the object that a JSON text states.

    Args:
        text: the JSON.
        kind: `list` or `dict`, whichever the value must be.

    Raises:
        ValueError, TypeError: the text is not JSON, or states another value.
    """
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError("JSON of too many levels") from error
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
