"""Prints what random examples come to: `python -m oracle.draws MODULE...` loads modules first.

It draws what does not depend on nasdsl: texts and numbers that can be constants of modules, and
choices among texts and objects, whose hashes differ between processes.
"""

from __future__ import annotations

import hashlib
import sys
from importlib import import_module

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import conftest  # noqa: F401
from oracle.generate import alike, required, specs, trees

DRAWN = {
    "numbers": st.lists(st.integers(0, 2**32) | st.floats()),
    "texts": st.lists(st.text() | st.sampled_from(["a", "b", "c"])),
    "trees": trees.specs(),
    "alike": alike.trees(),
    "specs": specs.specs(),
    "required": required.required(),
}


def drawn(strategy: st.SearchStrategy[object]) -> str:
    """A digest of examples."""
    digest = hashlib.sha256()

    @settings(max_examples=60, phases=[Phase.generate])
    @given(strategy)
    def note(example: object) -> None:
        digest.update(repr(example).encode(errors="surrogatepass"))

    note()
    return digest.hexdigest()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        import_module(name)
    for name, strategy in DRAWN.items():
        print(name, drawn(strategy))
