"""A copy of this package for revision 2e56443, in which modules and classes had other names.

`python tests/oracle/former_names.py CHECKOUT FOLDER` writes it; what follows decisions as that
revision made them, it takes from its checkout. `oracle.first_failures` then runs with
`PYTHONPATH=FOLDER` in an environment in which that revision is installed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

MODULES = {
    "genome.encoding": "genome.codec",
    "genome.layout": "genome.occurrence",
    "ops": "space.ops",
    "program.instantiate": "program.settled",
    "program.supernet": "program.universal",
    "space.constraints": "space.bounds",
}
"""Modules by their names now, and then."""

NAMES = {
    "DecidedClosure": "Closure",
    "GenomeLayout": "Roots",
    "InvalidNetwork": "Misfit",
    "NamedTensor": "Named",
    "ShapeError": "Unfit",
    "SupernetCache": "Universals",
    "instantiate": "resolved",
    "load_backend": "load",
    "network_hash": "digest",
    "resolve_arguments": "resolve",
    "settle_references": "settle",
    "ast.ChoiceExpr": "ast.Choice",
    "ast.GeneStatement": "ast.Gene",
    "ast.GivenExpr": "ast.Given",
    "ast.GraphExpr": "ast.Graph",
    "ast.GraphInput": "ast.Entry",
    "ast.NameExpr": "ast.Use",
    "ast.NetworkStatement": "ast.Network",
    "ast.NumberLiteral": "ast.Number",
    "ast.ParameterDeclaration": "ast.Parameter",
    "ast.RelationExpr": "ast.Relation",
    "ast.SequenceExpr": "ast.Sequence",
}
"""What they define, likewise."""


def former(text: str) -> str:
    """A source with the names of then."""
    for now, then in NAMES.items():
        text = re.sub(rf"(?<!program\.)\b{re.escape(now)}\b", then, text)
    for now, then in MODULES.items():
        text = re.sub(rf"\bnasdsl\.{re.escape(now)}\b", f"nasdsl.{then}", text)
    text = re.sub(r"(?m)^.*\bGenotypeSet\b.*\n", "", text)  # which a space then had in itself
    text = re.sub(
        r"(from nasdsl.*), merging\b(.*)", r"\1\2\nfrom nasdsl.space import merging", text
    )
    return text.replace("from nasdsl import ops", "from nasdsl.space import ops")


def write(checkout: Path, folder: Path) -> None:
    """Write the package into a folder."""
    here = Path(__file__).parent
    for path in here.rglob("*.py"):
        target = folder / "oracle" / path.relative_to(here)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(former(path.read_text()))
    measured = checkout / "tests" / "laws" / "measured.py"
    (folder / "oracle" / "quantities.py").write_text(measured.read_text())


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:]))
