"""A new operation and a new merge touch their own file and one rule a backend, as the docs show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHANGES = re.findall(
    r"^```diff\n(.*?)^```",
    (ROOT / "docs/extending.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
HEAD = """
import json
import numpy as np
import nasdsl
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

def space(network):
    text = f"space s\\ninput 4 x 4 x 2\\nnetwork = {network}\\n"
    return SearchSpace(parse(Source("s.nas", text)))

def networks(network):
    asked = space(network)
    return [asked.decode(asked.unrank(index)) for index in range(asked.count())]

def agree(network):
    x = np.random.default_rng(0).standard_normal((2, 4, 4, 2)).astype(np.float32)
    ours = nasdsl.compile(network)
    theirs = nasdsl.compile(network, backend="numpy")
    theirs.params = {
        path: {name: np.asarray(array[...]) for name, array in ours.params[path].items()}
        for path in theirs.params
    }
    return bool(np.allclose(ours(x), theirs(x), rtol=1e-4, atol=1e-5))

"""
OPERATION = """
found = networks("square -> (square | tanh) -> conv(1, bias=no)")
print(len(found), {(n.params, n.macs) for n in found}, len({n.hash for n in found}))
print([agree(network) for network in found])
try:
    space("sqr")
except nasdsl.SpecError as error:
    print(str(error).splitlines()[-1].strip())
"""
MERGE = """
found = networks("minimum([conv(3) | conv(5), conv(3) | conv(5)])")
print(len(found), len({n.hash for n in found}), len({n.params for n in found}))
print([agree(network) for network in found])
print([n.hash for n in networks("minimum([tanh, tanh])")] == [n.hash for n in networks("tanh")])
print([agree(network) for network in networks("merge(minimum | max, [tanh, identity])")])
try:
    space("min([tanh, relu])")
except nasdsl.SpecError as error:
    print(str(error).splitlines()[-1].strip())
"""


@pytest.mark.parametrize(
    ("change", "code", "printed"),
    [
        (
            CHANGES[0],
            OPERATION,
            ["2 {(4, 64)} 2", "[True, True]", "help: did you mean 'square'?"],
        ),
        (
            CHANGES[1],
            MERGE,
            [
                "4 3 3",
                "[True, True, True, True]",
                "True",
                "[True, True]",
                "help: did you mean 'minimum'?",
            ],
        ),
    ],
    ids=["operation", "merge"],
)
def test_what_the_docs_add_is_all(
    change: str, code: str, printed: list[str], tmp_path: Path
) -> None:
    for folder in ("nasdsl", "backends", "specs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__py*"))
    files = add(change, tmp_path)
    assert len(files) == 3
    assert all(file.parent.name == "ops" or file.name == "rules.py" for file in files)
    paths = os.pathsep.join(map(str, (tmp_path, tmp_path / "backends")))
    ran = subprocess.run(
        [sys.executable, "-c", HEAD + code],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.splitlines() == printed, ran.stderr


def add(change: str, root: Path) -> list[Path]:
    """Add the lines of a change, each after the line above it; the files that it changes."""
    files: list[Path] = []
    for name, lines in re.findall(r"^--- (.*)\n((?:[ +].*\n)+)", change, re.MULTILINE):
        before, *added = lines.splitlines(keepends=True)
        text = (root / name).read_text("utf-8")
        assert text.count(before[1:]) == 1, f"{name} has no {before}"
        new = before[1:] + "".join(line.removeprefix("+") for line in added)
        (root / name).write_text(text.replace(before[1:], new), "utf-8")
        files.append(root / name)
    return files
