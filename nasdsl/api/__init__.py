"""The functions that `nasdsl` exports; what they do is also offered by the command line.

What takes long to import, as a framework, is imported when a function needs it.
"""

from nasdsl.api.programs import compile, picture, survey, verify
from nasdsl.api.running import Trained, open_run, report, retrain, search, train
from nasdsl.api.texts import (
    codes,
    explain,
    format_spec,
    load,
    loads,
    merges,
    operations,
    spec_names,
)

__all__ = [
    "Trained",
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
