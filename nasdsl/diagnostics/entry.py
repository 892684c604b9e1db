"""What is known of one code of messages, shown by `nasdsl explain` and in docs/errors.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent, fill, indent

HEAD = {
    "space": "space example",
    "input": "input 8 x 8 x 3",
    "classes": "classes 10",
}  # fmt: skip
WIDTH = 80  # of a line of text
SHOWN = 12  # lines of an example; of a longer one, the first and the last are shown


@dataclass(frozen=True, slots=True)
class DiagnosticEntry:
    """The explanation of a code of messages.

    Args:
        code: E for an error or W for a warning, and three digits.
        title: the fault in a few words.
        text: reason and remedy, in paragraphs of Markdown.
        wrong: an example for which this code, and no other, is reported.
        mended: the same example without the fault.
    """

    code: str
    title: str
    text: str
    wrong: str = ""
    mended: str = ""

    def __post_init__(self) -> None:
        for name in ("text", "wrong", "mended"):
            object.__setattr__(self, name, dedent(getattr(self, name)).strip())

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the explanation, each as a single line."""
        return [" ".join(paragraph.split()) for paragraph in self.text.split("\n\n")]

    def __str__(self) -> str:
        """All of it, in lines of a terminal's usual width; examples keep their own lines."""
        blocks = [f"{self.code}: {self.title}"]
        blocks += [fill(paragraph, WIDTH) for paragraph in self.paragraphs]
        if self.wrong:
            blocks += [indent(shown_example(self.wrong), "    "), "Mended:"]
            blocks += [indent(shown_example(self.mended), "    ")]
        return "\n\n".join(blocks)


def whole_spec(example: str) -> str:
    """The example of a message as a whole spec: `space`, `input` and `classes` are added.

    Args:
        example: the text of the example, which may have some of these statements itself.
    """
    words = re.findall(r"^\w+", example, re.MULTILINE)
    head = [line for word, line in HEAD.items() if word not in words]
    return "\n".join([*head, "", example, ""])


def shown_example(example: str) -> str:
    """An example for printing: of a long one, lines and parts of lines are left out."""
    lines = example.splitlines()
    if len(lines) > SHOWN:
        lines = [*lines[:4], "# ... and so on, up to", *lines[-2:]]
    return "\n".join(line if len(line) <= 90 else f"{line[:40]} ... {line[-40:]}" for line in lines)


def entry_section(entry: DiagnosticEntry) -> str:
    """An entry as a section of a Markdown document."""
    blocks = [f"## {entry.code}: {entry.title}", entry.text]
    if entry.wrong:
        blocks += [_fenced(entry.wrong), "Mended:", _fenced(entry.mended)]
    return "\n\n".join(blocks)


def _fenced(example: str) -> str:
    return f"```text\n{shown_example(example)}\n```"
