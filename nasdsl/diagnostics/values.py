"""The codes E300 to E499: kinds of nodes, and values."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "E301",
        "an expression of another kind",
        """
        An expression is a module (`conv(3)`), a list of branches (`[a, b]`) or a value (`3`).
        Modules stand in sequences and lists; values are arguments of operations. Branches become a
        module by a merge, such as `add` or `concat`: `nasdsl ops` lists all.
        """,
        "network = conv(3) -> [relu, batch_norm]",
        "network = conv(3) -> add([relu, batch_norm])",
    ),
    DiagnosticEntry(
        "E302",
        "arithmetic on modules",
        """
        `x * 3` repeats a module, or puts branches side by side; `+`, `-` and `/` are for numbers.
        One module after another is a sequence, `a -> b`, and modules side by side are added with
        `add([a, b])`.
        """,
        "network = conv(3) / 2",
        "network = conv(3) * 2",
    ),
    DiagnosticEntry(
        "E401",
        "something decided where a constant is needed",
        """
        The ends and the step of a range, how branches fit, the member of a family of genes and the
        defaults of operations are settled by the spec itself: neither a choice nor the size of a
        tensor can stand there.
        """,
        "network = conv(3, filters=8..channels by 8)",
        "network = conv(3, filters=8..64 by 8)",
    ),
    DiagnosticEntry(
        "E402",
        "a range in which no number is",
        """
        A range goes from the smaller number to the larger one, in steps above 0. Both ends belong
        to it.
        """,
        "network = conv(7..3 by 2)",
        "network = conv(3..7 by 2)",
    ),
    DiagnosticEntry(
        "E403",
        "arithmetic that has no result",
        """
        One side is a symbol, perhaps a misspelt name, or the right side of a division can be 0.
        """,
        "network = conv(3, filters=2*chanels)",
        "network = conv(3, filters=2*channels)",
    ),
    DiagnosticEntry(
        "E404",
        "how often, before that is known",
        """
        How often something is repeated, how many branches there are, how many are picked, and which
        member of a family is used must be known before any tensor is: a whole number of at least 0,
        or a choice of such numbers. `channels`, `height`, `width` and the parameters of a cell come
        too late, since each use of the cell can have others.
        """,
        "network = conv(3) * channels",
        "network = conv(3) * (1..3)",
    ),
    DiagnosticEntry(
        "E405",
        "'given' follows what is not known yet",
        """
        What `given` follows must be known before any tensor is: a symbol, a number, or a module
        that is a choice with a label on every arm. The size of a tensor is not.
        """,
        """
        block unit(op) = given op { plain: conv(3) else: conv(5) }
        network = unit(plain: relu | batch_norm)
        """,
        """
        block unit(op) = given op { plain: conv(3) else: conv(5) }
        network = unit(plain: relu | curved: batch_norm)
        """,
    ),
    DiagnosticEntry(
        "E406",
        "an argument that the operation does not take",
        """
        The parameter takes other values: the message says which. A number that comes out of
        arithmetic must be whole where a whole number is needed.
        """,
        "network = conv(3, stride=0)",
        "network = conv(3, stride=2)",
    ),
    DiagnosticEntry(
        "E407",
        "a merge, or a way to fit, that there is not",
        """
        Branches are merged by `add`, by `concat` or by another merge that `nasdsl ops` lists.
        Branches of different shapes are an error (`fit=error`), are projected (`fit=project`) or
        padded (`fit=pad`).
        """,
        "network = merge(add | concatenate, [relu, batch_norm])",
        "network = merge(add | concat, [relu, batch_norm])",
    ),
)
