"""Codes of files and of their syntax: E0 and E1."""

from __future__ import annotations

from nasdsl.codes.entry import Entry

ENTRIES = (
    Entry(
        "E001",
        "a spec that cannot be read or used",
        """
        There is no such file, it is no UTF-8 text, it is too large, or the space that it describes
        is too large to be counted. The message says which. A spec is given as a file, or by its
        name if it is one of the library.
        """,
    ),
    Entry(
        "E101",
        "text that is not of the language",
        """
        The text does not go on as it must. The message says what was found and what could stand
        there; the mistake is there or shortly before. A forgotten bracket is found where the next
        statement begins, and the message says which bracket was left open.

        Words that begin a statement (`space`, `block`, `cell`, `data` ...) are never names.
        """,
        "network = add([conv(3) relu])",
        "network = add([conv(3), relu])",
    ),
    Entry(
        "E102",
        "brackets nested too deeply",
        """
        At most 64 brackets stand in one another. Name a part of the expression with `block` or
        `let` and use the name.
        """,
        f"network = {'(' * 65}conv(3) -> relu{')' * 65}",
        """
        block unit = conv(3) -> relu
        network = unit
        """,
    ),
    Entry(
        "E103",
        "a number that is too long",
        """
        A number has at most 40 digits and an exponent of at most 40. Large numbers are shorter
        with k, M or G behind them: `150M`.
        """,
        f"network = conv(3, filters={'1' * 41})",
        "network = conv(3, filters=1k)",
    ),
)
