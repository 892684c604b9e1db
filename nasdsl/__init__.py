"""A compiler for neural-architecture search.

Names are imported when they are first used, so that counting a space imports no framework.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nasdsl.api import (
        Trained,
        codes,
        compile,
        explain,
        format_spec,
        load,
        loads,
        merges,
        open_run,
        operations,
        picture,
        report,
        retrain,
        search,
        spec_names,
        survey,
        train,
        verify,
    )
    from nasdsl.backend import Epoch, EvaluationFailed, Images, Result
    from nasdsl.data import Dataset
    from nasdsl.diagnostics.entry import DiagnosticEntry
    from nasdsl.errors import (
        BackendError,
        DataError,
        Diagnostic,
        GenomeError,
        NasdslError,
        RunError,
        SpecError,
    )
    from nasdsl.experiment.model import Objective, SearchSettings
    from nasdsl.exploration import (
        Batched,
        Candidate,
        Generation,
        Member,
        Progress,
        Run,
        SearchResult,
        Strategy,
    )
    from nasdsl.exploration.checkpoint import Retrained
    from nasdsl.genome.genotype import Genotype
    from nasdsl.ops import MergeKind, Op, Parameter, Resolution, ShapeError, State, Weight, Zeros
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace
    from nasdsl.train_settings import TrainSettings
    from nasdsl.training.modes import Survey, Verification

__all__ = [
    "Architecture",
    "BackendError",
    "Batched",
    "Candidate",
    "DataError",
    "Dataset",
    "Diagnostic",
    "DiagnosticEntry",
    "Epoch",
    "EvaluationFailed",
    "Generation",
    "GenomeError",
    "Genotype",
    "Images",
    "Member",
    "MergeKind",
    "NasdslError",
    "Objective",
    "Op",
    "Parameter",
    "Progress",
    "Resolution",
    "Result",
    "Retrained",
    "Run",
    "RunError",
    "SearchResult",
    "SearchSettings",
    "SearchSpace",
    "ShapeError",
    "SpecError",
    "State",
    "Strategy",
    "Survey",
    "TrainSettings",
    "Trained",
    "Verification",
    "Weight",
    "Zeros",
    "codes",
    "compile",
    "explain",
    "format_spec",
    "load",
    "loads",
    "merges",
    "open_run",
    "operations",
    "picture",
    "report",
    "retrain",
    "search",
    "spec_names",
    "survey",
    "train",
    "verify",
]

_HOMES = {
    "Architecture": "nasdsl.program.architecture",
    "BackendError": "nasdsl.errors",
    "Batched": "nasdsl.exploration",
    "Candidate": "nasdsl.exploration",
    "DataError": "nasdsl.errors",
    "Dataset": "nasdsl.data",
    "Diagnostic": "nasdsl.errors",
    "DiagnosticEntry": "nasdsl.diagnostics.entry",
    "Epoch": "nasdsl.backend",
    "EvaluationFailed": "nasdsl.backend",
    "Generation": "nasdsl.exploration",
    "GenomeError": "nasdsl.errors",
    "Genotype": "nasdsl.genome.genotype",
    "Images": "nasdsl.backend",
    "Member": "nasdsl.exploration",
    "MergeKind": "nasdsl.ops",
    "NasdslError": "nasdsl.errors",
    "Objective": "nasdsl.experiment.model",
    "Op": "nasdsl.ops",
    "Parameter": "nasdsl.ops",
    "Progress": "nasdsl.exploration",
    "Resolution": "nasdsl.ops",
    "Result": "nasdsl.backend",
    "Retrained": "nasdsl.exploration.checkpoint",
    "Run": "nasdsl.exploration",
    "RunError": "nasdsl.errors",
    "SearchResult": "nasdsl.exploration",
    "SearchSettings": "nasdsl.experiment.model",
    "SearchSpace": "nasdsl.searchspace",
    "ShapeError": "nasdsl.ops",
    "SpecError": "nasdsl.errors",
    "State": "nasdsl.ops",
    "Strategy": "nasdsl.exploration",
    "Survey": "nasdsl.training.modes",
    "TrainSettings": "nasdsl.train_settings",
    "Trained": "nasdsl.api",
    "Verification": "nasdsl.training.modes",
    "Weight": "nasdsl.ops",
    "Zeros": "nasdsl.ops",
    "codes": "nasdsl.api",
    "compile": "nasdsl.api",
    "explain": "nasdsl.api",
    "format_spec": "nasdsl.api",
    "load": "nasdsl.api",
    "loads": "nasdsl.api",
    "merges": "nasdsl.api",
    "open_run": "nasdsl.api",
    "operations": "nasdsl.api",
    "picture": "nasdsl.api",
    "report": "nasdsl.api",
    "retrain": "nasdsl.api",
    "search": "nasdsl.api",
    "spec_names": "nasdsl.api",
    "survey": "nasdsl.api",
    "train": "nasdsl.api",
    "verify": "nasdsl.api",
}


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("nasdsl")
    if name not in _HOMES:
        raise AttributeError(f"module 'nasdsl' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
