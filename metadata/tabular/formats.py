"""Number formats of a workbook: which cells are dates, and which show zeros in front."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from gsbpm_portal.core.file_checks.archive import damaged
from metadata.tabular.cells import Odd

DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Ids of built-in formats that show a date or a time."""
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ZEROS = re.compile("0{2,40}")


@dataclass(frozen=True)
class Formats:
    """By the number of a cell's style: is it a date, how many digits does it show at least (0: as many as there are)."""

    dates: frozenset[int]
    digits: dict[int, int]

    def is_date(self, style: int) -> bool:
        return style in self.dates

    def zeros(self, style: int) -> int:
        return self.digits.get(style, 0)


def read_formats(styles: bytes) -> Formats:
    if not styles:
        return Formats(frozenset(), {})
    root = parse_xml(styles)
    codes = {
        element.get("numFmtId", ""): element.get("formatCode", "")
        for element in root.iter()
        if local(element.tag) == "numFmt"
    }
    cells: list[Any] = next(([*element] for element in root if local(element.tag) == "cellXfs"), [])
    dates, digits = set(), {}
    for style, element in enumerate(cells):
        number = element.get("numFmtId", "0")
        code = codes.get(number)
        if code is None:
            if number.isdigit() and int(number) in DATE_FORMATS:
                dates.add(style)
            continue
        plain = _QUOTED.sub("", code.split(";", 1)[0])
        if re.search("[ymdhs]", plain, re.IGNORECASE) and "0" not in plain.replace("s.0", "").replace(".0", ""):
            dates.add(style)
        elif _ZEROS.fullmatch(plain.strip()):
            digits[style] = len(plain.strip())
    return Formats(frozenset(dates), digits)


def as_date(number: Decimal, *, date1904: bool) -> Any:
    """The day (with time, where it has one) of a serial number. Excel believes that 1900 was a leap year."""
    days = int(number)
    if date1904:
        start = dt.datetime(1904, 1, 1)
    else:
        start = dt.datetime(1899, 12, 31) if days < 60 else dt.datetime(1899, 12, 30)
    seconds = round((number - days) * 86400)
    try:
        moment = start + dt.timedelta(days=days, seconds=seconds)
    except OverflowError:
        return Odd("number", str(number))
    if days < 1 and not date1904:
        return Odd("number", str(number))
    return moment if seconds else moment.date()


def parse_xml(raw: bytes) -> Any:
    """The root of a small part of a workbook. Its parser is the worker's, loaded when a workbook is read."""
    from defusedxml import DefusedXmlException
    from defusedxml import ElementTree as SafeXml

    try:
        return SafeXml.fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError):
        raise damaged() from None


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rsplit("}", 1)[-1]
