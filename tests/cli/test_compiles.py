"""What a search compiles: a program for each shape key, for its final test too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jax
import pytest
from jax.stages import Compiled, Lowered

from cli.harness import nasdsl

SPEC = """
space keys input 8 x 8 x 1 classes 10
network = conv(1 | 3, filters=2 | 3) -> (relu | tanh) -> flatten -> dense(classes)
train { batch = 32 epochs = 1 mode = universal }
search { minimize = [error, params] population = 8 generations = 2 }
data { set = digits images = 64 }
"""


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """The programs of trainings that JAX compiles."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("keys.nas").write_text(SPEC)
    found: list[str] = []

    def listen(event: str, seconds: float, **more: str) -> None:
        if event.endswith("backend_compile_duration") and "epoch" in more.get("fun_name", ""):
            found.append(more["fun_name"])

    jax.monitoring.register_event_duration_secs_listener(listen)
    yield found
    jax.monitoring.clear_event_listeners()


def test_a_search_compiles_a_program_for_each_shape_key(compiled: list[str]) -> None:
    """Two numbers of filters are two keys; the tests of the front need no program of their own."""
    ended = nasdsl("search", "keys.nas", "--out", "run", "--json")
    assert ended.code == 0, ended.err
    assert all(member["test"] for member in json.loads(ended.out))
    assert len(compiled) == 2


def test_a_network_is_compiled_and_trained_once(
    compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from nasdsl_flax.engine import FlaxEngine

    trained: list[int] = []
    train = FlaxEngine.train

    def counted(self: FlaxEngine, *args: object, **more: object) -> object:
        trained.append(1)
        return train(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(FlaxEngine, "train", counted)
    ended = nasdsl("train", "keys.nas", "--index", "3", "--epochs", "3", "--json")
    assert ended.code == 0, ended.err
    assert (len(compiled), len(trained)) == (1, 1)
    assert json.loads(ended.out)["test"].keys() == {"accuracy", "loss"}


def test_a_program_is_the_same_for_other_epochs_and_images_held_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from nasdsl_flax import programs

    texts: list[str] = []
    compile_ = programs._compiled

    def noted(lowered: Lowered, cpu: bool) -> Compiled:
        texts.append(lowered.as_text())
        return compile_(lowered, cpu)

    monkeypatch.setattr(programs, "_compiled", noted)
    for epochs, validation in ("1", "0.1"), ("2", "0.1"), ("1", "0.4"):
        all_images = SPEC.replace("images = 64", f"validation = {validation}")
        Path("keys.nas").write_text(all_images)
        ended = nasdsl("train", "keys.nas", "--index", "3", "--epochs", epochs)
        assert ended.code == 0, ended.err
    assert len(texts) == 3
    assert len(set(texts)) == 1
