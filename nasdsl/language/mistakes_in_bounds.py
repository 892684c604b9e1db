"""Diagnosis of mistakes in `require`: conditions, alternatives and other logic beside `and`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nasdsl.language.stop import Mistake, Stop
from nasdsl.source import Span

CONDITIONAL = (
    "no bound stands under a condition; a gene may be bounded by what another decides: "
    "require b <= given a { 8: 16 else: 32 }"
)
NO_CHOICE = "bounds are joined by 'and'; of two bounds none can be chosen"
JOINED = "bounds are joined by 'and'"
NEGATED = "a bound is negated by its contrary: 'a <= 10' says 'not a > 10'"
LISTED = "what a gene can be is listed where it is defined: gene a = 8 | 16"
CONDITIONS = (
    "=>",
    "==>",
    "->",
    "<->",
    "implies",
    "if",
    "when",
    "unless",
    "where",
    "then",
    "?",
    ":",
)
TURNED = {"=<": "<=", "=>": ">="}
WRITTEN = {
    **dict.fromkeys(CONDITIONS, CONDITIONAL),
    **dict.fromkeys(("or", "||", "|", "xor"), NO_CHOICE),
    **dict.fromkeys((",", "&&", "&"), JOINED),
    **dict.fromkeys(("not", "!"), NEGATED),
    **dict.fromkeys(("in", "!=", "<>"), LISTED),
}
SIGN = re.compile(r"\w+|[^\w\s()\[\]{}]+")


def wrong_bound(stop: Stop) -> Mistake | None:
    """The mistake of a `require` with a condition, an alternative, a negation or brackets.

    Args:
        stop: the token at which the parser stops, and its surroundings.

    Returns:
        The mistake; None if the parser stops for another reason.
    """
    if stop.statement != "require" or not stop.text:
        return None
    for span in _signs(stop):
        if (sign := span.text) in TURNED and "AND" not in stop.accepted:
            help, message = f"did you mean '{TURNED[sign]}'?", f"'{sign}' is no comparison"
            return Mistake("E107", help, message, span)
        ordered = sign in ("->", "=>") and "AND" not in stop.accepted  # no condition before it
        if sign in WRITTEN and not ordered:
            return Mistake("E107", WRITTEN[sign], f"'{sign}' is not part of a bound", span)
    if stop.kind == "COMPARE" and "COMPARE" not in stop.accepted and stop.bracket:
        help = CONDITIONAL if stop.bracket.text == "{" else "bounds stand in no brackets"
        return Mistake("E107", help, "a bound stands within another expression")
    return None


def _signs(stop: Stop) -> Iterator[Span]:
    """The word or sign at the stop; before it, one that it ends, or a word taken for a name."""
    text, before = stop.source.text, stop.previous
    if stop.bracket and (word := re.search(r"\w+\s*$", text[: stop.bracket.start])):
        yield Span(stop.source, word.start(), word.start() + len(word[0].rstrip()))
    if stop.begins and before.text.isalpha():
        yield before
    for start in (before.start, stop.span.start):
        sign = SIGN.match(text, start)
        if sign and sign.end() > stop.span.start:
            yield Span(stop.source, *sign.span())
