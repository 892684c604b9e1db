"""Compiled programs: the options of XLA with which they are compiled."""

from __future__ import annotations

import pytest
from nasdsl_flax import programs


def test_an_option_that_xla_does_not_know_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Options come and go between versions: each is left out by itself."""
    known = programs.known_options.__wrapped__()
    assert known
    monkeypatch.setattr(programs, "CPU_OPTIONS", {"xla_no_such_option": True, **known})
    assert programs.known_options.__wrapped__() == known
