"""Entry points of distributions that lie in a folder: found, imported late, and not twice."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from distributions import install
from nasdsl.errors import DataError, NasdslError
from nasdsl.plugins import PluginGroup

ANIMALS = PluginGroup("nasdsl_test.animals", "animal", DataError)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def refused(name: str) -> NasdslError:
    with pytest.raises(DataError) as caught:
        ANIMALS.load(name)
    return caught.value


def test_one_is_imported_when_it_is_loaded(site: Path) -> None:
    (site / "kennel_of_tests.py").write_text("dog = 'woof'")
    install(site, "kennel", ANIMALS.name, "dog = kennel_of_tests:dog", "ant = nowhere:ant")
    assert ANIMALS.names() == ("ant", "dog")
    assert "kennel_of_tests" not in sys.modules
    assert ANIMALS.load("dog") == "woof"


def test_two_distributions_may_not_give_one_name(site: Path) -> None:
    install(site, "first", ANIMALS.name, "dog = json:loads")
    install(site, "second", ANIMALS.name, "dog = json:dumps")
    install(site, "third", ANIMALS.name, "cat = json:loads")
    assert ANIMALS.names() == ("cat", "dog")
    assert ANIMALS.load("cat")("3") == 3  # the others are as they were
    told = refused("dog")
    assert told.message.startswith("two distributions give the animal 'dog': ")
    assert {*told.message.split(": ")[1].split(" and ")} == {"first", "second"}


def test_one_distribution_may_be_listed_twice(
    site: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(site, "first", ANIMALS.name, "dog = json:loads")
    other = tmp_path_factory.mktemp("other")
    install(other, "first", ANIMALS.name, "dog = json:loads")
    monkeypatch.syspath_prepend(other)
    assert ANIMALS.names() == ("dog",)


def test_a_name_that_there_is_not(site: Path) -> None:
    install(site, "first", ANIMALS.name, "dog = json:loads")
    assert str(refused("dogg")) == "there is no animal 'dogg'\n  help: did you mean 'dog'?"
    assert str(refused("whale")) == "there is no animal 'whale'\n  help: known: dog"


def test_what_cannot_be_imported(site: Path) -> None:
    (site / "needs_of_tests.py").write_text("import a_package_that_is_not_there.part")
    (site / "torn_of_tests.py").write_text("1 / 0")
    points = ("dog = needs_of_tests:dog", "cat = torn_of_tests:cat", "ant = nowhere:ant")
    points = (*points, "fly = json:fly", "cow = needs_of_tests:cow")
    install(site, "first", ANIMALS.name, *points, extras=("cow",))
    needs = "needs a_package_that_is_not_there\n  help: pip install"
    assert str(refused("dog")) == f"animal 'dog' {needs} a_package_that_is_not_there"
    assert str(refused("cow")) == f"animal 'cow' {needs} 'first[cow]'"
    torn = "the installed animal 'cat' cannot be imported: ZeroDivisionError: division by zero"
    assert str(refused("cat")) == f"{torn} (torn_of_tests.py:1)"
    none = "AttributeError: module 'json' has no attribute 'fly'"  # of no file of its own
    assert str(refused("fly")) == f"the installed animal 'fly' cannot be imported: {none}"
    assert refused("ant").message.startswith("the installed animal 'ant' cannot be imported: Mod")
