"""Each kind of node has a spec that shows it, and a table in every folder that has tables."""

from __future__ import annotations

import pytest

from kinds.tables import CLASSES, HERE, for_each_kind, space_of
from nasdsl.space.ir import Node, children

FOLDERS = ("analysis", "elaborate", "genome", "program", "space")


def kinds_in(node: Node) -> set[type]:
    return {type(node)}.union(*map(kinds_in, children(node)))


@for_each_kind
def test_a_spec_shows_its_kind(kind: str) -> None:
    space = space_of(kind).space
    bodies = [*(gene.node for gene in space.genes.values()), *space.bodies()]
    assert CLASSES[kind] in set().union(*map(kinds_in, bodies))


def test_there_are_no_specs_of_other_kinds() -> None:
    assert {path.stem for path in HERE.glob("*.nas")} == CLASSES.keys()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_has_one_table_for_each_kind(folder: str) -> None:
    tables = {path.stem for path in (HERE.parent / folder / "kinds").glob("*.txt")}
    assert tables == CLASSES.keys()
