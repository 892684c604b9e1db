"""The codes E200 to E229: names, definitions and statements."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "E201",
        "a name that nothing has",
        """
        A module must stand here, and the name is no operation, definition or parameter that is
        known at this place. The message suggests the name that is nearest.

        `classes` is the number that the statement `classes` states; without that statement it is
        not known.
        """,
        "network = conv(3) -> rellu",
        "network = conv(3) -> relu",
    ),
    DiagnosticEntry(
        "E202",
        "'same' where nothing is repeated",
        """
        `same` says that a decision is made once for all repetitions. It stands before what is
        repeated, `same x * 3`, or after branches, `branches -> same x`, and nowhere else.
        """,
        "network = conv(3) -> same (relu | batch_norm)",
        "network = conv(3) -> same (relu | batch_norm) * 2",
    ),
    DiagnosticEntry(
        "E204",
        "a label twice in one place",
        """
        The arms of a choice have different labels, and so have the cases of a `given`: a label says
        which one is meant. The tensors of a graph have different names.
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) small: conv(5) }
        network = unit(small | large)
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) large: conv(5) }
        network = unit(small | large)
        """,
    ),
    DiagnosticEntry(
        "E205",
        "'given' follows nothing that is known",
        """
        `given` follows a decision that was made elsewhere: a parameter of the definition in which
        it stands, or a gene. It makes none itself; what is to be decided here is written as a
        choice, `a | b`.
        """,
        """
        block unit(size: small | large) = given sise { small: conv(3) large: conv(5) }
        network = unit(small | large)
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) large: conv(5) }
        network = unit(small | large)
        """,
    ),
    DiagnosticEntry(
        "E206",
        "a case for a value that there is not",
        """
        The parameter says after its colon what it can be, and this case is for something else; or
        the label is nearly that of an arm that has no case.
        """,
        """
        block unit(size: small | large) = given size { smal: conv(3) else: conv(5) }
        network = unit(small | large)
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) else: conv(5) }
        network = unit(small | large)
        """,
    ),
    DiagnosticEntry(
        "E207",
        "a value without a case",
        """
        What `given` follows can have this value, and there is neither a case for it nor an
        `else`.
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) }
        network = unit(small | large)
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) large: conv(5) }
        network = unit(small | large)
        """,
    ),
    DiagnosticEntry(
        "E208",
        "a definition that leads to itself",
        """
        Written out, the definition would never end. To do something again, repeat it:
        `unit * 3`, or `unit * (1..3)` where how often is to be decided. A definition may use itself
        in a `given` on a number, with another number, if it comes to a case that does not.
        """,
        """
        block unit = conv(3) -> unit
        network = unit
        """,
        """
        block unit = conv(3)
        network = unit * 3
        """,
    ),
    DiagnosticEntry(
        "E209",
        "an argument that is none of the declared symbols",
        """
        The parameter says after its colon which symbols it takes, and the argument is or can be
        something else.
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) large: conv(5) }
        network = unit(small | big)
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) large: conv(5) }
        network = unit(small | large)
        """,
    ),
    DiagnosticEntry(
        "E210",
        "a member of a family that is wrong or missing",
        """
        `cell c[2] = ...` makes a family of two cells, c[1] and c[2], and `gene w[2] = ...` one of
        two genes. A use says which: `c[1]`, or, of a cell, `c[1..2]` where that is to be decided.
        A definition without a number in brackets has no members.
        """,
        """
        cell c[2] = conv(3) | conv(5)
        network = c[1] -> c[2] -> c[3]
        """,
        """
        cell c[2] = conv(3) | conv(5)
        network = c[1] -> c[2] -> c[1..2]
        """,
    ),
    DiagnosticEntry(
        "E211",
        "arguments that do not match the parameters",
        """
        An argument is missing, is one too many, is given twice, or has a name that no parameter
        has. Arguments stand in the order of the parameters, or are named: `filters=16`.
        """,
        "network = conv(3, fliters=16)",
        "network = conv(3, filters=16)",
    ),
    DiagnosticEntry(
        "E212",
        "arguments where none are taken",
        """
        A parameter, a gene, a size such as `channels`, and `classes` are used as they are: they
        take no arguments.
        """,
        "network = conv(3, filters=channels(2))",
        "network = conv(3, filters=2*channels)",
    ),
    DiagnosticEntry(
        "E220",
        "a statement that every spec needs",
        """
        A spec has a name (`space`), the size of its input (`input`), and the network itself
        (`network`).
        """,
        "block unit = conv(3)",
        """
        block unit = conv(3)
        network = unit
        """,
    ),
    DiagnosticEntry(
        "E221",
        "a statement twice",
        """
        A spec has one `space`, one `input`, one `classes` and one `network` statement.
        """,
        """
        network = conv(3)
        network = conv(5)
        """,
        "network = conv(3) | conv(5)",
    ),
    DiagnosticEntry(
        "E222",
        "a name that is taken",
        """
        Two definitions, or two parameters of one definition, have the same name; or a name is that
        of an operation, a merge or a size, which would then be out of reach.
        """,
        """
        block relu = conv(3)
        network = relu
        """,
        """
        block unit = conv(3)
        network = unit
        """,
    ),
    DiagnosticEntry(
        "E223",
        "a family that cannot be",
        """
        Only cells and genes are families, since their members decide once each: a `block` decides
        anew at every use, and needs no number. A family has at least one member.
        """,
        """
        block unit[2] = conv(3) | conv(5)
        network = unit -> unit
        """,
        """
        cell unit[2] = conv(3) | conv(5)
        network = unit[1] -> unit[2]
        """,
    ),
    DiagnosticEntry(
        "E224",
        "an input or a number of classes that cannot be",
        """
        An input has one to three sizes of at least 1: height, width and channels, the last one
        alone for vectors. There is at least one class.
        """,
        """
        input 8 x 8 x 0
        network = conv(3)
        """,
        """
        input 8 x 8 x 3
        network = conv(3)
        """,
    ),
)
