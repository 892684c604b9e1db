"""Formulas for numbers of genotypes: products, sums and powers of numbers and symbols."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Atom:
    """A number, with the symbol that a formula shows in place of it, if any."""

    number: int
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A formula that is a product of at least two factors."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A formula that is a sum of at least two terms."""

    terms: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """A formula that is a power.

    Args:
        base: the formula that is raised to the power.
        exponent: the exponent, a number with or without a symbol.
    """

    base: Formula
    exponent: Atom


Formula = Atom | Product | Sum | Power
ONE = Atom(1)


def symbols(formula: Formula) -> Iterator[Atom]:
    """The numbers with a symbol in a formula, from left to right, each as often as it occurs."""
    match formula:
        case Atom(_, symbol):
            if symbol is not None:
                yield formula
        case Product(parts) | Sum(parts):
            for part in parts:
                yield from symbols(part)
        case Power(base, exponent):
            yield from symbols(base)
            yield from symbols(exponent)


def name_apart(formula: Formula) -> tuple[str, dict[str, int]]:
    """The formula as text, and the value of each symbol in it.

    Equal symbols with different values are made distinct by primes: N_B, N_B'.
    """
    names: dict[Atom, str] = {}
    for atom in symbols(formula):
        if atom not in names:
            name = atom.symbol or ""
            while name in names.values():
                name += "'"
            names[atom] = name
    return _formula_text(formula, names), {name: atom.number for atom, name in names.items()}


def _formula_text(formula: Formula, names: dict[Atom, str]) -> str:
    match formula:
        case Atom(number):
            return names.get(formula, str(number))
        case Sum(terms):
            return " + ".join(_formula_text(term, names) for term in terms)
        case Power(base, exponent):
            inner = _formula_text(base, names)
            grouped = inner if isinstance(base, Atom) else f"({inner})"
            return f"{grouped}^{_formula_text(exponent, names)}"
        case Product(factors):
            texts = [
                f"({_formula_text(f, names)})" if isinstance(f, Sum) else _formula_text(f, names)
                for f in factors
            ]
            plain = all(isinstance(factor, Atom) and factor.symbol for factor in factors)
            return (" " if plain else " * ").join(texts)


def power_of(base: Formula, exponent: int, symbol: str | None) -> Formula:
    """A formula to the power of a number, simplified.

    Args:
        base: the formula.
        exponent: the number.
        symbol: the symbol that the result shows for the exponent; None shows the number.
    """
    if base == ONE or exponent == 0:
        return ONE
    if exponent == 1 and symbol is None:
        return base
    return Power(base, Atom(exponent, symbol))


def product_of(factors: Sequence[Formula]) -> Formula:
    """The product of factors, equal ones gathered into powers and factors 1 left out.

    Symbols come first, in reverse alphabetical order: P before N before L, as in Pouy et al.
    """
    others = [factor for factor in factors if factor is not ONE]
    if not others:
        return ONE
    exponents: Counter[Formula] = Counter()
    for factor in others:
        for base, exponent in _powers(factor):
            exponents[base] += exponent
    named = [f for f in exponents if isinstance(f, Atom) and f.symbol]
    named.sort(key=lambda atom: atom.symbol or "", reverse=True)
    ordered = (*named, *(f for f in exponents if f not in named))
    powers = tuple(power_of(factor, exponents[factor], None) for factor in ordered)
    return Product(powers) if len(powers) > 1 else (powers or (ONE,))[0]


def _powers(factor: Formula) -> Iterator[tuple[Formula, int]]:
    """The factors of a formula with their exponents, as far as these are plain numbers."""
    match factor:
        case Product(factors):
            for inner in factors:
                yield from _powers(inner)
        case Power(base, Atom(number, None)):
            yield from ((inner, exponent * number) for inner, exponent in _powers(base))
        case _:
            if factor != ONE:
                yield factor, 1


def alternative_formula(bodies: list[Formula], symbol: str | None) -> Formula:
    """The formula for the number of genotypes of a choice: the sum of those of its arms.

    Args:
        bodies: the formulas of the arms; where all are equal, the result is a product of their
            number and one of them.
        symbol: the symbol that the formula shows for the number of arms in that product, if given.
    """
    if all(body == bodies[0] for body in bodies):
        return product_of([Atom(len(bodies), symbol), bodies[0]])
    return sum_of(bodies)


def sum_of(terms: Iterable[Formula]) -> Formula:
    """The sum of formulas: equal ones become one with a factor, and plain numbers are added up."""
    listed = list(terms)
    plain = sum(t.number for t in listed if isinstance(t, Atom) and t.symbol is None)
    rest = [t for t in listed if not (isinstance(t, Atom) and t.symbol is None)]
    grouped = [product_of([Atom(number), term]) for term, number in Counter(rest).items()]
    summands = (*grouped, *((Atom(plain),) if plain else ()))
    return Sum(summands) if len(summands) > 1 else (summands or (Atom(0),))[0]
