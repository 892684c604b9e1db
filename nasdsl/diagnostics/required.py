"""The codes E700 to E799: requirements."""

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "E701",
        "a quantity that there is not",
        """
        `require` compares costs (`params`, `macs`, `memory`), quantities of structure (`stride`,
        `height`, `width`, `channels`, `depth`, `nodes`, `edges`) and genes.
        """,
        """
        network = conv(3, stride=2) | conv(3)
        require strides <= 2
        """,
        """
        network = conv(3, stride=2) | conv(3)
        require stride <= 2
        """,
    ),
    DiagnosticEntry(
        "E702",
        "a definition that has no such quantity",
        """
        A quantity is that of the network, or in parentheses that of one definition at each of its
        uses: a module, by its name, of a family with or without a member. Depth, nodes
        and edges are not those of a definition that is used in itself.
        """,
        """
        block step = conv(3, stride=2) | conv(3)
        network = step -> step
        require stride(steps) <= 2
        """,
        """
        block step = conv(3, stride=2) | conv(3)
        network = step -> step
        require stride(step) <= 2
        """,
    ),
    DiagnosticEntry(
        "E703",
        "a comparison that cannot be made",
        """
        A quantity of structure stands alone on its side and is compared with a number; values of
        genes are compared with each other and with numbers. Symbols are not compared.
        """,
        """
        network = conv(3, stride=2) | conv(3)
        require 2 * stride <= 4
        """,
        """
        network = conv(3, stride=2) | conv(3)
        require stride <= 2
        """,
    ),
    DiagnosticEntry(
        "E704",
        "a requirement that speaks of nothing",
        """
        Both sides are numbers, so it holds for every network or for none.
        """,
        """
        network = conv(3) | conv(5)
        require 3 <= 4
        """,
        """
        network = conv(3) | conv(5)
        require params <= 4k
        """,
    ),
    DiagnosticEntry(
        "E705",
        "a bound on cost that no network keeps",
        """
        What is required of `params`, `macs` and `memory` is a bound that every network of a search
        keeps. Here it is proved that none does: by the certified costs of the space and of its
        parts, or by all of its networks. The message says what the nearest ones cost where that
        is known.
        """,
        """
        network = conv(3 | 5, filters=8) -> flatten -> dense(classes)
        require params <= 5k
        """,
        """
        network = conv(3 | 5, filters=8) -> flatten -> dense(classes)
        require params <= 6k
        """,
    ),
)
