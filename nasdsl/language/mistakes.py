"""Diagnoses syntax errors: code, message and remedy for the place where the parser stops.

Each rule recognises one kind of mistake, by the token there and by what could have stood in its
place; the first rule that applies gives the message.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nasdsl.errors import Diagnostic, nearest
from nasdsl.language.expected import STATEMENT, expected
from nasdsl.language.mistakes_in_bounds import wrong_bound
from nasdsl.language.other_languages import (
    POWER,
    foreign_quote,
    foreign_sign,
    foreign_word,
    with_sign,
)
from nasdsl.language.stop import Mistake, Stop, begins_line
from nasdsl.language.vocabulary import CLOSER, RESERVED, SECTIONS, STATEMENTS
from nasdsl.util.text import shorten

BETWEEN = "nothing stands between statements, nor between settings"
COMPARISONS = ("<=", ">=", "==", "<", ">")
# After which of them something has to stand.
LEADING = ("->", "|", "=", "+", "-", "*", "/", "..", "by", ":", "and", *COMPARISONS, *STATEMENTS)


def diagnose(stop: Stop) -> Diagnostic:
    """The error message for a wrong statement.

    Args:
        stop: the token at which the parser stops, and its surroundings.
    """
    stop = _with_name_before(with_sign(stop))
    mistake = next((mistake for rule in RULES if (mistake := rule(stop))), Mistake("E101"))
    named = f"'{shorten(stop.text)}'" if stop.text else "the file ends"
    message = mistake.message or f"{named} where {expected(stop.accepted)}"
    return Diagnostic(mistake.code, mistake.span or stop.span, message, mistake.help)


def _with_name_before(stop: Stop) -> Stop:
    """The stop, or that at the name before, which was taken for what begins a line in braces.

    In `y = x conv(3)` the name `conv` is taken for that of the next tensor.
    """
    begun = "ARROW" in stop.earlier and {"EQUAL", "COLON"} & stop.accepted and stop.bracket
    if not begun or stop.brace_of in SECTIONS or not stop.previous.text.isidentifier():
        return stop
    called = stop.text == "(" and stop.span.start == stop.previous.end
    if begins_line(stop.previous) and stop.begins and not called:
        return stop
    text = stop.previous.text
    return replace(stop, span=stop.previous, text=text, kind="NAME", accepted=stop.earlier)


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
        help = f"{BETWEEN}; arguments are separated by ','"
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
    next_statement = begins_line(stop.span) and stop.text in STATEMENTS
    if crossed or next_statement or not stop.text:
        line, column = bracket.position
        return Mistake("E106", f"the '{bracket.text}' at {line}:{column} is not closed")
    return None


def _unfinished(stop: Stop) -> Mistake | None:
    """A line end, a closing bracket or the end of the file after what leads to something."""
    ended = not stop.text or stop.text in CLOSER.values() or begins_line(stop.span)
    going_on = stop.begins and stop.text not in STATEMENTS
    if not ended or going_on or stop.previous.text not in LEADING or "NAME" not in stop.accepted:
        return None
    help = None
    if stop.previous.text == "|":
        help = "the arm that does nothing is: identity"
    return Mistake("E101", help, f"nothing stands after '{stop.previous.text}'", stop.previous)


def _pair(stop: Stop) -> Mistake | None:
    """`conv((2, 3))`, and `a, b` where alternatives are meant."""
    if stop.text != ",":
        return None
    if stop.brace_of in SECTIONS:
        return Mistake("E101", BETWEEN)
    if stop.bracket is None:
        help = f"alternatives stand between '|': {_alternatives(stop)}"
        return Mistake("E101", f"{help}; what follows each other between '->'")
    if returned := re.search(r"\breturn\s+([^,{}]*)$", stop.before(stop.span.start)):
        other = re.match(r"\s*([^,{}\n]*)", stop.rest)
        both = f"{returned[1].strip()}, {other[1].strip() if other else ''}"
        return Mistake("E101", f"a graph returns one tensor: return concat([{both}])")
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


def _beginning(stop: Stop) -> Mistake | None:
    """An expression that begins with what none begins with: `-3`, `* 2`."""
    if not stop.awaited:
        return None
    if stop.text == "=" == stop.previous.text:
        return Mistake("E101", "did you mean '='?")
    if stop.text == "|":
        return Mistake("E101", "on both sides of '|' stands an arm; identity does nothing")
    if stop.text == "{" and (listed := re.match(r"([^{}:\n]*,[^{}:\n]*)\}", stop.rest)):
        arms = " | ".join(arm.strip() for arm in listed[1].split(","))
        return Mistake("E101", f"alternatives stand between '|': {arms}")
    if stop.text == "{":
        return Mistake("E101", "alternatives have labels: (a: conv(3) | b: conv(5))")
    if stop.text == "-" and stop.statement in ("train", "data"):
        return Mistake("E101", "no number of these settings is below 0")
    if stop.text == "-":
        return Mistake("E101", "a negative number is a difference: 0-3")
    if stop.text == "*" and stop.previous.text == "*":
        return Mistake("E107", POWER)
    if stop.text == "->" == stop.previous.text:
        return Mistake("E101", "one '->' stands between two modules")
    return None


def _sizes(stop: Stop) -> Mistake | None:
    """Numbers and names that statements have: `input 28 28 1`, `classes = 10`, `space my-space`."""
    head = re.match(r"\s*(input|classes|space)\b", stop.line)
    if head is None or not {"X", "INT", "STRING"} & stop.accepted:
        return None
    sizes = re.findall(r"\d+", stop.line)
    if head[1] == "input":
        shown = f": input {' x '.join(sizes)}" if sizes else ""
        return Mistake("E101", f"sizes stand between 'x'{shown}")
    if head[1] == "classes" and stop.text in ("=", ":"):
        return Mistake("E101", f"there is no '{stop.text}': classes {''.join(sizes[:1]) or 10}")
    words = re.match(r"\s*space\s+(\w+(?:[ -]\w+)+)", stop.line)
    if words and (stop.text == "-" or not begins_line(stop.span)):
        name = re.sub(r"\W", "_", words[1])
        return Mistake("E101", f"a name has letters, digits and '_': {name}")
    return None


def _statement(stop: Stop) -> Mistake | None:
    """The head of a statement: a misspelt word, or none."""
    if not begins_line(stop.span) or stop.kind not in ("NAME", "EQUAL") or not _heads(stop):
        return None
    known = STATEMENTS if stop.accepted >= STATEMENT - {"CLASSES"} else ("return", "else")
    whole = [word for word in known if word.startswith(stop.text) and len(stop.text) > 2]
    if help := nearest(stop.text, whole or known):
        return Mistake("E101", help)
    defined = re.match(r"(?:[ \t]+(\w+))?\s*=(?!=)\s*(\d?)", stop.rest)
    if known is STATEMENTS and defined:
        kind = "let" if defined[2] else "block"
        name = defined[1] or stop.text
        return Mistake("E101", f"a definition begins with its kind: {kind} {name} = ...")
    return None


def _heads(stop: Stop) -> bool:
    """Whether a word is followed as that of a statement is, and not as an expression goes on."""
    return stop.text.startswith(STATEMENTS) or bool(re.match(r"""[ \t]*[\w"={]""", stop.rest))


def _equals(stop: Stop) -> Mistake | None:
    """A missing `=`, or what other languages have in its place."""
    if "EQUAL" not in stop.accepted:
        return None
    if stop.text in (":", "{"):
        before = stop.line[: stop.span.position[1] - 1].strip()
        head = before if stop.bracket is None else before.split()[-1]
        return Mistake("E101", f"did you mean '='? {head} = ...")
    return Mistake("E101", "is '=' missing before it?") if stop.begins else None


def _compared(stop: Stop) -> Mistake | None:
    """`require params = 10`."""
    meant = stop.text == "=" and "COMPARE" in stop.accepted
    return Mistake("E101", "did you mean '=='?") if meant else None


def _graph_end(stop: Stop) -> Mistake | None:
    """A graph that does not say what it returns."""
    if stop.text != "}" or "RETURN" not in stop.accepted:
        return None
    names = re.findall(r"(\w+)\s*=(?!=)", stop.before(stop.span.start))
    last = names[-1] if names else "y"
    return Mistake("E101", f"a graph ends with what it returns: return {last}")


def _brackets(stop: Stop) -> Mistake | None:
    """`graph { ... }`, `conv{3}` and `conv(3)(x)`."""
    if stop.text == "{" and stop.previous.text == "graph":
        return Mistake("E101", "what enters a graph has a name: graph(x) { ... }")
    inside = re.match(r"\s*(\w+)\s*[})]", stop.rest)
    if stop.text == "{" and inside and stop.previous.end == stop.span.start:
        help = f"arguments stand in round brackets: {stop.previous.text}({inside[1]})"
        return Mistake("E106", help)
    if stop.text == "(" and stop.previous.text == ")":
        entering = inside[1] if inside else "x"
        return Mistake("E101", f"what enters a module stands before it: {entering} -> conv(3)")
    return None


def _numbers(stop: Stop) -> Mistake | None:
    """`16:64`, `16..64 step 8` and `3 M`."""
    first, last = stop.previous.text, re.match(r"\s*(\d+)", stop.rest)
    if stop.text == ":" and first.isdecimal() and last:
        return Mistake("E101", f"numbers from one to another are written {first}..{last[1]}")
    if stop.text in ("step", "to") and first.isdecimal():
        return Mistake("E101", "numbers from one to another are written 16..64, or 16..64 by 8")
    if stop.text in ("k", "M", "G") and first.isdecimal():
        return Mistake("E101", f"a number and '{stop.text}' are one word: {first}{stop.text}")
    return None


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


def _module(stop: Stop) -> Mistake | None:
    """A module where a statement begins: `relu` alone."""
    if stop.kind != "NAME" or not begins_line(stop.span) or stop.bracket or stop.awaited:
        return None
    if not stop.accepted >= STATEMENT - {"CLASSES"}:
        return None
    help = f"modules stand in a definition or in the network: network = {shorten(stop.text)}"
    return Mistake("E101", help)


RULES = (
    wrong_bound, foreign_sign, foreign_quote, _sizes, _unknown_text, _closing, _unfinished,
    foreign_word, _statement, _pair, _reserved, _beginning, _compared, _equals, _graph_end,
    _brackets, _numbers, _joint, _module,
)  # fmt: skip
