"""The codes E800 to E899: single networks, and the backends that build them."""

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "E801",
        "a genotype whose shapes fail",
        """
        The spec is right, but some of its genotypes are no networks: a window is larger than what
        enters it, or branches that are merged differ. `nasdsl count` says how many they are. They
        can be mended where they are merged (`fit=project`), ruled out (`require height >= 4`), or
        left to a search, which never trains them.
        """,
        "network = max_pool(7 | 9, padding=valid) -> flatten -> dense(classes)",
        "network = max_pool(7 | 8, padding=valid) -> flatten -> dense(classes)",
    ),
    DiagnosticEntry(
        "E802",
        "an operation for which a backend has no rule",
        """
        An operation of your own is built by a backend only if it comes with a rule for it:
        `nasdsl.Op(..., rules={"flax": ...})`. Counting, sampling and drawing need none.
        """,
    ),
)
