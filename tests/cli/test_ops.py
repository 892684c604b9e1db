"""The reference of operations and merges, in the terminal and as a page."""

from __future__ import annotations

import json
from pathlib import Path

from cli.harness import nasdsl, transcript
from nasdsl.ops import MERGES, OPERATIONS

PAGE = Path(__file__).parents[2] / "docs/operations.md"


def test_ops() -> None:
    ended = transcript(
        "ops", ["ops conv", "ops elu --json", "ops mean --json", "ops gelu --markdown", "ops geluu"]
    )
    assert [each.code for each in ended] == [0, 0, 0, 0, 1]


def test_every_operation_and_parameter_is_told() -> None:
    rows = [line.split() for line in nasdsl("ops").out.splitlines()]
    told = [row[0] for row in rows[1:]]
    named = [[op.name, *(p.name for p in op.parameters)] for op in OPERATIONS.values()]
    assert told == [*(name for names in named for name in names), *MERGES]
    found = [(each["name"], each["kind"]) for each in json.loads(nasdsl("ops", "--json").out)]
    assert found == [*((n, "operation") for n in OPERATIONS), *((n, "merge") for n in MERGES)]


def test_the_page_is_what_the_command_prints() -> None:
    """`nasdsl ops --markdown > docs/operations.md` writes it anew."""
    assert PAGE.read_text("utf-8") == nasdsl("ops", "--markdown").out
