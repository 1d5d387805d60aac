"""Pure guards on what leaves the portal: no cell of an export may turn into a formula on the reader's machine."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A text cell that starts with one of these is taken for a formula by one spreadsheet program or another."""

CELL_LENGTH = 32_767
"""The longest text that a spreadsheet cell can hold."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_formula_like(text: str) -> bool:
    return text.startswith(FORMULA_STARTS) or text.lstrip(" \u00a0\ufeff\u200b").startswith(FORMULA_STARTS)


def guard_text(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would take it for a formula."""
    return f"'{text}" if is_formula_like(text) else text


def without_controls(text: str) -> str:
    """The text without the characters that no XML file can hold."""
    return _NOT_IN_XML.sub("", text)


def clean_text(text: str) -> str:
    """The text without the characters that no spreadsheet or XML file can hold, at most one cell long."""
    text = without_controls(text)
    return text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"


def guard_cell(value: Any, *, decimal_comma: bool = False) -> str:
    """Any value as the text of a CSV cell. Numbers stay numbers, texts are guarded, dates are written 2026-05-09 14:12.

    Aware times must be handed in local time. True and False become 1 and 0, None an empty cell.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        if value != value or value in (float("inf"), float("-inf")):
            return ""
        text = format(value, "f") if isinstance(value, Decimal) else repr(value)
        return text.replace(".", ",") if decimal_comma else text
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return guard_text(clean_text(str(value)))
