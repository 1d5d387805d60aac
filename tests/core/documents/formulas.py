"""A small evaluator of the formulas that our workbooks hold: it calculates what a spreadsheet program would, in decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

CELL = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?")


def calculated(book: Any) -> Iterator[tuple[str, Fraction]]:
    """("sheet!G7", value) of every formula of a book that was loaded with its formulas."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate}", _value(book, sheet, cell)


def _value(book: Any, sheet: Any, cell: Any) -> Fraction:
    if cell.data_type != "f":
        return Fraction(Decimal(str(cell.value or 0)))
    kept: dict[str, Fraction] = book.__dict__.setdefault("calculated", {})
    place = f"{sheet.title}!{cell.coordinate}"
    if place not in kept:
        text = CELL.sub(lambda found: f'cells("{found[0]}")', cell.value.removeprefix("="))
        text = re.sub(r"(?<![\w\"])([0-9]+)(?![\w\"])", r"Fraction(\1)", text)
        kept[place] = _one(eval(text, {"__builtins__": {}}, _names(book, sheet)))
    return kept[place]


def _names(book: Any, sheet: Any) -> dict[str, Any]:
    def cells(said: str) -> Any:
        found = CELL.fullmatch(said)
        assert found is not None
        where = book[found[1].replace("''", "'")] if found[1] else sheet
        if not found[4]:
            return _value(book, where, where[f"{found[2]}{found[3]}"])
        area = where[f"{found[2]}{found[3]}:{found[4]}{found[5]}"]
        return [_value(book, where, cell) for row in area for cell in row]

    return {
        "cells": cells,
        "Fraction": Fraction,
        "SUM": lambda *given: sum(_flat(given), Fraction(0)),
        "PRODUCT": _product,
        "ROUND": lambda value, places: _rounded(value, places, ROUND_HALF_UP),
        "ROUNDDOWN": lambda value, places: _rounded(value, places, ROUND_DOWN),
    }


def _flat(given: Any) -> Iterator[Fraction]:
    for one in given:
        yield from one if isinstance(one, list) else [one]


def _product(*given: Any) -> Fraction:
    found = Fraction(1)
    for one in _flat(given):
        found *= one
    return found


def _rounded(value: Fraction, places: Fraction, rounding: str) -> Fraction:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-int(places)), rounding=rounding))


def _one(found: Any) -> Fraction:
    return found[0] if isinstance(found, list) else found
