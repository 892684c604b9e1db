"""Random examples are the same in every run, whatever the hashes and the modules of a process."""

from __future__ import annotations

import subprocess

from processes import HANGS, environment, python


def drawn(hashes: str, *loaded: str) -> str:
    done = subprocess.run(
        python("oracle.draws", *loaded),
        env={**environment(), "PYTHONHASHSEED": hashes},
        capture_output=True,
        text=True,
        check=True,
        timeout=HANGS,
    )
    return done.stdout


def test_examples_are_the_same_in_every_process() -> None:
    alone = drawn("1")
    assert alone.count("\n") > 1
    assert drawn("2") == alone
    assert drawn("3", "nasdsl.cli.main", "nasdsl.limits", "nasdsl.exploration") == alone
