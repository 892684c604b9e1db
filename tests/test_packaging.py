"""What is on disk is what is installed, under names that are nasdsl's own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
CARRIED = {".py", ".lark", ".nas", ".npz", ".html", ".typed"}


def folders() -> dict[str, Path]:
    """Every folder with something to install, by the package that it becomes."""
    found: dict[str, Path] = {}
    for package, top in sorted(SETUPTOOLS["package-dir"].items()):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.suffix in CARRIED:
                inside = path.parent.relative_to(ROOT / top).parts
                found[".".join((package, *inside))] = path.parent
    return found


def test_the_list_of_packages_is_what_is_on_disk() -> None:
    assert sorted(SETUPTOOLS["packages"]) == sorted(folders())


@pytest.mark.parametrize("package", sorted(SETUPTOOLS["packages"]))
def test_every_package_says_what_it_is(package: str) -> None:
    init = folders()[package] / "__init__.py"
    assert init.read_text(encoding="utf-8").startswith('"""')


def test_backends_hold_packages_that_shadow_no_framework() -> None:
    held = {path.parent.name for path in (ROOT / "backends").glob("*/*.py")}
    assert held
    assert all(name.startswith("nasdsl_") for name in held)


@pytest.mark.long
def test_a_wheel_carries_the_data_and_no_generic_name(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("nasdsl", "backends", "grammars", "specs"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path, source]
    subprocess.run(command, check=True)
    (wheel,) = tmp_path.glob("nasdsl-*.whl")
    with ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in carried} == {"nasdsl", "nasdsl_flax", "nasdsl_numpy"}
    for pattern, place in (("grammars/*.lark", "nasdsl"), ("specs/*.nas", "nasdsl")):
        expected = {f"{place}/{path.relative_to(ROOT)}" for path in ROOT.glob(pattern)}
        assert expected
        assert expected <= carried
    rest = {"nasdsl/data/digits.npz", "nasdsl/data/digits.md", "nasdsl/py.typed"}
    assert {*rest, "nasdsl_flax/py.typed", "nasdsl_numpy/py.typed"} <= carried


@pytest.mark.skipif(
    not Path(sysconfig.get_path("purelib"), "nasdsl_sources.pth").exists(),
    reason="the environment was not made by `make setup`",
)
def test_an_editor_finds_what_is_installed_to_be_edited(tmp_path: Path) -> None:
    """A type checker that knows the environment alone resolves nasdsl and its backends."""
    uses = tmp_path / "uses.py"
    uses.write_text(
        "import nasdsl, nasdsl_flax, nasdsl_numpy\n"
        "reveal_type(nasdsl.load('lenet5').count())\n"
        "reveal_type(nasdsl.load('lenet5').sample(0))\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, str(uses)]
    ran = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    assert 'is "int"' in ran.stdout
    assert 'is "Genotype"' in ran.stdout
