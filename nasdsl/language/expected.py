"""The part of a syntax error that says what could have stood at the place."""

from __future__ import annotations

from nasdsl.util.text import any_of

WORDS = {
    "NAME": "a name", "INT": "a whole number", "FLOAT": "a number", "STRING": "a text in quotes",
    "ROLE": "a definition", "SECTION": "a section", "CLASSES": "'classes'", "ELSE": "'else'",
    "SAME": "'same'", "WORD": "'same'", "COMPARE": "a comparison such as '<='",
    "ADD": "'+' or '-'", "MULTIPLY": "'*' or '/'", "VBAR": "'|'", "COLON": "':'", "COMMA": "','",
    "EQUAL": "'='", "LPAR": "'('", "RPAR": "')'", "LSQB": "'['", "RSQB": "']'", "LBRACE": "'{'",
    "RBRACE": "'}'", "ARROW": "'->'", "ALL": "'..'", "$END": "the end of the file",
}  # fmt: skip
# Terminals that are said by one word together, if all of the first of them could stand there.
EXPRESSION = frozenset(
    {"NAME", "INT", "FLOAT", "LPAR", "LSQB", "GIVEN", "GRAPH", "SAME", "WORD", "CLASSES"}
)
STATEMENT = frozenset({
    "SPACE", "USE", "INPUT", "CLASSES", "DEFAULTS", "ROLE", "GENE", "NETWORK", "REQUIRE", "SECTION",
})  # fmt: skip
OPERATOR = frozenset({"ADD", "MULTIPLY", "ARROW", "VBAR", "ALL", "BY"})
TOLD = 6  # things that could stand in a place


def expected(terminals: frozenset[str]) -> str:
    """A sentence that says what could stand at a place: `',' or an expression was expected`.

    At most six things are named.

    Args:
        terminals: the names of the terminals of the grammar that could stand there.
    """
    words: list[str] = []
    last: list[str] = []
    if terminals >= {"NAME", "INT", "FLOAT", "LPAR", "LSQB"}:
        words.append("an expression")
        terminals -= EXPRESSION
    if terminals >= {"ADD", "MULTIPLY"}:
        words.append("an operator")
        terminals -= OPERATOR | {"LPAR", "LSQB", "COLON"}  # of arguments, and after a label
    if "NAME" in terminals:
        terminals -= {"WORD"}
    if terminals >= STATEMENT - {"CLASSES"}:
        last.append("the next statement")
        terminals -= STATEMENT | {"$END"}
    rest = sorted(WORDS.get(terminal, f"'{terminal.lower()}'") for terminal in terminals)
    phrases = [*words, *rest]
    return f"{any_of([*phrases[: TOLD - len(last)], *last])} was expected"
