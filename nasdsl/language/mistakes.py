"""Where the parser stops: the mistake that this is, with a code, what was expected and a remedy.

Each rule knows one kind of mistake, and tells it by what stands there and what could have stood
there; the first rule that knows what it sees is the one that speaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from nasdsl.errors import Diagnostic, nearest
from nasdsl.language.expected import EXPRESSION, STATEMENT, expected
from nasdsl.language.vocabulary import CLOSER, RESERVED, SECTIONS, STATEMENTS, opening_brackets
from nasdsl.source import Source, Span

# Signs that elsewhere mean, or look like, what the language writes otherwise.
SIGNS = {
    "=>": "->", "||": "|", "//": "#", "/*": "#", "--": "#", "&&": "->", "|>": "->", ":=": "=",
    "→": "->", "⇒": "->", "≤": "<=", "≥": ">=", "…": "..", "×": "*", "·": "*", "–": "-", "−": "-",  # noqa: RUF001
}  # fmt: skip
QUOTES = "'“”„‘’"  # noqa: RUF001
# Words that other languages write where this one has a form of its own.
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
}
NEAR = 200  # characters around a mistake that are looked at


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stops.

    Args:
        source: the whole text.
        begin: where the statement begins.
        span: what does not fit.
        text: its text; '' at the end of the file.
        kind: its terminal; '' where no word of the language begins like it.
        accepted: the terminals that could have stood there.
        previous: the token before it.
        earlier: the terminals that could have stood in that one's place.
    """

    source: Source
    begin: int
    span: Span
    text: str
    kind: str
    accepted: frozenset[str]
    previous: Span
    earlier: frozenset[str]

    @property
    def begins(self) -> bool:
        """Whether an expression can begin with it."""
        return self.kind in EXPRESSION

    @property
    def rest(self) -> str:
        """The text after it, some characters of it."""
        start = self.span.start + len(self.text)
        return self.source.text[start : start + NEAR]

    def before(self, offset: int) -> str:
        """The text of the statement before an offset, some characters of it."""
        return self.source.text[max(self.begin, offset - NEAR) : offset]

    @property
    def bracket(self) -> Span | None:
        """The innermost bracket that is open there."""
        offsets = opening_brackets(self.source.text, self.begin, self.span.start)
        return Span(self.source, offsets[-1], offsets[-1] + 1) if offsets else None

    @property
    def brace_of(self) -> str:
        """The word before an open brace: `train`, `given k`'s `k`; of others ''."""
        if self.bracket is None or self.bracket.text != "{":
            return ""
        match = re.search(r"(\w+)\s*$", self.before(self.bracket.start))
        return match[1] if match else ""


class Mistake(NamedTuple):
    """A mistake: its code, what mends it, and what is told instead of what was expected."""

    code: str
    help: str | None = None
    message: str | None = None


def diagnose(stop: Stop) -> Diagnostic:
    """What is wrong where the parser stops."""
    stop = _with_name_before(_with_sign(stop))
    mistake = next((mistake for rule in RULES if (mistake := rule(stop))), Mistake("E101"))
    named = f"'{_shorten(stop.text)}'" if stop.text else "the file ends"
    message = mistake.message or f"{named} where {expected(stop.accepted)}"
    return Diagnostic(mistake.code, stop.span, message, mistake.help)


def _with_sign(stop: Stop) -> Stop:
    """The stop, with all of a sign of two characters whose first or second does not fit."""
    text, start = stop.source.text, stop.span.start
    if text[start : start + 2] in SIGNS:
        span = Span(stop.source, start, start + 2)
        return replace(stop, span=span, text=span.text)
    span = Span(stop.source, start - 1, start + 1)
    if stop.previous.start == start - 1 and span.text in SIGNS:
        return replace(stop, span=span, text=span.text, accepted=stop.earlier)
    return stop


def _with_name_before(stop: Stop) -> Stop:
    """The stop, or that at the name before, which was taken for what begins a line in braces.

    In `y = x conv(3)` the name `conv` is taken for that of the next tensor.
    """
    begun = "ARROW" in stop.earlier and {"EQUAL", "COLON"} & stop.accepted and stop.bracket
    if not begun or stop.brace_of in SECTIONS or not stop.previous.text.isidentifier():
        return stop
    called = stop.text == "(" and stop.span.start == stop.previous.end
    if _is_first(stop.previous) and stop.begins and not called:
        return stop
    text = stop.previous.text
    return replace(stop, span=stop.previous, text=text, kind="NAME", accepted=stop.earlier)


def _is_first(span: Span) -> bool:
    """Whether nothing stands before it on its line."""
    line, column = span.position
    return not span.source.line(line)[: column - 1].strip()


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def _sign(stop: Stop) -> Mistake | None:
    """A sign of another language."""
    written = SIGNS.get(stop.text)
    if written is None:
        return None
    help = "a comment begins with '#'" if written == "#" else f"did you mean '{written}'?"
    return Mistake("E107", help, f"'{stop.text}' is not part of the language")


def _quote(stop: Stop) -> Mistake | None:
    """Quotes where none belong, that do not end, or of another kind."""
    name = re.search(r"(\w+\s*=\s*)?$", stop.before(stop.span.start))
    before = name[0] if name else ""
    quotes = stop.text != "" and stop.text in QUOTES
    if stop.kind == "STRING" or (quotes and "STRING" not in stop.accepted):
        quoted = re.match(r"""['"](\w+)['"]""", stop.text + stop.rest)
        shown = f": {before}{quoted[1]}" if quoted else ""
        return Mistake("E105", f"words have no quotes{shown}", f"{_head(stop)} stands in quotes")
    if stop.text == '"' and not stop.kind:
        help = "it ends with another '\"' on the same line"
        return Mistake("E105", help, "a text that does not end")
    if quotes:
        message = f"'{stop.text}' is not part of the language"
        return Mistake("E105", 'a text stands in "..."', message)
    return None


def _head(stop: Stop) -> str:
    return f"'{_shorten(stop.text)}'" if stop.kind == "STRING" else "a word"


def _unknown_text(stop: Stop) -> Mistake | None:
    """Text that no word of the language begins with."""
    if stop.kind:
        return None
    text = stop.text
    if text in RESERVED:
        return Mistake("E108", None, f"'{text}' is a word of the language, not a name")
    named = f"'{text}'" if text.isprintable() else f"the character U+{ord(text):04X}"
    help = None
    if text == ";":
        help = "nothing stands between statements; arguments are separated by ','"
    if text[:1].isdigit() and not text.isascii():
        help = "numbers are written with the digits 0 to 9"
    elif text[:1].isdigit():
        help = "a name begins with a letter; a number may end in k, M or G"
    return Mistake("E101", help, f"{named} is not part of the language")


def _closing(stop: Stop) -> Mistake | None:
    """A bracket that is open, or that none opened."""
    closes, bracket = stop.text in CLOSER.values(), stop.bracket
    if bracket is None:
        return Mistake("E106", "no bracket is open here") if closes else None
    crossed = closes and stop.text != CLOSER[bracket.text]
    next_statement = _is_first(stop.span) and stop.text in STATEMENTS
    if crossed or next_statement or not stop.text:
        line, column = bracket.position
        return Mistake("E106", f"the '{bracket.text}' at {line}:{column} is not closed")
    return None


def _pair(stop: Stop) -> Mistake | None:
    """`conv((2, 3))`, and `a, b` where alternatives are meant."""
    if stop.text != ",":
        return None
    if stop.bracket is None:
        return Mistake("E101", f"alternatives stand between '|': {_alternatives(stop)}")
    start, text = stop.bracket.start, stop.source.text
    inside = re.match(r"\(([^()\n]{1,40})\)", text[start:])
    call = re.search(r"(\w+)\($", stop.before(start))
    if inside and call:
        return Mistake("E106", f"arguments have no brackets of their own: {call[1]}({inside[1]})")
    return Mistake("E106", "an argument is one value: brackets hold no two") if inside else None


def _alternatives(stop: Stop) -> str:
    """The alternatives that commas separate in the rest of the line, as they are written."""
    line, column = stop.span.position
    text = stop.source.line(line)
    before, after = text[: column - 1].rpartition("=")[2].strip(), text[column:].strip()
    simple = before and after and "," not in after and len(before + after) <= 60
    return f"{before} | {after}" if simple else "a | b"


def _reserved(stop: Stop) -> Mistake | None:
    """A word of the language where a name, or an expression, begins."""
    if stop.text == "same" or (stop.previous.text == "same" and stop.begins):
        return Mistake("E101", "'same' stands once, and directly before what is repeated")
    if stop.text in RESERVED and "NAME" in stop.accepted and "ARROW" not in stop.accepted:
        return Mistake("E108", f"'{stop.text}' is a word of the language and cannot be a name")
    return None


def _foreign_word(stop: Stop) -> Mistake | None:
    """A word that another language has there, or just before."""
    word = next((w for w in (stop.text, stop.previous.text) if w in WORDS), None)
    return None if word is None else Mistake("E107", WORDS[word])


def _beginning(stop: Stop) -> Mistake | None:
    """An expression that begins with what none begins with: `-3`, `* 2`."""
    if not {"NAME", "INT"} <= stop.accepted or "ARROW" in stop.accepted:
        return None
    if stop.text == "-":
        return Mistake("E101", "a negative number is a difference: 0-3")
    if stop.text == "*" and stop.previous.text == "*":
        return Mistake("E107", "there is no power: write the number itself, or a product")
    return None


def _statement(stop: Stop) -> Mistake | None:
    """The head of a statement: a misspelt word, `input 28 28 1`, `space my-space`."""
    line = stop.source.line(stop.span.position[0])
    if re.match(r"\s*input\b", line) and {"X", "INT"} & stop.accepted:
        sizes = re.findall(r"\d+", line)
        shown = f": input {' x '.join(sizes)}" if sizes else ""
        return Mistake("E101", f"sizes stand between 'x'{shown}")
    dashed = re.match(r"\s*space\s+(\w+(?:-\w+)+)", line)
    if dashed and stop.text == "-":
        return Mistake("E101", f"a name has letters, digits and '_': {dashed[1].replace('-', '_')}")
    if not _is_first(stop.span) or stop.kind not in ("NAME", "EQUAL") or not _heads(stop):
        return None
    known = STATEMENTS if stop.accepted >= STATEMENT - {"CLASSES"} else ("return", "else")
    if help := nearest(stop.text, known):
        return Mistake("E101", help)
    if known is STATEMENTS and re.match(r"\s*=(?!=)", stop.rest):
        return Mistake("E101", f"a definition begins with its kind: block {stop.text} = ...")
    return None


def _heads(stop: Stop) -> bool:
    """Whether a word is followed as that of a statement is, and not as an expression goes on."""
    return stop.text.startswith(STATEMENTS) or bool(re.match(r"""[ \t]*[\w"={]""", stop.rest))


def _equals(stop: Stop) -> Mistake | None:
    """A missing `=`, or what other languages have in its place."""
    if "EQUAL" not in stop.accepted:
        return None
    if stop.text in (":", "{"):
        line, column = stop.span.position
        head = stop.source.line(line)[: column - 1].strip()
        return Mistake("E101", f"did you mean '='? {head} = ...")
    return Mistake("E101", "is '=' missing before it?") if stop.begins else None


def _joint(stop: Stop) -> Mistake | None:
    """Two expressions with nothing between them."""
    if not stop.begins or "ARROW" not in stop.accepted:
        return None
    number = stop.kind in ("INT", "FLOAT")
    if stop.kind == "NAME" and re.match(r"\s*:", stop.rest):
        return Mistake("E101", "is '|' missing before it?")
    if number and "LPAR" in stop.accepted:
        help = f"arguments stand in brackets: {stop.previous.text}({stop.text})"
        return Mistake("E106", help)
    if "COMMA" not in stop.accepted:
        sign = "an operator" if number else "'->'"
        return Mistake("E104", f"is {sign} missing before it?")
    if number or re.match(r"\s*=(?!=)", stop.rest):
        return Mistake("E101", "is ',' missing before it?")
    return Mistake("E104", "is '->' or ',' missing before it?")


RULES = (
    _sign, _quote, _unknown_text, _closing, _statement, _pair, _foreign_word, _reserved,
    _beginning, _equals, _joint,
)  # fmt: skip
