"""The ten changes of docs/dev/adding.md: applied to a copy of the sources, each of them works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house.measures import ROOT

DOCUMENT = (ROOT / "docs/dev/adding.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", DOCUMENT, re.DOTALL | re.MULTILINE))
DIFF = re.compile(r"^```diff\n(.*?)^```", re.DOTALL | re.MULTILINE)
HUNK = re.compile(r"^--- (.*)\n((?:[ +-].*\n)+?)(?=^--- |\Z)", re.MULTILINE)
ELSEWHERE = {"Backend": "tests/plugin/test_plugin.py", "Strategy": "tests/test_documents.py"}

HEAD = """
import nasdsl, numpy as np

def space(network, *more):
    return nasdsl.loads("\\n".join(["space s", "input 4 x 4 x 2", f"network = {network}", *more]))

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

def command(*arguments):
    from click.testing import CliRunner
    from nasdsl.cli.main import cli
    return CliRunner().invoke(cli, arguments).output.strip()

def message(network):
    try:
        space(network)
    except nasdsl.SpecError as error:
        return str(error).splitlines()[-1].strip()
"""

CHECKS = {
    "Operation": """
found = networks("square -> (square | tanh) -> conv(1, bias=no)")
assert {(n.params, n.macs) for n in found} == {(4, 64)}
assert len({n.hash for n in found}) == len(found) == 2
assert all(map(agree, found))
assert message("sqr") == "help: did you mean 'square'?"
""",
    "Merge": """
found = networks("minimum([conv(3) | conv(5), conv(3) | conv(5)])")
assert (len(found), len({n.hash for n in found}), len({n.params for n in found})) == (4, 3, 3)
assert all(map(agree, found))
same, = networks("minimum([tanh, tanh])")
assert same.hash == networks("tanh")[0].hash
assert all(map(agree, networks("merge(minimum | max, [tanh, identity])")))
assert message("min([tanh, relu])") == "help: did you mean 'minimum'?"
""",
    "Analysis": """
assert space("(conv(3) | relu) * 2 -> tanh").operation_names() == {"conv", "relu", "tanh"}
""",
    "Data set": """
import os, struct
from nasdsl.data import dataset_names, read_dataset
from nasdsl.data.idx import FILES
os.environ["NASDSL_DATA"] = "."
os.mkdir("shades")
for name, array in {
    "x": np.arange(64, dtype=np.uint8).reshape(4, 4, 4), "y": np.arange(4, dtype=np.uint8) % 2
}.items():
    for half in ("train", "test"):
        with open(f"shades/{FILES[f'{name}_{half}']}", "wb") as file:
            header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
            file.write(header + array.tobytes())
assert "shades" in dataset_names()
assert read_dataset("shades").name == "shades"
""",
    "Cost": """
from random import Random
bounded, rng = space("conv(3, filters=1 | 2 | 4)", "require activations <= 32"), Random(0)
drawn = {bounded.decode(bounded.sample(rng)).activations for _ in range(40)}
assert drawn == {16, 32}, drawn
""",
    "Code of a diagnostic": """
from nasdsl.diagnostics.catalogue import find_entry
from nasdsl.diagnostics.entry import whole_spec
entry = find_entry("W199")
network = "\\nnetwork = conv(3) -> flatten -> dense(classes)"
reported = [
    [each.code for each in nasdsl.loads(whole_spec(text + network)).warnings]
    for text in (entry.wrong, entry.mended)
]
assert reported == [["W199"], []], reported
assert "many classes" in command("explain", "W199")
""",
    "Command": """
assert command("title", "lenet5") == nasdsl.load("lenet5").space.title
assert command("title", "lenet5", "--json").startswith("{")
assert "Say the title of a space" in command("--help")
""",
    "Quantity of constraints": """
bounded = space("max_pool(2, stride=1 | 2 | 4)", "require positions >= 4")
assert bounded.count() == 2
assert space("max_pool(2, stride=1 | 2)", "require positions >= 1").warnings[0].code == "W110"
""",
}


def test_ten_changes_are_told_and_run() -> None:
    assert len(SECTIONS) == 10
    assert set(CHECKS) | set(ELSEWHERE) == set(SECTIONS)
    assert all((ROOT / test).exists() for test in ELSEWHERE.values())
    rows = re.findall(r"^\| \[.*?\]\(#(.*?)\)", DOCUMENT, re.MULTILINE)
    assert rows == [heading.lower().replace(" ", "-") for heading in SECTIONS]


@pytest.mark.parametrize("change", CHECKS)
def test_what_is_told_is_all(change: str, tmp_path: Path) -> None:
    for folder in ("nasdsl", "backends", "specs", "grammars"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__py*"))
    (diff,) = DIFF.findall(SECTIONS[change])
    apply(diff, tmp_path)
    paths = os.pathsep.join(map(str, (tmp_path, tmp_path / "backends")))
    ran = subprocess.run(
        [sys.executable, "-c", HEAD + CHECKS[change]],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr


def apply(diff: str, root: Path) -> None:
    """Make the changes of a diff: lines with ' ' and '-' become those with ' ' and '+'."""
    for name, lines in HUNK.findall(diff):
        file = root / name
        hunk = [(line[0], line[1:]) for line in lines.splitlines(keepends=True)]
        before = "".join(line for sign, line in hunk if sign != "+")
        after = "".join(line for sign, line in hunk if sign != "-")
        text = file.read_text("utf-8") if before else ""
        assert not before or text.count(before) == 1, f"{name} has not, or not once:\n{before}"
        file.write_text(text.replace(before, after) if before else after, "utf-8")
