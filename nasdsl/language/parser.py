"""Text to syntax tree: the only module that knows the parser generator.

Syntax errors are said in the words of the language, never in the grammar's.
"""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import PatternRE, PatternStr, TerminalDef

from nasdsl import limits
from nasdsl.errors import Diagnostic, SpecError, nearest
from nasdsl.garbage import uncollected
from nasdsl.language import ast
from nasdsl.language.tree import TreeBuilder
from nasdsl.source import Source, Span

APART = r'#[^\n]*|"(?:[^"\\\n]|\\.)*"'  # comments and texts, in which nothing is looked for
BRACKETS = re.compile(rf"{APART}|[()\[\]{{}}]")
NUMBERS = re.compile(
    rf"{APART}|(?<!\w)(?P<digits>\d[\d_]*)(?:\.\d+)?(?:[eE][+-]?(?P<exponent>\d+))?"
)
CLOSER = {"(": ")", "[": "]", "{": "}"}

ROLES = ("block", "options", "pipeline", "reduction", "cell", "let")
SECTIONS = ("train", "search", "data")
STATEMENTS = (
    "space", "use", "input", "classes", "defaults", *ROLES, "gene", "network", "require", *SECTIONS,
)  # fmt: skip
RESERVED = (*STATEMENTS, "given", "else", "graph", "return", "same", "by", "and")

# What a reader calls the grammar's terminals; an expression's many beginnings are one thing.
WORDS = {
    "NAME": "a name", "INT": "a whole number", "FLOAT": "a number", "STRING": "a text in quotes",
    "ROLE": "a definition", "SECTION": "a section", "CLASSES": "'classes'", "ELSE": "'else'",
    "SAME": "'same'", "COMPARE": "a comparison such as '<='", "ADD": "'+' or '-'",
    "MULTIPLY": "'*' or '/'", "VBAR": "'|'", "COLON": "':'", "COMMA": "','", "EQUAL": "'='",
    "LPAR": "'('", "RPAR": "')'", "LSQB": "'['", "RSQB": "']'", "LBRACE": "'{'", "RBRACE": "'}'",
    "ARROW": "'->'", "ALL": "'..'", "$END": "the end of the file",
}  # fmt: skip
# Characters that look like, or elsewhere mean, what the language writes otherwise.
WRITTEN = {
    "→": "->", "⇒": "->", "≤": "<=", "≥": ">=", "…": "..", "“": '"', "”": '"', "„": '"', "'": '"',
    "×": "*", "·": "*", "–": "-", "−": "-", "‘": '"', "’": '"',  # noqa: RUF001
}  # fmt: skip
EXPRESSION = {"NAME", "INT", "FLOAT", "LPAR", "LSQB", "GIVEN", "GRAPH", "SAME", "CLASSES"}
STATEMENT = {
    "SPACE", "USE", "INPUT", "CLASSES", "DEFAULTS", "ROLE", "GENE", "NETWORK", "REQUIRE", "SECTION",
}  # fmt: skip


SIGNS = {
    "same": "'same' stands once, and directly before what is repeated",
    "-": "a negative number is a difference: 0-3",
    "*": "there is no power: write the number itself, or a product",
}


@cache
def _parser() -> Lark:
    grammar = resources.files("nasdsl.grammars").joinpath("nas.lark").read_text("utf-8")
    return Lark(
        grammar,
        parser="lalr",
        propagate_positions=True,
        maybe_placeholders=True,
        edit_terminals=_whole,
    )


def _whole(terminal: TerminalDef) -> None:
    """Let a word of the grammar stand for a whole word of the text, not for its beginning."""
    if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha():
        terminal.pattern = PatternRE(rf"{terminal.pattern.value}\b")


def parse(source: Source) -> ast.Spec:
    """The syntax tree of a spec.

    Raises:
        SpecError: the text is not a spec; the first place where that shows.
    """
    _check_size(source)
    try:
        with limits.deep(), uncollected():
            return TreeBuilder(source).build(_parser().parse(source.text))
    except UnexpectedInput as error:
        raise SpecError([_diagnose(source, error)]) from None


def _check_size(source: Source) -> None:
    """Refuse what would cost the parser too much."""
    _check_brackets(source)
    for found in NUMBERS.finditer(source.text):
        digits, exponent = found["digits"] or "", found["exponent"] or "0"
        span = Span(source, found.start(), found.end())
        if max(len(digits), len(exponent)) > limits.NUMBER_DIGITS:
            message = f"a number of more than {limits.NUMBER_DIGITS} digits"
            raise SpecError([Diagnostic("E103", span, message)])
        if int(exponent) > limits.NUMBER_DIGITS:
            message = f"an exponent of more than {limits.NUMBER_DIGITS}"
            raise SpecError([Diagnostic("E103", span, message)])


def _check_brackets(source: Source) -> None:
    opened: list[re.Match[str]] = []
    for found in BRACKETS.finditer(source.text):
        if found[0] in CLOSER:
            opened.append(found)
        elif found[0] in CLOSER.values() and opened and CLOSER[opened[-1][0]] == found[0]:
            opened.pop()
        if len(opened) > limits.BRACKETS:
            span = Span(source, found.start(), found.end())
            message = f"brackets are nested more than {limits.BRACKETS} deep"
            raise SpecError([Diagnostic("E102", span, message, "name a part of it with 'let'")])


def _diagnose(source: Source, error: UnexpectedInput) -> Diagnostic:
    start = min(error.pos_in_stream or 0, len(source.text))
    if isinstance(error, UnexpectedCharacters):
        return _diagnose_text(source, start)
    assert isinstance(error, UnexpectedToken)
    token = cast(Token, error.token)
    at_end = token.type == "$END"
    start = len(source.text.rstrip()) if at_end else token.start_pos or 0
    span = Span(source, start, start + max(1, len(token)))
    found = "the file ends" if at_end else f"'{_shorten(token)}'"
    accepted = set(error.accepts or error.expected)
    message = f"{found} where {_expected(accepted)} was expected"
    return Diagnostic("E101", span, message, _hint(source, token, span, accepted))


def _diagnose_text(source: Source, start: int) -> Diagnostic:
    """What is wrong with text that no word of the language matches here."""
    word = re.match(r"\w+|.", source.text[start:], re.DOTALL)
    found = word[0] if word else ""
    span = Span(source, start, start + max(1, len(found)))
    if found == '"':
        help = "it ends with another '\"' on the same line"
        return Diagnostic("E101", span, "a text that does not end", help)
    if found in RESERVED:
        return Diagnostic("E101", span, f"'{found}' is a word of the language, not a name")
    named = f"'{found}'" if found.isprintable() else f"the character U+{ord(found):04X}"
    return Diagnostic("E101", span, f"{named} is not part of the language", _instead(found))


def _instead(found: str) -> str | None:
    """What may be meant by text that is not of the language."""
    if found in WRITTEN:
        return f"did you mean '{WRITTEN[found]}'?"
    if found == ";":
        return "nothing stands between statements; arguments are separated by ','"
    if found[:1].isdigit():
        return "a name begins with a letter; a number may end in k, M or G"
    return None


def _shorten(token: str) -> str:
    return token if len(token) <= 40 else token[:37] + "..."


def _expected(terminals: set[str]) -> str:
    """What could stand here: expressions and statements by one word each, at most six things."""
    words: list[str] = []
    if terminals >= EXPRESSION - {"SAME", "CLASSES", "GIVEN", "GRAPH"}:
        words.append("an expression")
        terminals = terminals - EXPRESSION
    if terminals >= STATEMENT - {"CLASSES"}:
        terminals = terminals - STATEMENT - {"$END"}
        rest = [*_words(terminals)]
        return _either([*words, *rest[:5], "the next statement"])
    return _either([*words, *_words(terminals)][:6])


def _words(terminals: set[str]) -> list[str]:
    return sorted(WORDS.get(t, f"'{t.lower()}'") for t in terminals)


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _hint(source: Source, token: Token, span: Span, accepted: set[str]) -> str | None:
    first = not source.line(span.position[0])[: span.position[1] - 1].strip()
    opened = _opened(source, span.start)
    return (
        _bracket_hint(source, token, opened, first)
        or _pair_hint(source, token, opened)
        or _word_hint(token, accepted, first)
        or _missing_hint(token, accepted, opened)
    )


def _bracket_hint(source: Source, token: Token, opened: list[Span], first: bool) -> str | None:
    if token in CLOSER.values() and not opened:
        return "no bracket is open here"
    if opened:
        (line, column), bracket = opened[-1].position, source.text[opened[-1].start]
        crossed = token in CLOSER.values() and token != CLOSER[bracket]
        if crossed or token == "" or (first and token in STATEMENTS):
            return f"the '{bracket}' at {line}:{column} is not closed"
    return None


def _pair_hint(source: Source, token: Token, opened: list[Span]) -> str | None:
    """What is wrong with `conv((2, 3))`."""
    if token != "," or not opened:
        return None
    start = opened[-1].start
    inside = re.match(r"\(([^()\n]{1,40})\)", source.text[start:])
    call = re.search(r"(\w+)\($", source.text[:start])
    if inside and call:
        return f"arguments have no brackets of their own: {call[1]}({inside[1]})"
    return "an argument is one value: brackets hold no two" if inside else None


def _word_hint(token: Token, accepted: set[str], first: bool) -> str | None:
    """What is wrong with a word, or with a sign where an expression begins."""
    if {"NAME", "INT"} <= accepted and token in SIGNS:
        return SIGNS[token]
    if token in RESERVED and "NAME" in accepted:
        return f"'{token}' is a word of the language and cannot be a name"
    if token.type == "NAME" and first:
        known = [word for word in RESERVED if _terminal(word) in accepted]
        listed = f"a statement begins with one of: {', '.join(STATEMENTS)}"
        return nearest(token, known) or (listed if accepted >= STATEMENT - {"CLASSES"} else None)
    return None


def _missing_hint(token: Token, accepted: set[str], opened: list[Span]) -> str | None:
    """What may have been forgotten before an expression."""
    if token.type in EXPRESSION and {"COMMA", "ARROW"} & accepted:
        return f"is {WORDS['COMMA' if opened else 'ARROW']} missing before it?"
    if token.type in EXPRESSION and "EQUAL" in accepted:
        return "is '=' missing before it?"
    return None


def _terminal(word: str) -> str:
    """The grammar's terminal for a word of the language."""
    return "ROLE" if word in ROLES else "SECTION" if word in SECTIONS else word.upper()


def _opened(source: Source, end: int) -> list[Span]:
    """The brackets opened before `end` and not closed there."""
    opened: list[Span] = []
    for found in BRACKETS.finditer(source.text, 0, end):
        if found[0] in CLOSER:
            opened.append(Span(source, found.start(), found.end()))
        elif found[0] in CLOSER.values() and opened:
            opened.pop()
    return opened
