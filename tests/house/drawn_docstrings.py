"""Docstrings of the product, drawn by a seed.

`PYTHONPATH=tests .venv/bin/python -m house.drawn_docstrings --seed 7` prints some. Whoever knows
docs/dev/glossary.md alone should be able to say what each of them means.
"""

from __future__ import annotations

import argparse
import ast
import random
from collections.abc import Iterator

from house.measures import Source, sources

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def docstrings(source: Source) -> Iterator[tuple[str, str]]:
    """Where each docstring of a file stands, and its text."""
    for node in ast.walk(source.tree):
        if isinstance(node, Documented) and (text := ast.get_docstring(node)):
            name = "" if isinstance(node, ast.Module) else f":{node.lineno} {node.name}"
            yield f"{source.path}{name}", text


def drawn(seed: int, number: int = 25) -> list[tuple[str, str]]:
    """So many docstrings, each with its place."""
    every = [place for source in sources() for place in docstrings(source)]
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
