"""Diagnoses syntax of other languages, and tells how a spec expresses the same."""

from __future__ import annotations

import re
from dataclasses import replace

from nasdsl.language.stop import Mistake, Stop, begins_line
from nasdsl.source import Span
from nasdsl.util.text import shorten

# Signs that elsewhere mean, or look like, what the language writes otherwise.
SIGNS = {
    "=>": "->", "||": "|", "//": "#", "/*": "#", "--": "#", "&&": "->", "|>": "->", ":=": "=",
    "→": "->", "⇒": "->", "≤": "<=", "≥": ">=", "…": "..", "×": "*", "·": "*", "–": "-", "−": "-",  # noqa: RUF001
}  # fmt: skip
QUOTES = "'“”„‘’"  # noqa: RUF001
WORDS = {
    **dict.fromkeys(
        ("def", "function", "fn", "class", "define", "lambda", "module"),
        "a definition is written: block name(n) = conv(n) -> relu",
    ),
    **dict.fromkeys(
        ("for", "while", "repeat", "loop"), "what is repeated is written: (conv(3) -> relu) * n"
    ),
    **dict.fromkeys(
        ("if", "elif", "when", "match", "switch"),
        "what follows a decision is written: given size { small: conv(3) else: conv(5) }",
    ),
    **dict.fromkeys(("or", "choice"), "alternatives stand between '|': conv(3) | conv(5)"),
    **dict.fromkeys(
        ("import", "from", "include"), 'definitions of another file come by: use "blocks.nas"'
    ),
    **dict.fromkeys(("var", "const", "val"), "a value gets a name by: let width = 32"),
    **dict.fromkeys(
        ("constraint", "constrain", "assert", "where", "limit"),
        "a bound is written: require params <= 1M",
    ),
}
POWER = "there is no power: write the number itself, or a product"
COMMENT = "a comment begins with '#'"


def with_sign(stop: Stop) -> Stop:
    """Where the parser stops, if within an operator of two characters, with the whole operator.

    Operators of other languages are meant, such as `=>` or `&&`.

    Args:
        stop: the token that does not fit, and its surroundings; returned as it is if that token is
            no part of such an operator.
    """
    text, start = stop.source.text, stop.span.start
    if text[start : start + 2] in SIGNS:
        span = Span(stop.source, start, start + 2)
        return replace(stop, span=span, text=span.text)
    span = Span(stop.source, start - 1, start + 1)
    if stop.previous.start == start - 1 and span.text in SIGNS:
        return replace(stop, span=span, text=span.text, accepted=stop.earlier)
    return stop


def foreign_sign(stop: Stop) -> Mistake | None:
    """The mistake of using an operator or sign of another language: `=>`, `nn.Conv2d`, `20%`.

    Args:
        stop: the token that does not fit, and its surroundings.

    Returns:
        The mistake; None if the token does not fit for another reason.
    """
    help = _sign_meant(stop)
    if help is None or (stop.kind and stop.text not in SIGNS):
        return None
    return Mistake("E107", help, f"'{stop.text}' is not part of the language")


def _sign_meant(stop: Stop) -> str | None:
    """What is written in place of a sign of another language."""
    written = SIGNS.get(stop.text)
    if written == "#" or (stop.text in ("%", "!") and begins_line(stop.span)):
        return COMMENT
    if written is not None:
        return f"did you mean '{written}'?"
    after = re.match(r"\w+", stop.rest)
    if stop.text == "." and after:
        bare = stop.previous.text.isidentifier()
        return f"names stand alone: {after[0]}" if bare else "did you mean '->'?"
    if stop.text == "%" and stop.previous.text.isdecimal():
        return f"a share is a number: {int(stop.previous.text[:9]) / 100:g}"
    if stop.text == "?":
        before = re.search(r"\w+(?:\([^()]*\))?\s*$", stop.before(stop.span.start))
        module = shorten(before[0].strip()) if before else "conv(3)"
        return f"what can be left out is a choice: ({module} | identity)"
    if stop.text == "^":
        return POWER
    return None


def foreign_quote(stop: Stop) -> Mistake | None:
    """The mistake of quotes that are misplaced, not closed, or of another kind than `"`.

    Args:
        stop: the token that does not fit, and its surroundings.

    Returns:
        The mistake; None if the token does not fit for another reason.
    """
    name = re.search(r"(\w+\s*=\s*)?$", stop.before(stop.span.start))
    before = name[0] if name else ""
    quotes = stop.text != "" and stop.text in QUOTES
    if stop.kind == "STRING" or (quotes and "STRING" not in stop.accepted):
        quoted = re.match(rf"""["{QUOTES}](\w+)["{QUOTES}]""", stop.text + stop.rest)
        shown = f": {before}{quoted[1]}" if quoted else ""
        help = _text_meant(stop) or f"words have no quotes{shown}"
        return Mistake("E105", help, f"{_quoted(stop)} stands in quotes")
    if stop.text == '"' and not stop.kind:
        help = "it ends with another '\"' on the same line"
        return Mistake("E105", help, "a text that does not end")
    if quotes:
        message = f"'{stop.text}' is not part of the language"
        return Mistake("E105", 'a text stands in "..."', message)
    return None


def _text_meant(stop: Stop) -> str | None:
    """What a text is where a statement begins, or a name: a comment, or the title of a space."""
    if begins_line(stop.span) and "NETWORK" in stop.accepted:
        return COMMENT
    words = re.findall(r"\w+", stop.text) if stop.previous.text == "space" else []
    title = f'"{" ".join(words)}"'
    return f"a name stands before the title: space {'_'.join(words)} {title}" if words else None


def _quoted(stop: Stop) -> str:
    return f"'{shorten(stop.text)}'" if stop.kind == "STRING" else "a word"


def foreign_word(stop: Stop) -> Mistake | None:
    """The mistake of using a keyword of another language, such as `def` or `if`.

    Args:
        stop: the token that does not fit, and its surroundings; the keyword is that token or the
            one before.

    Returns:
        The mistake; None if the token does not fit for another reason.
    """
    labels = re.match(r"\s*:", stop.rest)
    if stop.text in WORDS and not labels:
        return Mistake("E107", WORDS[stop.text])
    if stop.previous.text in WORDS and stop.begins:
        message = f"'{stop.previous.text}' is not part of the language"
        return Mistake("E107", WORDS[stop.previous.text], message, stop.previous)
    return None
