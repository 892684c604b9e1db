"""A search on the stub space, finished and unfinished."""

from __future__ import annotations

from pathlib import Path

import pytest

from exploration.stub_space import StubArchitecture, StubRequirement, StubSpace, evaluate
from nasdsl.backend import EvaluationFailed
from nasdsl.exploration import finish
from nasdsl.exploration import run_search as search


def stumbling(architecture: StubArchitecture) -> dict[str, float]:
    if architecture.hash[0] in "01":
        raise EvaluationFailed("the loss is <nan> & worse")
    return evaluate(architecture)


SPACE = StubSpace(
    name="stub<1>",
    text='space stub "<b>a stub</b> & more"\n',
    requirements=(StubRequirement(14000),),
)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "one"
    search(SPACE, stumbling, out=folder, details={"train": "adam", "versions": {"jax": "0.10"}})
    finish(SPACE, folder, lambda architecture: {"accuracy": 0.5})
    return folder


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    folder = tmp_path / "unfinished"
    left = iter(range(11))

    def interrupted(architecture: StubArchitecture) -> dict[str, float]:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return stumbling(architecture)

    with pytest.raises(KeyboardInterrupt):
        search(SPACE, interrupted, out=folder)
    return folder
