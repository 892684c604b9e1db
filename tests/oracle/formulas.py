"""Formulas of counts as they are printed, calculated."""

from __future__ import annotations

import re
from collections.abc import Mapping

SYMBOL = re.compile(r"[NPL]_\w+'*")


def calculated(formula: str, symbols: Mapping[str, int]) -> int:
    """What a formula comes to; a space between names is a multiplication."""
    text = SYMBOL.sub(lambda name: str(symbols[name[0]]), formula)
    text = re.sub(r"(?<=\d) (?=\d)", " * ", text).replace("^", "**")
    return int(eval(text, {"__builtins__": {}}))
