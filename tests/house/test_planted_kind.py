"""A new kind of node: the type checker reports every file that has to say what the kind means."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house.measures import ROOT
from house.test_house import files, names_kinds

UNION = "Node = Value | "
PLANTED = f'''@_node
class Planted(_Noted):
    """A kind that nothing knows."""

    body: Node


{UNION}Planted | '''


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A copy of the package whose union of nodes has one kind more."""
    for name in ("nasdsl", "backends"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ir = tmp_path / "nasdsl/space/ir.py"
    text = ir.read_text("utf-8")
    assert text.count(UNION) == 1
    ir.write_text(text.replace(UNION, PLANTED), "utf-8")
    return tmp_path


@pytest.mark.long
def test_every_file_that_says_what_nodes_mean_is_reported(planted: Path) -> None:
    concerned = {source.path.as_posix() for source in files() if names_kinds(source)}
    assert len(concerned) > 10
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(
        [*command, *sorted(concerned)], cwd=planted, capture_output=True, text=True, check=False
    )
    reported = {
        Path(fault["file"]).relative_to(planted.resolve()).as_posix()
        for fault in json.loads(done.stdout)["generalDiagnostics"]
        if "Planted" in fault["message"]
    }
    assert concerned == reported
