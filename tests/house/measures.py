"""What can be counted of the code's own shape: `python tests/house/measures.py [CHECKOUT ...]`.

With several checkouts their figures stand side by side, so that a change can be judged.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("nasdsl", "backends")
POSITIONAL = 5

# To be rewritten as one statement of what a node means; until then their names and matches stay.
TO_BE_REWRITTEN = (
    "nasdsl/analysis/structure",
    "nasdsl/analysis/reach",
    "nasdsl/analysis/certified",
    "nasdsl/analysis/counts.py",
    "nasdsl/analysis/branches.py",
    "nasdsl/program/decisions.py",
    "nasdsl/program/planner.py",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef
BRANCHES = (
    ast.If,
    ast.For,
    ast.While,
    ast.IfExp,
    ast.ExceptHandler,
    ast.comprehension,
    ast.match_case,
    ast.Assert,
)


class Source(NamedTuple):
    """A Python file of the product, read and parsed."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @property
    def to_be_rewritten(self) -> bool:
        """Whether the rules of the house wait for another form of the file."""
        return self.path.as_posix().startswith(TO_BE_REWRITTEN)

    def functions(self) -> Iterator[Function]:
        """All functions and methods, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def definitions(self) -> Iterator[Definition]:
        """Classes and functions that stand at the level of the module."""
        for node in self.tree.body:
            if isinstance(node, Definition):
                yield node


def sources(root: Path = ROOT) -> list[Source]:
    """The files of the product, in the order of their paths."""
    paths = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.py"))
    texts = ((path.relative_to(root), path.read_text("utf-8")) for path in paths)
    return [Source(path, text, ast.parse(text)) for path, text in texts]


def positional(function: Function) -> int:
    """How many arguments can be given by position, `self` and `cls` aside."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return sum(argument.arg not in ("self", "cls") for argument in arguments)


def complexity(function: Function) -> int:
    """McCabe's number: one, and one more for each way that the control flow can take."""
    ways = sum(isinstance(node, BRANCHES) for node in ast.walk(function))
    operands = (n for n in ast.walk(function) if isinstance(n, ast.BoolOp))
    return 1 + ways + sum(len(n.values) - 1 for n in operands)


def homes(root: Path = ROOT) -> dict[str, list[Path]]:
    """The files that define a name at the level of the module; names of one backend rule each."""
    result: dict[str, list[Path]] = defaultdict(list)
    for source in sources(root):
        for definition in source.definitions():
            result[definition.name].append(source.path)
    return result


def shared(root: Path = ROOT) -> float:
    """The share of module-level definitions whose name another file defines too."""
    places = homes(root)
    total = sum(map(len, places.values()))
    return sum(len(paths) for paths in places.values() if len(set(paths)) > 1) / total


def measures(root: Path = ROOT) -> dict[str, str]:
    """All figures, by what they measure, as they are printed.

    `a + b` counts a in the files that stay and b in those that are to be rewritten.
    """
    files = sources(root)
    functions = [function for source in files for function in source.functions()]
    lengths = [(f.end_lineno or f.lineno) - f.lineno + 1 for f in functions]
    documented = sum(ast.get_docstring(source.tree) is not None for source in files)
    return {
        "files / lines": f"{len(files)} / {sum(s.lines for s in files):,}",
        "file: median / p90 / max": _spread([s.lines for s in files]),
        "function: median / p90 / max": _spread(lengths),
        "cyclomatic: median / p90 / max": _spread([complexity(f) for f in functions]),
        "module docstrings": f"{documented}/{len(files)}",
        "returns annotated": f"{sum(f.returns is not None for f in functions)}/{len(functions)}",
        "definitions of a shared name": f"{shared(root):.1%}",
        "modules at the root": str(len(list((root / "nasdsl").glob("*.py")))),
        "public classes of a shared name": str(_shared_classes(files)),
        f"functions of over {POSITIONAL} positional arguments": _parted(files, _many_arguments),
        "wildcards that answer": _parted(files, _wildcards),
        "words that say nothing": _parted(files, lambda source: len([*empty_words(source)])),
    }


def _spread(values: list[int]) -> str:
    tenths = quantiles(values, n=10)
    return f"{median(values):.0f} / {tenths[-1]:.0f} / {max(values)}"


def _shared_classes(files: list[Source]) -> int:
    names = Counter(
        definition.name
        for source in files
        for definition in source.definitions()
        if isinstance(definition, ast.ClassDef) and not definition.name.startswith("_")
    )
    return sum(number for number in names.values() if number > 1)


def _parted(files: list[Source], count: Callable[[Source], int]) -> str:
    """A sum over the files that stay, and one over those that are to be rewritten."""
    stay = sum(count(source) for source in files if not source.to_be_rewritten)
    return f"{stay} + {sum(map(count, files)) - stay}"


def _many_arguments(source: Source) -> int:
    return sum(positional(function) > POSITIONAL for function in source.functions())


def _wildcards(source: Source) -> int:
    return sum(
        isinstance(node, ast.match_case) and _answers_the_rest(node)
        for node in ast.walk(source.tree)
    )


def _answers_the_rest(case: ast.match_case) -> bool:
    """Whether a case without a pattern says more than that nothing comes there."""
    wild = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
    return wild and "assert_never" not in ast.unparse(case.body[0])


def empty_words(source: Source) -> Iterator[tuple[int, str]]:
    """Where a file calls something by a word that says nothing of it: line and word.

    Of `given`, functions and modules are left out: it is a word of the language.
    """
    imported = {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(source.tree):
        match node:
            case ast.Name(name) if name not in imported:
                pass
            case ast.arg(name) | ast.MatchAs(name=str(name)):
                pass
            case ast.FunctionDef(name) if name.lstrip("_") != "given":
                pass
            case _:
                continue
        if name.lstrip("_") in EMPTY_WORDS:
            yield node.lineno, name


EMPTY_WORDS = frozenset(
    {"found", "each", "here", "told", "kept", "taken", "given", "one", "all_", "takings"}
)


def main() -> None:
    """Prints the figures of the given checkouts, or of this one, a column each."""
    roots = [Path(argument) for argument in sys.argv[1:]] or [ROOT]
    columns = [measures(root) for root in roots]
    width = max(map(len, columns[0]))
    for name in columns[0]:
        print(f"{name:{width}}  " + "  ".join(f"{column[name]:>18}" for column in columns))


if __name__ == "__main__":
    main()
