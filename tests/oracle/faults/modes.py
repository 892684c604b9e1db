"""The mode of training that is asked for trains all networks, in a resumed run too."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from nasdsl import backend
from nasdsl.cli.main import cli

SPEC = """space modes
input 8 x 8 x 1
classes 10
network = (relu | tanh) -> flatten -> dense(classes)
train { epochs = 1 }
data { images = 64 }
search { population = 2 }
"""


class Recording:
    """A backend that notes the modes of what it trains with."""

    def __init__(self, name: str) -> None:
        self._backend: Any = backend.load_backend(name)
        self.trained: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def engine(self, *args: Any) -> Any:
        """What trains networks; settings come last."""
        self.trained.add(args[-1].mode)
        return self._backend.engine(*args)


def broken(random: Random) -> str:
    """Search in one of the modes of the backend, and again with an interruption."""
    recording = Recording("flax")
    mode = random.choice([getattr(each, "name", each) for each in recording.modes()])
    options = ("--set", f"train.mode={mode}", "--seed", str(random.randrange(100)), "--out")
    with TemporaryDirectory() as folder, patch.object(backend, "load_backend", lambda _: recording):
        spec, whole, run = (str(Path(folder, name)) for name in ("modes.nas", "whole", "run"))
        Path(spec).write_text(SPEC)
        search = ("search", spec, "--data", "digits", "--generations")
        _nasdsl(*search, "2", *options, whole)
        _nasdsl(*search, "1", *options, run)
        _nasdsl(*search, "2", *options, run, "--resume")
        fronts = [_nasdsl("report", each, "--json")["front"] for each in (whole, run)]
    if recording.trained != {mode}:
        return f"asked for {mode}, trained with {sorted(recording.trained)}"
    return "" if fronts[0] == fronts[1] else f"a resumed run of {mode} is another run"


def _nasdsl(*args: str) -> Any:
    result = CliRunner().invoke(cli, args)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in args else None
