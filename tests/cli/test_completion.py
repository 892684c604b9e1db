"""What shells complete of a spec: names of the library, spec files, and any other file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from nasdsl.cli.main import COMMANDS, cli

OF_SPECS = ("check", "count", "sample", "show", "decode", "plan", "train", "search")


def completed(*words: str) -> list[tuple[str, str]]:
    shell = ShellComplete(cli, {}, "nasdsl", "_NASDSL_COMPLETE")
    found = shell.get_completions(list(words[:-1]), words[-1])
    return [(item.type, item.value) for item in found]


@pytest.mark.parametrize("command", OF_SPECS)
def test_specs(command: str) -> None:
    Path("nasty.nas").touch()
    Path("nasty.txt").touch()
    names = ["nasbench201", "nasbench_macro", "nases", "nasnet", "nasrl", "nasty.nas"]
    assert completed(command, "nas") == [("plain", name) for name in names]
    assert completed(command, "folder/na") == [("file", "folder/na")]


def test_commands() -> None:
    assert completed("s") == [("plain", name) for name in COMMANDS if name.startswith("s")]
