"""The codes E000 to E199: files and their syntax."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "E001",
        "a spec that cannot be read or used",
        """
        There is no such file, it is no UTF-8 text, it is too large, or the space that it describes
        is too large to be counted. The message says which. A spec is given as a file, or by its
        name if it is one of the library.
        """,
    ),
    DiagnosticEntry(
        "E101",
        "text that is not of the language",
        """
        The text does not go on as it must. The message says what was found and what could stand
        there; the mistake is there or shortly before. After it, reading goes on with the next line
        that begins a statement, so that one run tells all mistakes; what only a statement that
        could not be read may have defined is not reported as unknown.
        """,
        "network = conv(3 5)",
        "network = conv(3, 5)",
    ),
    DiagnosticEntry(
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
    DiagnosticEntry(
        "E103",
        "a number that is too long",
        """
        A number has at most 40 digits and an exponent of at most 40. Large numbers are shorter
        with k, M or G behind them: `150M`.
        """,
        f"network = conv(3, filters={'1' * 41})",
        "network = conv(3, filters=1k)",
    ),
    DiagnosticEntry(
        "E104",
        "expressions with nothing between them",
        """
        Modules that follow one another are joined by `->`, on one line or on several; alternatives
        by `|`; branches and arguments by `,`. A line end joins nothing.
        """,
        """
        network = conv(3)
                  relu
        """,
        """
        network = conv(3)
               -> relu
        """,
    ),
    DiagnosticEntry(
        "E105",
        "quotes where none belong, or that do not end",
        """
        Only the title of a space and the name of a used file are texts, in `"..."` on one line.
        Words that operations and settings take have no quotes.
        """,
        'network = conv(3, padding="valid")',
        "network = conv(3, padding=valid)",
    ),
    DiagnosticEntry(
        "E106",
        "a bracket too many, or one that is missing",
        """
        A forgotten bracket is found where the next statement begins, and the message says which
        bracket was left open. Arguments stand in one pair of round brackets, branches in square
        ones, what belongs to `graph`, `given` and the sections in braces.
        """,
        """
        block stem = add([conv(3), identity
        network = stem -> relu
        """,
        """
        block stem = add([conv(3), identity])
        network = stem -> relu
        """,
    ),
    DiagnosticEntry(
        "E107",
        "a word or a sign of another language",
        """
        What other languages write otherwise: a comment begins with `#`; a definition with `block`,
        `options`, `pipeline`, `cell` or `let`; alternatives stand between single `|`; `x * n`
        repeats; `given` follows a decision; `->` leads from one module to the next.
        """,
        "network = conv(3) || conv(5)",
        "network = conv(3) | conv(5)",
    ),
    DiagnosticEntry(
        "E108",
        "a word of the language as a name",
        """
        Words that begin a statement (`space`, `input`, `block`, `cell`, `data` ...), and `given`,
        `else`, `graph`, `return`, `by` and `and`, are never names; so a forgotten bracket is found
        where the next statement begins.
        """,
        """
        block data = conv(3)
        network = data
        """,
        """
        block stem = conv(3)
        network = stem
        """,
    ),
)
