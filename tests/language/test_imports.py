"""`use`: what other files define, beside the spec and below, each file once."""

from __future__ import annotations

from pathlib import Path

import pytest

import nasdsl
from nasdsl.errors import SpecError

MAIN = """space main "uses others"
use "blocks.nas"
use "deep/more.nas"
input 8 x 8 x 1
network = conv(1, filters=w) -> unit -> unit
"""
BLOCKS = """use "deep/more.nas"
defaults conv(bias=no)
block unit = conv(3) | conv(5)
network = relu
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "main.nas").write_text(MAIN)
    (tmp_path / "blocks.nas").write_text(BLOCKS)
    (tmp_path / "deep" / "more.nas").write_text("gene w = 8 | 16 | 24\n")
    return tmp_path


def refused(folder: Path, line: str) -> str:
    (folder / "main.nas").write_text(MAIN.replace('use "blocks.nas"', line))
    with pytest.raises(SpecError) as caught:
        nasdsl.load(folder / "main.nas")
    return str(caught.value)


def test_what_is_used_is_as_if_it_stood_here(folder: Path) -> None:
    space = nasdsl.load(folder / "main.nas")
    assert space.count() == 3 * 2 * 2
    assert list(space.used) == ["blocks.nas", "deep/more.nas"]
    whole = MAIN.replace('use "blocks.nas"', "block unit = conv(3, bias=no) | conv(5, bias=no)")
    (folder / "whole.nas").write_text(whole)
    other = nasdsl.load(folder / "whole.nas")
    for index in range(space.count()):
        one, two = (s.decode(s.unrank(index)) for s in (space, other))
        assert (one.hash, one.params) == (two.hash, two.params)


def test_defaults_hold_in_their_own_file_alone(folder: Path) -> None:
    space = nasdsl.load(folder / "main.nas")
    stem, *units = space.decode(space.unrank(0)).program.steps
    assert stem.arg("bias") == "yes"
    assert {unit.arg("bias") for unit in units} == {"no"}


def test_a_circle_of_files(folder: Path) -> None:
    (folder / "deep" / "more.nas").write_text('use "../blocks.nas"\n')
    told = refused(folder, 'use "blocks.nas"')
    assert "E241" in told
    assert "blocks.nas -> deep/more.nas -> blocks.nas" in told


@pytest.mark.parametrize("file", ["../main.nas", "/etc/passwd.nas", "deep/../../x.nas"])
def test_nothing_outside_the_folder_is_read(folder: Path, file: str) -> None:
    assert "E242" in refused(folder, f'use "{file}"')


def test_a_link_that_leads_outside(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "other.nas"
    outside.write_text("block b = relu\n")
    (folder / "link.nas").symlink_to(outside)
    assert "leads outside the folder" in refused(folder, 'use "link.nas"')


@pytest.mark.parametrize("file", ["nowhere.nas", "blocks", ".", ""])
def test_what_is_no_file_of_a_spec(folder: Path, file: str) -> None:
    assert "E243" in refused(folder, f'use "{file}"')


def test_errors_name_the_file_they_are_in(folder: Path) -> None:
    (folder / "deep" / "more.nas").write_text("gene w = 8\nblock b = relu -> rely\n")
    assert "more.nas:2:19: error[E201]" in refused(folder, 'use "blocks.nas"')


def test_a_name_that_two_files_define(folder: Path) -> None:
    told = refused(folder, 'use "blocks.nas"\nblock unit = relu')
    assert "'unit' is defined already, at" in told


def test_another_input(folder: Path) -> None:
    space = nasdsl.load(folder / "main.nas", input=(4, 5, 2))
    assert space.decode(space.unrank(0)).program.inputs == ((4, 5, 2),)
