"""What a run's database looks like: its tables, and how candidates and evaluations are its rows.

Numbers that may exceed 64 bits are decimal text, sequences are JSON: nothing is pickled, and any
SQLite tool can read a run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nasdsl.exploration.problem import Candidate, Evaluation

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE candidates (
    generation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    vector TEXT NOT NULL,     -- JSON
    genome TEXT NOT NULL,     -- JSON; [] where the vector encodes none
    "index" TEXT NOT NULL,    -- decimal; '' without a genome
    hash TEXT NOT NULL,       -- '' where the genome is no network
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
    """The columns of `candidates` from `vector` on."""
    return (
        json.dumps(candidate.vector),
        json.dumps(candidate.genome),
        candidate.index,
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
    """The candidate of such a row; ValueError or TypeError where it is damaged."""
    vector, genome, index, name, params, macs, memory, status, *judged = row
    values, violation, reason, cached = judged
    return Candidate(
        vector=tuple(json.loads(vector)),
        genome=tuple(json.loads(genome)),
        index=index,
        hash=name,
        params=int(params),
        macs=int(macs),
        memory=int(memory),
        status=status,
        values=tuple(json.loads(values)),
        violation=violation,
        reason=reason,
        cached=bool(cached),
    )


def evaluation_row(evaluation: Evaluation) -> tuple[Any, ...]:
    """The columns of `evaluations` from `hash` on, and of `tests`."""
    metrics = json.dumps(evaluation.metrics)
    return evaluation.hash, metrics, evaluation.reason, evaluation.seconds


def read_evaluation(row: Sequence[Any]) -> Evaluation:
    """The evaluation of such a row; ValueError or TypeError where it is damaged."""
    name, metrics, reason, seconds = row
    return Evaluation(name, dict(json.loads(metrics)), reason, seconds)
