"""Docstrings of the product, drawn by a seed.

`PYTHONPATH=tests .venv/bin/python -m house.drawn_docstrings --seed 7` prints some of those that are
public, with the signatures to which they belong; files that are to be rewritten are left out.
Whoever knows docs/dev/glossary.md alone should be able to say what each of them means.
"""

from __future__ import annotations

import argparse
import ast
import random
from collections.abc import Iterator

from house.measures import Source, sources

Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def docstrings(source: Source) -> Iterator[tuple[str, str]]:
    """Where each docstring of a file stands, with what it describes, and its text."""
    if text := ast.get_docstring(source.tree):
        yield source.path.as_posix(), text
    yield from _docstrings_in(source, source.tree, "")


def _docstrings_in(
    source: Source, node: ast.Module | ast.ClassDef, around: str
) -> Iterator[tuple[str, str]]:
    for part in node.body:
        if not isinstance(part, Documented) or part.name.startswith("_"):
            continue
        name = f"{around}{part.name}"
        if text := ast.get_docstring(part):
            yield f"{source.path}:{part.lineno} {_signature(part, name)}", text
        if isinstance(part, ast.ClassDef):
            yield from _docstrings_in(source, part, f"{name}.")


def _signature(node: Documented, name: str) -> str:
    """A class by its name, a function with its parameters and what it returns."""
    if isinstance(node, ast.ClassDef):
        return f"class {name}"
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{name}({ast.unparse(node.args)}){returned}"


def drawn(seed: int, number: int = 25) -> list[tuple[str, str]]:
    """So many docstrings, each with its place."""
    files = (source for source in sources() if not source.to_be_rewritten)
    every = [place for source in files for place in docstrings(source)]
    return random.Random(seed).sample(every, number)


def main() -> None:
    """Prints them, below the seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--number", type=int, default=25)
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    for place, text in drawn(asked.seed, asked.number):
        print(f"\n{place}\n    " + text.replace("\n", "\n    "))


if __name__ == "__main__":
    main()
