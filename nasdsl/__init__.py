"""nasdsl, a compiler for neural-architecture search.

Names are imported when they are first asked for, so that counting needs no framework.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nasdsl.backend import EvaluationFailed, Images, TrainSettings, compile
    from nasdsl.errors import NasdslError, SpecError
    from nasdsl.exploration import search
    from nasdsl.genome.genotype import Genotype
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace, load
    from nasdsl.space.ops import Op, Parameter, Resolution, State, Unfit, Weight, Zeros

__all__ = [
    "Architecture",
    "EvaluationFailed",
    "Genotype",
    "Images",
    "NasdslError",
    "Op",
    "Parameter",
    "Resolution",
    "SearchSpace",
    "SpecError",
    "State",
    "TrainSettings",
    "Unfit",
    "Weight",
    "Zeros",
    "compile",
    "load",
    "search",
]

_HOMES = {
    "Architecture": "nasdsl.program.architecture",
    "EvaluationFailed": "nasdsl.backend",
    "Genotype": "nasdsl.genome.genotype",
    "Images": "nasdsl.backend",
    "NasdslError": "nasdsl.errors",
    "Op": "nasdsl.space.ops",
    "Parameter": "nasdsl.space.ops",
    "Resolution": "nasdsl.space.ops",
    "SearchSpace": "nasdsl.searchspace",
    "SpecError": "nasdsl.errors",
    "State": "nasdsl.space.ops",
    "TrainSettings": "nasdsl.backend",
    "Unfit": "nasdsl.space.ops",
    "Weight": "nasdsl.space.ops",
    "Zeros": "nasdsl.space.ops",
    "compile": "nasdsl.backend",
    "load": "nasdsl.searchspace",
    "search": "nasdsl.exploration",
}


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return version("nasdsl")
    if name not in _HOMES:
        raise AttributeError(f"module 'nasdsl' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
