"""Small networks that are much alike: of a few letters, in rows and merges."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from oracle.merges import MERGES

HEAD = 'space forms "networks that are much alike"\ninput 2 x 2 x 2\n'
Tree = str | tuple[str, tuple["Tree", ...]]

LETTERS = ("relu", "conv(1)", "identity", "conv(1)", "zero", "sigmoid", "conv(1, bias=no)")
SUM: Tree = ("row", ("conv(1)", ("add", ("relu", "conv(1)"))))
KINDS = ("row", "row", "add", "add", *MERGES)
UNORDERED = tuple(name for name, merge in MERGES.items() if not merge.ordered)


def trees() -> st.SearchStrategy[Tree]:
    """Rows and merges, in each other, of a few letters."""
    return st.recursive(
        st.sampled_from((*LETTERS, SUM, SUM)),
        lambda inner: st.tuples(
            st.sampled_from(KINDS),
            st.lists(inner, min_size=2, max_size=3).map(tuple),
        ),
        max_leaves=9,
    )


def text(tree: Tree) -> str:
    match tree:
        case str():
            return tree
        case ("row", parts):
            return " -> ".join(f"({text(part)})" for part in parts)
        case (kind, parts) if MERGES[kind].stacks:
            return f"{kind}([{', '.join(map(text, parts))}]) -> conv(1, filters=2)"
        case (kind, parts):
            return f"{kind}([{', '.join(map(text, parts))}])"


def shuffled(tree: Tree, random: Random) -> Tree:
    """The same network: merges in another order, sums in sums, identities and zeros in places."""
    if isinstance(tree, str):
        return tree if random.random() < 0.8 else ("row", (tree, "identity"))
    kind, parts = tree[0], [shuffled(part, random) for part in tree[1]]
    if kind in UNORDERED:
        random.shuffle(parts)
    if kind in MERGES and MERGES[kind].flat and len(parts) > 2 and random.random() < 0.5:
        parts = [(kind, tuple(parts[:2])), *parts[2:]]
    if kind in MERGES and MERGES[kind].zeros == "dropped" and random.random() < 0.2:
        parts.append(random.choice(("zero", ("row", ("conv(1)", "zero", "conv(1, bias=no)")))))
    return (kind, tuple(parts))


def changed(tree: Tree, random: Random) -> Tree:
    """Nearly the same network: somewhere, another letter or order."""
    if isinstance(tree, str):
        return random.choice(LETTERS)
    parts = list(tree[1])
    if random.random() < 0.3:
        random.shuffle(parts)
    at = random.randrange(len(parts))
    parts[at] = changed(parts[at], random)
    return (tree[0], tuple(parts))
