"""Parses a spec: the only module that uses the parser generator."""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import PatternRE, PatternStr, TerminalDef
from lark.parsers.lalr_interactive_parser import InteractiveParser

from nasdsl import limits
from nasdsl.errors import Diagnostic, SpecError
from nasdsl.language import ast
from nasdsl.language.mistakes import diagnose
from nasdsl.language.stop import Stop
from nasdsl.language.tree import TreeBuilder
from nasdsl.language.vocabulary import APART, BRACKETS, CLOSER, STATEMENT_STARTS
from nasdsl.source import Source, Span
from nasdsl.util.pause_gc import pause_gc

NUMBERS = re.compile(
    rf"{APART}|(?<!\w)(?P<digits>\d[\d_]*)(?:\.\d+)?(?:[eE][+-]?(?P<exponent>\d+))?"
)
WORD = re.compile(r"\w+|.", re.DOTALL)


@cache
def _parser() -> Lark:
    grammar = resources.files("nasdsl.grammars").joinpath("nas.lark").read_text("utf-8")
    return Lark(
        grammar,
        parser="lalr",
        propagate_positions=True,
        maybe_placeholders=True,
        edit_terminals=_whole_word,
    )


def _whole_word(terminal: TerminalDef) -> None:
    """Let a word of the grammar stand for a whole word of the text, not for its beginning."""
    if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha():
        terminal.pattern = PatternRE(rf"{terminal.pattern.value}\b")


def parse(source: Source) -> ast.Spec:
    """The syntax tree of a spec.

    Raises:
        SpecError: the text is not a spec; the exception has one syntax error for each wrong
            statement.
    """
    spec = recover(source)
    if spec.errors:
        raise SpecError(spec.errors)
    return spec


def recover(source: Source) -> ast.Spec:
    """The syntax tree of the statements that can be parsed, with the syntax errors of the others.

    Raises:
        SpecError: the text would cost the parser too much, as of deeply nested brackets.
    """
    _check_size(source)
    with limits.deep_recursion(), pause_gc():
        try:
            return TreeBuilder(source).build(_parser().parse(source.text))
        except UnexpectedInput:
            return _by_statement(source)


def _by_statement(source: Source) -> ast.Spec:
    """The same of a text with errors: each statement is parsed by itself."""
    starts = [match.end() for match in STATEMENT_STARTS.finditer(source.text)]
    statements: list[ast.Statement] = []
    errors: list[Diagnostic] = []
    missing: set[str] = set()
    for start, end in pairwise([0, *(s for s in starts if s), len(source.text)]):
        text = source.text[start:end]
        try:
            spec = TreeBuilder(source, start).build(_parser().parse(text))
            statements += spec.statements
        except UnexpectedInput:
            errors.append(diagnose(_stop(source, start, end)))
            missing.update(re.findall(r"\w+", text))
    return ast.Spec(source, tuple(statements), errors=tuple(errors), missing=frozenset(missing))


def _stop(source: Source, start: int, end: int) -> Stop:
    """Where the parser stops in a statement, and what it would have gone on with.

    The parser reduces before it sees that a token does not fit, and forgets what else could have
    stood there. So what comes before the token is fed once more, and asked for then.
    """
    tokens, error = _tokens_until_stop(source.text[start:end])
    again = _parser().parse_interactive("")
    accepted = [_accepts(again)]
    for number, token in enumerate(tokens, start=1):
        again.feed_token(token)
        if number >= len(tokens) - 1:
            accepted.append(_accepts(again))
    previous = tokens[-1] if tokens else None
    kind, at, text = _stopped_at(source, error, start, end)
    return Stop(
        source,
        start,
        Span(source, at, at + max(1, len(text))),
        text,
        kind,
        accepted[-1],
        Span(source, start, start) if previous is None else _placed(source, previous, start),
        accepted[-2] if previous else frozenset(),
    )


def _accepts(parser: InteractiveParser) -> frozenset[str]:
    """The terminals that can come next."""
    return frozenset(cast(set[str], parser.accepts()))


def _tokens_until_stop(text: str) -> tuple[list[Token], UnexpectedInput]:
    """The tokens that the parser takes before it stops, and its error."""
    parser = _parser().parse_interactive(text)
    tokens: list[Token] = []
    try:
        tokens.extend(parser.iter_parse())  # what it has yielded before it fails stays
        parser.feed_eof(tokens[-1] if tokens else None)
    except UnexpectedInput as error:
        refused = cast(Token, error.token) if isinstance(error, UnexpectedToken) else None
        return [token for token in tokens if token is not refused], error
    raise AssertionError("a text that the parser refused is accepted")


def _stopped_at(
    source: Source, error: UnexpectedInput, start: int, end: int
) -> tuple[str, int, str]:
    """What does not fit, by its terminal ('' where it is of none), offset and text."""
    if isinstance(error, UnexpectedCharacters):
        at = start + min(cast(int, error.pos_in_stream), end - start)
        word = WORD.match(source.text, at)
        return "", at, word[0] if word else ""
    token = cast(Token, cast(UnexpectedToken, error).token)
    if token.type != "$END":
        return token.type, start + (token.start_pos or 0), str(token)
    word = WORD.match(source.text, end)
    if word is None:
        return "$END", len(source.text.rstrip()), ""
    return "STATEMENT", end, word[0]


def _placed(source: Source, token: Token, start: int) -> Span:
    return Span(source, start + (token.start_pos or 0), start + (token.end_pos or 0))


def _check_size(source: Source) -> None:
    """Refuse what would cost the parser too much."""
    _check_brackets(source)
    for match in NUMBERS.finditer(source.text):
        digits, exponent = match["digits"] or "", match["exponent"] or "0"
        span = Span(source, match.start(), match.end())
        if max(len(digits), len(exponent)) > limits.NUMBER_DIGITS:
            message = f"a number of more than {limits.NUMBER_DIGITS} digits"
            raise SpecError([Diagnostic("E103", span, message)])
        if int(exponent) > limits.NUMBER_DIGITS:
            message = f"an exponent of more than {limits.NUMBER_DIGITS}"
            raise SpecError([Diagnostic("E103", span, message)])


def _check_brackets(source: Source) -> None:
    opened: list[re.Match[str]] = []
    for match in BRACKETS.finditer(source.text):
        if match[0] in CLOSER:
            opened.append(match)
        elif match[0] in CLOSER.values() and opened and CLOSER[opened[-1][0]] == match[0]:
            opened.pop()
        if len(opened) > limits.BRACKETS:
            span = Span(source, match.start(), match.end())
            message = f"brackets are nested more than {limits.BRACKETS} deep"
            raise SpecError([Diagnostic("E102", span, message, "name a part of it with 'let'")])
