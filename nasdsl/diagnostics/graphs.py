"""The codes E230 to E239: graphs and their tensors."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "E230",
        "all earlier tensors after the last ones",
        """
        The inputs of a graph stand in the order in which they were made: `earlier..`, which are all
        outputs of the chain before the last ones, comes first.
        """,
        """
        block layer = graph(last, earlier..) { return add([last -> relu, earlier]) }
        network = conv(3) -> layer * 3
        """,
        """
        block layer = graph(earlier.., last) { return add([last -> relu, earlier]) }
        network = conv(3) -> layer * 3
        """,
    ),
    DiagnosticEntry(
        "E231",
        "all earlier tensors, where their number is not settled",
        """
        `earlier..` are as many as the chain has outputs there, and a decision among them needs that
        number. A cell is one thing wherever it is used, and repetitions are told apart only if
        their number is fixed: so a graph that takes all earlier tensors is a block, and stands
        behind repetitions of fixed number.
        """,
        """
        cell layer = graph(earlier.., last) { return add([last -> relu, earlier]) }
        network = conv(3) -> layer * 3
        """,
        """
        block layer = graph(earlier.., last) { return add([last -> relu, earlier]) }
        network = conv(3) -> layer * 3
        """,
    ),
    DiagnosticEntry(
        "E232",
        "a module where a tensor of a graph is needed",
        """
        `unused` and `fit(t)` speak of tensors: of what a graph binds to a name, or takes as an
        input.
        """,
        """
        cell c = graph(x) {
          a = x -> conv(3)
          b = add(pick(2, [x, a])) -> conv(5)
          return concat(unused([a -> relu, b]))
        }
        network = c
        """,
        """
        cell c = graph(x) {
          a = x -> conv(3)
          b = add(pick(2, [x, a])) -> conv(5)
          return concat(unused([a, b]) -> relu)
        }
        network = c
        """,
    ),
)
