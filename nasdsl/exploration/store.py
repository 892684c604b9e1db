"""The store of a search: candidates and evaluations in one SQLite file.

A candidate and the evaluation that it caused are one transaction, so the file is consistent
whenever the process is killed. The rollback journal is used, not the write-ahead log, since that
needs shared memory, which some file systems lack.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any

from nasdsl.errors import RunError
from nasdsl.exploration import schema
from nasdsl.exploration.problem import Evaluation
from nasdsl.exploration.strategy import Candidate

FORMAT = 4  # of a run's files
RESTORE = "restore it from a copy, or start the run again in another folder"

_MADE = "SELECT hash, metrics, reason, seconds FROM"


class Store:
    """The candidates, evaluations and final tests of a run, in SQLite; a context manager.

    Args:
        path: the file, made by `create_store`; None for a store in memory.

    Raises:
        RunError: the file cannot be read or written; every method raises it, too.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        with translate_store_errors(self._path):
            self._db = _connect(path)
        try:
            self._check()
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def record(
        self, generation: int, position: int, candidate: Candidate, evaluation: Evaluation | None
    ) -> None:
        """Store a candidate, and its evaluation if that is new.

        Args:
            generation: the number of the generation, from 0.
            position: the number of the candidate in its generation, from 0.
            candidate: the candidate.
            evaluation: what was measured of its network; None if that is stored, or nothing was
                measured.
        """
        with translate_store_errors(self._path), _transaction(self._db):
            if evaluation is not None:
                row = schema.evaluation_row(evaluation)
                self._db.execute("INSERT INTO evaluations VALUES (NULL, ?, ?, ?, ?)", row)
            row = (generation, position, *schema.candidate_row(candidate))
            self._db.execute(f"INSERT INTO candidates VALUES ({', '.join('?' * len(row))})", row)

    def record_test(self, evaluation: Evaluation) -> None:
        """Store the final test of a network of the front."""
        with translate_store_errors(self._path), _transaction(self._db):
            row = schema.evaluation_row(evaluation)
            self._db.execute("INSERT INTO tests VALUES (?, ?, ?, ?)", row)

    def generation(self, number: int) -> dict[int, Candidate]:
        """The stored candidates of one generation, by their position in it, from 0.

        Args:
            number: the number of the generation, from 0.
        """
        rows = self._candidates("WHERE generation = ?", number)
        return {position: candidate for _, position, candidate in rows}

    def generations(self) -> list[list[Candidate]]:
        """All stored candidates, in a list for each generation."""
        groups = groupby(self._candidates(), key=itemgetter(0))
        return [[candidate for *_, candidate in group] for _, group in groups]

    def evaluations(self) -> dict[str, Evaluation]:
        """All evaluations by the hash of the network, in the order in which they were made."""
        return self._measured(f"{_MADE} evaluations ORDER BY number")

    def tests(self) -> dict[str, Evaluation]:
        """All final tests by the hash of the network."""
        return self._measured(f"{_MADE} tests ORDER BY hash")

    def _candidates(self, where: str = "", *args: int) -> list[tuple[int, int, Candidate]]:
        """Generation, position and candidate, in this order."""
        query = f"SELECT * FROM candidates {where} ORDER BY generation, position"
        with translate_store_errors(self._path):
            rows: Iterator[tuple[Any, ...]] = self._db.execute(query, args)
            return [
                (schema.ordinal(row[0]), schema.ordinal(row[1]), schema.read_candidate(row[2:]))
                for row in rows
            ]

    def _measured(self, query: str) -> dict[str, Evaluation]:
        with translate_store_errors(self._path):
            return {row[0]: schema.read_evaluation(row) for row in self._db.execute(query)}

    def _check(self) -> None:
        with translate_store_errors(self._path):
            self._db.execute("PRAGMA synchronous = FULL")
            (verdict,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            version = self._db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        if version != (str(FORMAT),):
            message = f"{self._path} was written by another version of nasdsl"
            raise RunError(message, "use the version that made it, or start a new run")


def create_store(path: Path) -> None:
    """Create the file of an empty store.

    Raises:
        OSError: the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as db:
            _make(db)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


@contextmanager
def translate_store_errors(path: Path | None) -> Generator[None]:
    """A context in which errors of SQLite or of damaged content become RunErrors about `path`.

    `path` is the store's file, None for a store in memory.
    """
    try:
        yield
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise _explained(path, error) from error


def _explained(path: Path | None, error: Exception) -> RunError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return RunError(f"{path} is in use by another process", "wait until that one has ended")
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_READONLY:
            return RunError(
                f"cannot use {path}: {error}",
                "what had been evaluated before is kept: make room or allow writing, then resume",
            )
        case sqlite3.SQLITE_CANTOPEN:
            return RunError(f"cannot open {path}: {error}", "is it there, and may it be written?")
        case sqlite3.SQLITE_ERROR:  # no such table, or column
            return RunError(f"{path} holds no search", RESTORE)
        case _:
            return RunError(f"{path} is damaged: {error}", RESTORE)


def _make(db: sqlite3.Connection) -> None:
    db.executescript(schema.TABLES)
    with db:
        db.execute("INSERT INTO meta VALUES ('version', ?)", (str(FORMAT),))


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is None:
        db = sqlite3.connect(":memory:", isolation_level=None)
        _make(db)
        return db
    # Opened by URI since only that refuses to make the file where there is none.
    uri = f"{path.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)


@contextmanager
def _transaction(db: sqlite3.Connection) -> Generator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # Where the disk is full SQLite has rolled back by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
