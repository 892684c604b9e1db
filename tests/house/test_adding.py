"""The changes of docs/dev/adding.md: applied to a copy of the sources, each of them works.

Without one of its files none does.
"""

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
ELSEWHERE = {"Backend": "tests/plugin/test_plugin.py", "Strategy": "tests/plugin/test_plugin.py"}
FOLDERS = (
    *("nasdsl", "backends", "specs", "grammars"),
    *("tests/oracle", "tests/laws", "tests/backends", "tests/diagnostics"),
)

HEAD = """
import sys; sys.path.append("tests")
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
found = networks("scale_norm(1 | 2) -> conv(1, bias=no)")
assert [(n.params, n.macs) for n in found] == [(5, 64), (6, 64)]
assert len({n.hash for n in found}) == 2
assert space("scale_norm(3)").failing()
assert message("rmsnorm") == "help: did you mean 'scale_norm'?"
from laws.test_operations import test_the_brute_force_knows_every_operation as told, check_operation
told()
from backends.flax_programs import row
from backends.test_algebra import test_operation
from backends.test_rule_laws import check_rules_agree
from nasdsl import State
test_operation("scale_norm")
for groups in (1, 2):
    check_operation("scale_norm", {"groups": str(groups)}, (4, 4, 2))
    check_rules_agree(row(State(4, 4, 2), ("scale_norm", {"groups": groups})))
""",
    "Merge": """
found = networks("minimum([conv(3) | conv(5), conv(3) | conv(5)])")
assert (len(found), len({n.hash for n in found}), len({n.params for n in found})) == (4, 3, 3)
assert all(map(agree, found))
same, = networks("minimum([tanh, tanh])")
assert same.hash == networks("tanh")[0].hash
assert all(map(agree, networks("merge(minimum | max, [tanh, identity])")))
assert message("min([tanh, relu])") == "help: did you mean 'minimum'?"
from laws.test_operations import test_the_brute_force_knows_every_operation as told
told()
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
searched = space(
    "conv(3, filters=1 | 2 | 4)",
    "search { minimize = [error, activations] population = 4 generations = 2 }",
)
nasdsl.search(searched, lambda network: {"error": 1 / network.params}, out="run")
front = nasdsl.open_run("run").front
assert front and all(member.activations == member.values[1] > 0 for member in front)
""",
    "Setting of training": """
def loss(l2):
    head = "space s input 8 x 8 x 1 classes 10 network = flatten -> dense(classes)"
    spec = nasdsl.loads(f"{head} train {{ epochs = 1 l2 = {l2} }}")
    return nasdsl.train(spec, 0, "digits").result.epochs[0].loss
assert loss(0) + 1 < loss(1)
""",
    "Code of a diagnostic": """
from diagnostics.test_codes import (
    test_an_entry_is_fit_to_print,
    test_every_code_that_is_reported_is_in_the_catalogue_and_the_reverse,
    test_the_codes_stand_in_order_by_topic,
)
from nasdsl.diagnostics.catalogue import find_entry
from nasdsl.diagnostics.entry import whole_spec
test_every_code_that_is_reported_is_in_the_catalogue_and_the_reverse()
test_the_codes_stand_in_order_by_topic()
entry = find_entry("W199")
test_an_entry_is_fit_to_print(entry)
reported = [
    [each.code for each in nasdsl.loads(whole_spec(text)).warnings]
    for text in (entry.wrong, entry.mended)
]
assert reported == [["W199"], []], reported
assert "many classes" in command("explain", "W199")
""",
    "Exported function": """
assert nasdsl.title('space s "Small" input 4 network = relu') == "Small"
assert "title" in dir(nasdsl)
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


Hunk = tuple[str, str]  # a file, and lines with what becomes of each


def hunks(change: str) -> list[Hunk]:
    """The difference that a change is told as."""
    (diff,) = DIFF.findall(SECTIONS[change])
    return HUNK.findall(diff)


def test_every_change_is_run() -> None:
    assert set(CHECKS) | set(ELSEWHERE) == set(SECTIONS)
    assert all((ROOT / test).exists() for test in ELSEWHERE.values())
    rows = re.findall(r"^\| \[.*?\]\(#(.*?)\)", DOCUMENT, re.MULTILINE)
    assert rows == [heading.lower().replace(" ", "-") for heading in SECTIONS]


@pytest.mark.parametrize("change", CHECKS)
def test_what_is_told_is_all(change: str, tmp_path: Path) -> None:
    ran = checked(change, hunks(change), tmp_path)
    assert ran.returncode == 0, ran.stderr


def each_file() -> list[tuple[str, str]]:
    """A change with a file that it touches, for each of them."""
    return [(change, name) for change in CHECKS for name in dict(hunks(change))]


@pytest.mark.long
@pytest.mark.parametrize(("change", "name"), each_file())
def test_no_file_is_superfluous(change: str, name: str, tmp_path: Path) -> None:
    others = [hunk for hunk in hunks(change) if hunk[0] != name]
    assert checked(change, others, tmp_path).returncode == 1


def checked(change: str, hunks: list[Hunk], root: Path) -> subprocess.CompletedProcess[str]:
    """How the check of a change ends in a copy of the sources with these differences."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__py*"))
    apply(hunks, root)
    paths = os.pathsep.join(map(str, (root, root / "backends")))
    return subprocess.run(
        [sys.executable, "-c", HEAD + CHECKS[change]],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )


def apply(hunks: list[Hunk], root: Path) -> None:
    """Make the changes of a difference: lines with ' ' and '-' become those with ' ' and '+'."""
    for name, lines in hunks:
        file = root / name
        hunk = [(line[0], line[1:]) for line in lines.splitlines(keepends=True)]
        before = "".join(line for sign, line in hunk if sign != "+")
        after = "".join(line for sign, line in hunk if sign != "-")
        text = file.read_text("utf-8") if before else ""
        assert not before or text.count(before) == 1, f"{name} has not, or not once:\n{before}"
        file.write_text(text.replace(before, after) if before else after, "utf-8")
