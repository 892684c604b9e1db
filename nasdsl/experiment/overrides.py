"""Settings, by name, that are used in place of a spec's: as options and Python users state them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from nasdsl.errors import NasdslError, nearest
from nasdsl.experiment.reader import READERS
from nasdsl.language import ast
from nasdsl.util.arguments import checked, real_number, wrong_argument

Value = str | float | Sequence[str | float]
Overrides = Mapping[str, Value]
"""Values by section and name: `{"train.epochs": 3, "train.optimizer": "adam(0.01)"}`."""

NOTHING: Overrides = MappingProxyType({})

EXAMPLE = "{'train.epochs': 3, 'train.optimizer': 'adam(0.01)'}, say"
VALUE = "a setting is a text as a spec writes it, a number, a bool, or a list of those"


def override_sections(overrides: Overrides) -> list[ast.Section]:
    """Settings as sections of a syntax tree, one setting in each.

    Args:
        overrides: values by section and name: `{'train.epochs': 3}`.

    Raises:
        NasdslError: `overrides` is not a mapping, a section does not exist, or a value is of a type
            that no setting has.
        SpecError: a value cannot be parsed.
    """
    checked(overrides, Mapping, "overrides are settings by their names", EXAMPLE)
    return [_section(name, _written(value)) for name, value in overrides.items()]


def _written(value: object) -> str:
    """The value of a setting as a spec writes it.

    Raises:
        NasdslError: a spec cannot have it.
    """
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return f"[{', '.join(map(_written, cast('Iterable[object]', value)))}]"
        case _:
            try:
                real_number(value, VALUE)
            except NasdslError:
                raise wrong_argument(value, VALUE, EXAMPLE) from None
            return str(value)


def _section(name: object, value: str) -> ast.Section:
    """The section `train { epochs=3 }` for the name `train.epochs` and the value `3`."""
    from nasdsl.language.parser import parse
    from nasdsl.source import Source

    section, _, setting = checked(name, str, "a setting is named by a str", EXAMPLE).partition(".")
    if section not in READERS:
        whole = (f"{known}.{section}" for known, names in READERS.items() if section in names)
        hint = next((f"did you mean '{name}'?" for name in whole), None)
        hint = hint or nearest(section, READERS) or f"sections: {', '.join(READERS)}"
        raise NasdslError(f"there is no section '{section}'", hint)
    spec = parse(Source("override", f"{section} {{ {setting}={value} }}"))
    match spec.statements:
        case (ast.Section(settings=(_,)) as read,):
            return read
        case _:
            raise NasdslError(f"'{name}={value}' is not one setting")
