"""The codes W100 to W199: warnings about what is legal but probably not meant."""

from __future__ import annotations

from nasdsl.diagnostics.entry import DiagnosticEntry

ENTRIES = (
    DiagnosticEntry(
        "W101",
        "an arm that equals an earlier one",
        """
        Two arms of a choice are the same, so that two genotypes are one network: the count is too
        high, and one of them is drawn twice as often. Where that is meant, give both a label, as
        spaces do in which two edges differ by name alone.
        """,
        "network = conv(3) | conv(5) | conv(3)",
        "network = conv(3) | conv(5) | conv(7)",
    ),
    DiagnosticEntry(
        "W102",
        "a choice of one",
        """
        A range of one number, or an arm that stands alone, leaves nothing to decide.
        """,
        "network = conv(3) * (4..4)",
        "network = conv(3) * (2..4)",
    ),
    DiagnosticEntry(
        "W103",
        "a merge of less than two branches",
        """
        A merge of one branch is that branch, and a merge of none gives zeros. A module in brackets
        is one branch; `[x] * 3` are three.
        """,
        "network = add([conv(3) -> relu])",
        "network = add([identity, conv(3) -> relu])",
    ),
    DiagnosticEntry(
        "W104",
        "a definition or a gene that the network does not use",
        """
        Neither the network nor anything that it uses mentions the definition: it is no part of the
        space.
        """,
        """
        block unit = conv(3) -> relu
        block other = conv(5) -> relu
        network = unit
        """,
        """
        block unit = conv(3) -> relu
        block other = conv(5) -> relu
        network = unit | other
        """,
    ),
    DiagnosticEntry(
        "W105",
        "a parameter or a tensor that is not used",
        """
        A parameter that its definition never mentions decides nothing, and the decisions in its
        arguments are counted all the same. A tensor of a graph that nothing takes is dropped.
        """,
        """
        block unit(k, f) = conv(k)
        network = unit(3, 16)
        """,
        """
        block unit(k, f) = conv(k, filters=f)
        network = unit(3, 16)
        """,
    ),
    DiagnosticEntry(
        "W106",
        "a case that is never taken",
        """
        What `given` follows has the value of this case at no use of the definition, or an `else`
        has nothing left to stand for.
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) large: conv(5) else: conv(7) }
        network = unit(small | large)
        """,
        """
        block unit(size: small | large) = given size { small: conv(3) large: conv(5) }
        network = unit(small | large)
        """,
    ),
    DiagnosticEntry(
        "W107",
        "a name that hides another",
        """
        Where the name of a parameter or of a tensor is also that of something outside, it means the
        inner one, and the outer one is out of reach there. A symbol after a parameter's colon hides
        a definition in the same way, in the arguments for that parameter.
        """,
        """
        block unit = conv(3) -> relu
        block twice(unit) = unit * 2
        network = unit -> twice(conv(5))
        """,
        """
        block unit = conv(3) -> relu
        block twice(x) = x * 2
        network = unit -> twice(conv(5))
        """,
    ),
    DiagnosticEntry(
        "W108",
        "a value of a 'let' that each use decides anew",
        """
        A `let` is written out at each use, so that two uses of one that decides are two decisions,
        and can differ. A `gene` decides once for all uses. Where each use is to decide, `options`
        in place of `let` says so.
        """,
        """
        let wide = 16 | 32
        network = conv(3, filters=wide) -> relu -> conv(3, filters=wide)
        """,
        """
        gene wide = 16 | 32
        network = conv(3, filters=wide) -> relu -> conv(3, filters=wide)
        """,
    ),
    DiagnosticEntry(
        "W109",
        "candidates that decide before they are picked",
        """
        Arguments are decided at the call, whether or not they are used: those of candidates that
        are not picked, too, which makes one network of many genotypes. Pass the candidates alone,
        and let what they decide follow inside, where only the picked ones decide:
        `pick(1, inputs -> op)`.
        """,
        """
        block op = conv(3) | conv(5)
        block slot(inputs) = pick(1, inputs)
        network = slot([relu -> op, batch_norm -> op])
        """,
        """
        block op = conv(3) | conv(5)
        block slot(inputs) = pick(1, inputs -> op)
        network = slot([relu, batch_norm])
        """,
    ),
    DiagnosticEntry(
        "W110",
        "a requirement that all networks keep, or none",
        """
        The bounds alone settle it, whatever the network is: it says nothing, or leaves nothing.
        """,
        """
        network = conv(3) | conv(5)
        require params >= 0
        """,
        """
        network = conv(3) | conv(5)
        require params <= 1M
        """,
    ),
    DiagnosticEntry(
        "W111",
        "a space without a network",
        """
        No genotype keeps what is required, or none of those that were looked at is a network, since
        their shapes fail. The message tells how the first one fails.
        """,
        "network = conv(3 | 5, padding=valid) * 4",
        "network = conv(3 | 5) * 4",
    ),
    DiagnosticEntry(
        "W112",
        "a gene that not all networks use",
        """
        A gene is decided once in the whole space, whether or not a network uses it. Where only one
        case or arm does, all other networks are counted, and drawn, once for each of its values.
        """,
        """
        gene kernel = 3 | 5
        network = relu | conv(kernel)
        """,
        """
        network = relu | conv(3 | 5)
        """,
    ),
    DiagnosticEntry(
        "W113",
        "a window that another framework reads otherwise",
        """
        The first two numbers of a convolution or a pool are the height and the width of its window;
        filters are named. A pool moves by 1 unless a stride is stated.
        """,
        "network = conv(3, 32) -> max_pool(2)",
        "network = conv(3, filters=32) -> max_pool(2, stride=2)",
    ),
    DiagnosticEntry(
        "W114",
        "a network that does not end in one number for each class",
        """
        Training with labels takes 1 x 1 x `classes`. A dense layer works at each position by
        itself: `flatten` or `global_avg_pool` before it makes one vector of all positions. Where
        there are more than 20 networks, the first and 20 that are drawn are looked at.
        """,
        "network = conv(3) -> dense(classes)",
        "network = conv(3) -> flatten -> dense(classes)",
    ),
    DiagnosticEntry(
        "W115",
        "an unknown data set",
        """
        `set` names a data set that nasdsl knows. Data of your own is a file, and is given to a
        command: `--data FILE`.
        """,
        """
        network = conv(3)
        data { set = cifar100 }
        """,
        """
        network = conv(3)
        data { set = cifar10 }
        """,
    ),
    DiagnosticEntry(
        "W116",
        "bounds on cost that perhaps no network keeps",
        """
        The space was divided decision by decision, the cheapest part first, and the work that
        `check` does ended before a network was found that keeps all bounds on cost, or a proof
        that there is none. A search says so too, begins with networks that break them, and those
        that break them less survive.
        """,
        """
        network = (conv(3 | 5, filters=8..64) -> relu) * 8 -> global_avg_pool -> dense(classes)
        require params * macs == 7
        """,
        """
        network = (conv(3 | 5, filters=8..64) -> relu) * 8 -> global_avg_pool -> dense(classes)
        require params <= 100k
        """,
    ),
)
