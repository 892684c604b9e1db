"""What the literature says of the library's spaces: `docs/literature.json`, and its page."""

from __future__ import annotations

import json
import re
from math import prod
from pathlib import Path
from typing import Any

from nasdsl.language import library
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

DOCS = Path(__file__).parents[2] / "docs"
SPACES: list[dict[str, Any]] = json.loads((DOCS / "literature.json").read_text("utf-8"))["spaces"]

PREFACE = """\
# Sizes in the literature, stated and exact

How many genotypes published search spaces have: the figure that goes with each in the literature,
beside the integer that follows from its definition, counted by nasdsl from the spec that is named.
*Read* says that the figure stands in the paper or its code; others are commonly quoted. Where a
figure does not follow from the definition, the note says why. This page is written by
`ACCEPT=1 python -m pytest tests/library/test_literature.py` from `literature.json`.

| space | spec | stated | exact |
|---|---|---|---:|
"""


def counted(entry: dict[str, Any]) -> int:
    """The genotypes of what an entry speaks of, by its spec in the library."""
    text = library.read_spec(entry["spec"]).text
    if layers := entry.get("layers"):
        text, changed = re.subn(r"(?<=\) \* )5$", str(layers), text, flags=re.MULTILINE)
        assert changed == 1
    space = SearchSpace(parse(Source(entry["spec"], text)))
    part = entry.get("part")
    sizes = {each.name: each.genotypes for each in space.parts()}
    if part == "network":
        cells = [each for each in space.parts() if each.role == "cell"]
        return space.count() // prod(sizes[cell.name] for cell in cells)
    return space.count() if part is None else sizes[part]


def page() -> str:
    """The document: a table, then what there is to say of single spaces."""
    rows = [_row(entry) for entry in SPACES]
    notes = [f"- **{entry['title']}** ({entry['paper']}): {_told(entry)}" for entry in SPACES]
    return f"{PREFACE}{''.join(rows)}\n## What each counts\n\n" + "\n".join(notes) + "\n"


def _row(entry: dict[str, Any]) -> str:
    where = "".join(f", {word} `{entry[word]}`" for word in ("part", "layers") if word in entry)
    stated = f"`{entry['stated']}`" if entry["stated"] else "none"
    read = " (read)" if entry["stated"] and entry["printed"] else ""
    verdict = {True: "", False: " **does not follow**", None: ""}[entry["agrees"]]
    spec = f"`{entry['spec']}`{where}"
    return f"| {entry['title']} | {spec} | {stated}{read}{verdict} | {int(entry['exact']):,} |\n"


def _told(entry: dict[str, Any]) -> str:
    note = f". {entry['note']}" if entry["note"] else ""
    return f"{entry['definition']}{note}".replace("*", r"\*").replace("_", r"\_")
