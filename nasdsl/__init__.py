"""nasdsl, a compiler for neural-architecture search.

Names are imported when they are first asked for, so that counting needs no framework.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nasdsl.backend import EvaluationFailed, Images, compile
    from nasdsl.errors import NasdslError, SpecError
    from nasdsl.exploration import search
    from nasdsl.genome.genotype import Genotype
    from nasdsl.ops import Op, Parameter, Resolution, ShapeError, State, Weight, Zeros
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace, load, loads
    from nasdsl.train_settings import TrainSettings

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
    "ShapeError",
    "SpecError",
    "State",
    "TrainSettings",
    "Weight",
    "Zeros",
    "compile",
    "load",
    "loads",
    "search",
]

_HOMES = {
    "Architecture": "nasdsl.program.architecture",
    "EvaluationFailed": "nasdsl.backend",
    "Genotype": "nasdsl.genome.genotype",
    "Images": "nasdsl.backend",
    "NasdslError": "nasdsl.errors",
    "Op": "nasdsl.ops",
    "Parameter": "nasdsl.ops",
    "Resolution": "nasdsl.ops",
    "SearchSpace": "nasdsl.searchspace",
    "SpecError": "nasdsl.errors",
    "State": "nasdsl.ops",
    "TrainSettings": "nasdsl.train_settings",
    "ShapeError": "nasdsl.ops",
    "Weight": "nasdsl.ops",
    "Zeros": "nasdsl.ops",
    "compile": "nasdsl.backend",
    "load": "nasdsl.searchspace",
    "loads": "nasdsl.searchspace",
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
