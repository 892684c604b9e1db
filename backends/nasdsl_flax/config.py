"""Choices by name in settings (an optimiser, a schedule, an augmentation) with all arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nasdsl.errors import BackendError, nearest
from nasdsl.train_settings import Augmentation, Optimizer, Schedule


def arguments(
    kind: str,
    choice: Optimizer | Schedule | Augmentation,
    known: Mapping[str, Mapping[str, float | None]],
) -> dict[str, Any]:
    """All arguments, by name, of an optimiser, schedule or augmentation that a spec names.

    Those that the spec leaves out have their defaults.

    Args:
        kind: what is chosen, for messages: `optimiser`.
        choice: the name, with the arguments that the spec gives.
        known: for each name, the names of its arguments with their defaults.

    Raises:
        BackendError: the name is not known, or has no such argument.
    """
    if choice.name not in known:
        raise _unknown(kind, choice.name, known)
    defaults = known[choice.name]
    for name in choice.args:
        if name not in defaults:
            raise _unknown(f"argument of {choice.name}", name, defaults)
    return {**defaults, **choice.args}


def _unknown(kind: str, name: str, known: Mapping[str, Any]) -> BackendError:
    listed = f"known: {', '.join(known)}" if known else None
    return BackendError(f"there is no {kind} called '{name}'", nearest(name, known) or listed)
