"""The keywords of the language, and patterns that search a text without parsing it."""

from __future__ import annotations

import re
from typing import Literal, get_args

APART = r'#[^\n]*|"(?:[^"\\\n]|\\.)*"'  # comments and texts, in which nothing is looked for
BRACKETS = re.compile(rf"{APART}|[()\[\]{{}}]")
CLOSER = {"(": ")", "[": "]", "{": "}"}

Role = Literal["block", "options", "pipeline", "reduction", "cell", "let"]
ROLES: tuple[Role, ...] = get_args(Role)

DefinitionKind = Role | Literal["gene"]
"""What gives a name to modules, branches or values."""

SECTIONS = ("train", "search", "data")
STATEMENTS = (
    "space", "use", "input", "classes", "defaults", *ROLES, "gene", "network", "require", *SECTIONS,
)  # fmt: skip
RESERVED = (*STATEMENTS, "given", "else", "graph", "return", "same", "by", "and")

# The beginning of a statement at the beginning of a line: its word, and what makes it one.
STATEMENT_STARTS = re.compile(
    rf'^[ \t]*(?=(?:(?:space|defaults|gene|require|{"|".join(ROLES)})\s+\w|use\s*"'
    r"|classes(?:[ \t]+\w|\s*[=:])|input\s*[\d(=]|network\s*[=:{]"
    rf"|(?:{'|'.join(SECTIONS)})\s*{{))",
    re.MULTILINE,
)


def opening_brackets(text: str, start: int, end: int) -> list[int]:
    """Where brackets are opened in a stretch of a text, and not closed in it.

    Args:
        text: the text.
        start: the offset at which the stretch begins.
        end: the offset at which it ends.

    Returns:
        The offsets of these brackets in the text, in order.
    """
    offsets: list[int] = []
    for match in BRACKETS.finditer(text, start, end):
        if match[0] in CLOSER:
            offsets.append(match.start())
        elif match[0] in CLOSER.values() and offsets:
            offsets.pop()
    return offsets
