"""The codes E500 to E599: limits, which end the work on a spec that would cost too much."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry


def _chained_definitions(number: int, form: str) -> str:
    """Definitions that each use the one before, and a network that uses the last."""
    lines = [form.format(i, i - 1) for i in range(1, number + 1)]
    return "\n".join(["block a0 = relu", *lines, f"network = a{number}"])


ENTRIES = (
    DiagnosticEntry(
        "E501",
        "too many repetitions or branches",
        """
        Something is repeated at most 10,000 times, and a merge has at most 10,000 branches.
        """,
        "network = relu * 1M",
        "network = relu * 100",
    ),
    DiagnosticEntry(
        "E502",
        "definitions or expressions nested too deeply",
        """
        Definitions that use definitions, and expressions in expressions, go at most 256 deep. A
        long row of modules is one sequence or a repetition, and needs no nesting.
        """,
        _chained_definitions(150, "block a{} = conv(3) -> a{}"),
        "network = conv(3) * 150 -> relu",
    ),
    DiagnosticEntry(
        "E503",
        "a choice of too many",
        """
        A choice has at most 10,000 arms, and a range at most 10,000 numbers. A range takes larger
        steps with `by`.
        """,
        "network = conv(3, filters=1..1M)",
        "network = conv(3, filters=1k..1M by 1k)",
    ),
    DiagnosticEntry(
        "E504",
        "too many operands",
        """
        A sum or a product has at most 256 operands.
        """,
        f"network = conv(3, filters={' + '.join(['1'] * 257)})",
        "network = conv(3, filters=257)",
    ),
    DiagnosticEntry(
        "E505",
        "too many uses of definitions",
        """
        Each use of a definition is written out where it stands, and definitions that use others
        several times multiply: here a1 is 2 operations, a2 is 4, and a20 more than a million. A
        repetition, `a * 100`, is not written out, and a `cell` is one thing wherever it is used.
        """,
        _chained_definitions(20, "block a{0} = a{1} -> a{1}"),
        "network = relu * 1k",
    ),
)
