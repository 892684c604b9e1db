"""A backend of another distribution: installed, listed, loaded, and used by commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from distributions import install

HERE = Path(__file__).parent
TINY = """
space tiny input 8 x 8 x 1 classes 10
block op = conv(1, filters=2) | (conv(3, filters=2) -> relu)
network = conv(1, filters=2) -> op * 3 -> flatten -> dense(10)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the distribution, made without a network."""
    folder = tmp_path_factory.mktemp("plugin")
    source = shutil.copytree(HERE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    offline = ("--no-build-isolation", "--no-deps", "--no-index", "--quiet")
    pip = (sys.executable, "-m", "pip", "install", *offline, "--target", folder / "site", source)
    subprocess.run(pip, check=True)
    (folder / "tiny.nas").write_text(TINY, "utf-8")
    return folder


def python(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python where the distribution can be found, in the folder of the spec."""
    return subprocess.run(
        (sys.executable, *arguments),
        check=False,
        cwd=installed,
        env=os.environ | {"PYTHONPATH": f"{installed / 'site'}{os.pathsep}{installed / 'broken'}"},
        capture_output=True,
        text=True,
    )


def nasdsl(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(installed, "-m", "nasdsl", *arguments)


def test_it_is_listed_and_imported_only_when_it_is_asked_for(installed: Path) -> None:
    code = (
        "import sys; from nasdsl.backend import backend_names, load_backend;"
        "print(backend_names());"
        "print('nasdsl_toy' in sys.modules, type(load_backend('toy')).__name__)"
    )
    ran = python(installed, "-c", code)
    assert (ran.stdout, ran.stderr) == ("('flax', 'numpy', 'toy')\nFalse Toy\n", "")


def test_an_operation_is_found_by_its_name(installed: Path) -> None:
    code = (
        "import sys, nasdsl; nasdsl.load('tiny.nas'); print('nasdsl_toy_double' in sys.modules);"
        "space = nasdsl.loads('space s input 8 x 8 x 1 network = toy_double * 3');"
        "print(space.decode(space.unrank(0)).macs)"
    )
    ran = python(installed, "-c", code)
    assert (ran.stdout, ran.stderr) == ("False\n192\n", "")


def test_a_data_set_is_found_by_its_name(installed: Path) -> None:
    code = (
        "import sys; from nasdsl.data import dataset_names, read_dataset;"
        "print(dataset_names()[-2:], 'nasdsl_toy_stripes' in sys.modules);"
        "data = read_dataset('toy_stripes'); print(data.shape, data.classes, len(data.test.y))"
    )
    ran = python(installed, "-c", code)
    told = "('cifar10', 'toy_stripes') False\n(8, 8, 1) 2 20\n"
    assert (ran.stdout, ran.stderr) == (told, "")


def test_a_search_runs_on_its_data(installed: Path) -> None:
    told = ("population=2", "generations=1", "minimize=loss")
    settings = [part for setting in told for part in ("--set", f"search.{setting}")]
    data = ("--data", "toy_stripes", "--backend", "toy", "--epochs", "1", "--out", "stripes")
    ran = nasdsl(installed, "search", "tiny.nas", *data, *settings)
    assert ran.returncode == 0, ran.stderr
    known = json.loads((installed / "stripes" / "run.json").read_text("utf-8"))
    assert known["details"]["data"]["name"] == "toy_stripes"


def test_a_strategy_is_found_by_its_name(installed: Path) -> None:
    code = (
        "import sys, nasdsl; space = nasdsl.load('tiny.nas');"
        "print('nasdsl_toy_walk' in sys.modules);"
        "result = nasdsl.search(space, lambda network: {'error': network.params},"
        " strategy='toy_walk', seed=1);"
        "generation = result.generations[0];"
        "told = [v for k, v in result.settings.items() if k.endswith('strategy')];"
        "print(told, len(generation))"
    )
    ran = python(installed, "-c", code)
    assert (ran.stdout, ran.stderr) == ("False\n['toy_walk'] 10\n", "")


def test_a_run_is_resumed_by_the_installed_strategy_that_made_it(installed: Path) -> None:
    told = ("strategy=toy_walk", "population=2", "generations=1", "minimize=loss")
    settings = [part for setting in told for part in ("--set", f"search.{setting}")]
    data = ("--data", "toy_stripes", "--backend", "toy", "--epochs", "1", "--out", "walked")
    search = ("search", "tiny.nas", *data, *settings)
    assert nasdsl(installed, *search).returncode == 0
    known = json.loads((installed / "walked" / "run.json").read_text("utf-8"))
    assert known["strategy"]["module"] == "nasdsl_toy_walk"
    assert nasdsl(installed, *search, "--resume").returncode == 0
    module = installed / "site" / "nasdsl_toy_walk.py"
    written = module.read_text("utf-8")
    module.write_text(written.replace("unrank(next", "unrank(1 + next"), "utf-8")
    ran = nasdsl(installed, *search, "--resume")
    module.write_text(written, "utf-8")
    assert ran.returncode == 1
    assert "strategy.source" in ran.stderr


BROKEN = {
    "modes": "'modes' of the backend 'broken' fails: ValueError: mine (nasdsl_broken.py:",
    "choose": "'choose' of the backend 'broken' fails: ValueError: mine (nasdsl_broken.py:",
    "versions": "'versions' of the backend 'broken' fails: ValueError: mine (nasdsl_broken.py:",
    "engine": "'engine' of the backend 'broken' fails: ValueError: mine (nasdsl_broken.py:",
    "class": "the installed backend 'broken' is the class Broken\n  help: give an object of",
    "nothing": "the installed backend 'broken' is None, without the method 'modes'\n  help: ",
    "no engine": "what 'engine' of the backend 'broken' gives is 3, without the method 'check'",
    "make": "'make' of the strategy 'broken_walk' fails: ValueError: mine (nasdsl_broken.py:",
    "ask": "'ask' of the strategy 'broken_walk' fails: ValueError: mine (nasdsl_broken.py:",
    "tell": "'tell' of the strategy 'broken_walk' fails: ValueError: mine (nasdsl_broken.py:",
    "check": "'check' of the strategy 'broken_walk' fails: ValueError: mine (nasdsl_broken.py:",
    "asked": "strategy broken_walk asks for a list of genotypes, not 3",
}
MODULE = """
import os
from nasdsl.exploration import NamedStrategy
from nasdsl_toy import Toy

FAULT = os.environ["FAULT"]

def raising(*_, **__):
    raise ValueError("mine")

class Broken(Toy):
    pass

class Walk:
    def __init__(self, space, settings, rng):
        if FAULT == "make":
            raising()
        self.asked = [space.unrank(0)] * settings.population
    def ask(self):
        return 3 if FAULT == "asked" else self.asked
    def tell(self, candidates):
        pass

if FAULT in ("ask", "tell"):
    setattr(Walk, FAULT, raising)
elif FAULT in ("modes", "choose", "versions", "engine"):
    setattr(Broken, FAULT, raising)
elif FAULT == "no engine":
    Broken.engine = lambda self, data, settings: 3
backend = {"class": Broken, "nothing": None}.get(FAULT, Broken())
walk = NamedStrategy(Walk, check=raising) if FAULT == "check" else NamedStrategy(Walk)
"""


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_wrong_with_an_installed_one_is_told(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    site = installed / "broken"
    if not site.is_dir():
        site.mkdir()
        (site / "nasdsl_broken.py").write_text(MODULE, "utf-8")
        install(site, "broken", "nasdsl.backends", "broken = nasdsl_broken:backend")
        install(site, "walkers", "nasdsl.strategies", "broken_walk = nasdsl_broken:walk")
    monkeypatch.setenv("FAULT", fault)
    settings = ("--set", "search.strategy=broken_walk", "--set", "search.minimize=loss")
    asked = ("--data", "digits", "--backend", "broken", "--out", str(tmp_path / "run"), *settings)
    ran = nasdsl(installed, "search", "tiny.nas", *asked)
    assert ran.returncode == 1
    assert f"error: {BROKEN[fault]}" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_misspelt_strategy_suggests_it(installed: Path) -> None:
    (installed / "walk.nas").write_text(f"{TINY}search {{ strategy = toy_wolk }}", "utf-8")
    ran = nasdsl(installed, "check", "walk.nas")
    assert ran.returncode == 1
    assert "did you mean 'toy_walk'?" in ran.stdout


def test_a_metric_is_an_objective_by_its_name(installed: Path) -> None:
    """The fewest operations, of the fewest parameters: 6, with 4 + 3 x 6 + 1,290."""
    code = (
        "import sys, nasdsl; objective = {'search.minimize': 'toy_loss_per_param'};"
        "given = {**objective, 'search.generations': 4, 'train.epochs': 1};"
        "space = nasdsl.load('tiny.nas', given);"
        "print('nasdsl_toy_loss_per_param' in sys.modules);"
        "result = nasdsl.search(space, data='digits', backend='toy', seed=1);"
        "print([(m.values[0] * m.params, m.metrics['loss'], m.params) for m in result.front])"
    )
    ran = python(installed, "-c", code)
    assert (ran.stdout, ran.stderr) == ("False\n[(6.0, 6.0, 1312)]\n", "")


def test_a_misspelt_metric_suggests_it(installed: Path) -> None:
    setting = ("--set", "search.minimize=toy_loss_per_parm", "--set", "train.epochs=1")
    data = ("--data", "digits", "--backend", "toy", "--out", "misspelt")
    ran = nasdsl(installed, "search", "tiny.nas", *data, *setting)
    assert ran.returncode == 1
    assert "did you mean 'toy_loss_per_param'?" in ran.stderr


def test_it_compiles(installed: Path) -> None:
    code = (
        "import nasdsl; space = nasdsl.load('tiny.nas');"
        "model = nasdsl.compile(space.decode(space.unrank(1)), backend='toy');"
        "print(sorted(model.items()))"
    )
    ran = python(installed, "-c", code)
    counts = [("conv", 4), ("dense", 1), ("flatten", 1), ("relu", 1)]
    assert (ran.stdout, ran.stderr) == (f"{counts}\n", "")


def test_a_wrong_name_suggests_it(installed: Path) -> None:
    train = ("train", "tiny.nas", "--index", "1", "--data", "digits", "--backend", "toyy")
    ran = nasdsl(installed, *train)
    told = "error: there is no backend 'toyy'\n  help: did you mean 'toy'?\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", told)


@pytest.mark.parametrize("mode", ["auto", "alone", "shared", "crowd"])
def test_a_search_runs_on_it(installed: Path, mode: str) -> None:
    """Networks with open decisions are those that are written out: the smallest has 6 steps."""
    search = ("population=8", "generations=4", "minimize=loss")
    told = [f"search.{setting}" for setting in search] + [f"train.mode={mode}", "train.epochs=1"]
    settings = [part for setting in told for part in ("--set", setting)]
    data = ("--data", "digits", "--backend", "toy", "--out", mode)
    ran = nasdsl(installed, "search", "tiny.nas", *data, *settings, "--json")
    assert ran.returncode == 0, ran.stderr
    assert [each["objectives"] for each in json.loads(ran.stdout)] == [{"loss": 6}]
