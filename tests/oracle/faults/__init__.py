"""Laws that look for kinds of fault: each draws an input, and says what is wrong with the answer.

An empty text is no fault. `oracle.first_failures` tells when each kind is met in a revision.
"""

from __future__ import annotations

from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source


def space_of(text: str) -> SearchSpace:
    """The space of a text."""
    return SearchSpace(parse(Source("drawn.nas", text)))
