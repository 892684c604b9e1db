"""Identity of functions that evaluate networks: a resumed run must be given the same function."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType
from typing import Any, cast


def identity(evaluate: Callable[..., Any]) -> dict[str, str]:
    """The module, the name in it and the SHA-256 of the source of a function, as texts.

    Global variables and closures that the function reads do not count.
    """
    defined = _defined(evaluate)
    return {
        "module": _module(defined),
        "name": defined.__qualname__,
        "source": hashlib.sha256(_source(defined).encode()).hexdigest(),
    }


def _module(defined: Any) -> str:
    """The module of a definition, by its name for `import` where it is run as a script too."""
    main = sys.modules["__main__"]
    if defined.__module__ != "__main__":
        return str(defined.__module__)
    if main.__spec__ is not None:  # by `python -m`
        return main.__spec__.name
    script = getattr(main, "__file__", None)
    return Path(script).stem if script else "__main__"


def _defined(evaluate: Callable[..., Any]) -> Any:
    """The function or class in whose source it is said what a callable does."""
    while isinstance(evaluate, partial | MethodType):
        evaluate = evaluate.func if isinstance(evaluate, partial) else evaluate.__func__
    evaluate = inspect.unwrap(evaluate)
    return evaluate if hasattr(evaluate, "__qualname__") else type(evaluate)


def _source(defined: Any) -> str:
    """The source, where there is none what it was compiled to."""
    try:
        return inspect.getsource(defined)
    except (OSError, TypeError):
        return _compiled(defined.__code__) if isinstance(defined, FunctionType) else ""


def _compiled(code: CodeType) -> str:
    return f"{code.co_code.hex()} {code.co_names} {[*map(_constant, code.co_consts)]}"


def _constant(value: object) -> str:
    """A constant as text that is the same in every process, as the order of a set is not."""
    match value:
        case CodeType():
            return _compiled(value)
        case frozenset():
            return str(sorted(map(repr, cast("frozenset[object]", value))))
        case _:
            return repr(value)
