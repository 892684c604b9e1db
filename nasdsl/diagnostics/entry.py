"""One code of a message, as `nasdsl explain` tells it and docs/errors.md lists it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent

HEAD = {
    "space": "space example",
    "input": "input 8 x 8 x 3",
    "classes": "classes 10",
}  # fmt: skip
SHOWN = 12  # lines of an example; of a longer one, the first and the last are shown


@dataclass(frozen=True, slots=True)
class DiagnosticEntry:
    """What a code means.

    Args:
        code: a letter, E for an error and W for a warning, and three digits.
        title: what is wrong, in a few words.
        text: why that is so and what to do, in paragraphs of Markdown.
        wrong: an example that is reported with this code and no other.
        mended: the same, as it was meant.
    """

    code: str
    title: str
    text: str
    wrong: str = ""
    mended: str = ""

    def __post_init__(self) -> None:
        for name in ("text", "wrong", "mended"):
            object.__setattr__(self, name, dedent(getattr(self, name)).strip())


def whole_spec(example: str) -> str:
    """An example as a whole spec: with the statements that every spec begins with."""
    words = re.findall(r"^\w+", example, re.MULTILINE)
    head = [line for word, line in HEAD.items() if word not in words]
    return "\n".join([*head, "", example, ""])


def shown_example(example: str) -> str:
    """An example as it is printed: what repeats itself is left out of a long one."""
    lines = example.splitlines()
    if len(lines) > SHOWN:
        lines = [*lines[:4], "# ... and so on, up to", *lines[-2:]]
    return "\n".join(line if len(line) <= 90 else f"{line[:40]} ... {line[-40:]}" for line in lines)


def entry_section(entry: DiagnosticEntry) -> str:
    """An entry as a section of a document in Markdown."""
    blocks = [f"## {entry.code}: {entry.title}", entry.text]
    if entry.wrong:
        blocks += [_fenced(entry.wrong), "Mended:", _fenced(entry.mended)]
    return "\n\n".join(blocks)


def _fenced(example: str) -> str:
    return f"```text\n{shown_example(example)}\n```"
