"""What is sent in place of what a form asks for. A fixed list: every run sends the same."""

from __future__ import annotations

from tests.fuzz.html_forms import Control

Value = str | bytes

MARK = "<script>zz(1)</script>"
LONG = "panjang " * 12_500  # 100 kB
NASTY: dict[str, Value] = {
    "empty": "",
    "blanks": " \t\r\n\u00a0 ",
    "long": LONG,
    "nul": "sebelum\x00sesudah",
    "surrogate": b"a\xed\xa0\x80b",
    "broken utf-8": b"\xff\xfe\xc3(",
    "markup": f"\"'>{MARK}{{{{ 7*7 }}}}{{% now %}}",
    "directions": "\u202eterbalik\u2066\ufeff\U000e0001\U0001f4a3\u0000"[:-1],
    "format": "%s %(name)s {0} %n $1 \\x00 \\ud800",
    "sql": "'; DROP TABLE accounts_user; --",
    "huge": "9" * 400,
    "beyond 64 bits": "99999999999999999999",
    "beyond 32 bits": "4294967296",
    "negative": "-1",
    "not finite": "NaN",
    "exponent": "1e309",
    "other digits": "١٢٣",
    "no such day": "2026-02-30",
    "last day": "9999-12-31",
    "first day": "0001-01-01",
    "wrong uuid": "00000000-0000-0000-0000-000000000000",
    "json": '{"a": [1, {"b": null}]}',
    "address": "javascript:alert(1)",
    "broken address": "http://[::1",
    "path": "../../../../etc/passwd",
    "line break": "a\r\nSet-Cookie: b=c\r\n\r\n",
}

_WORDS = ("empty", "blanks", "long", "nul", "surrogate", "broken utf-8", "markup", "directions", "format", "line break")
_DAYS = ("empty", "no such day", "last day", "first day", "nul", "huge", "long", "other digits")
_NUMBERS = (
    "huge",
    "beyond 64 bits",
    "beyond 32 bits",
    "negative",
    "not finite",
    "exponent",
    "other digits",
    "nul",
    "json",
)
_CHOICES = ("empty", "nul", "surrogate", "wrong uuid", "long", "beyond 64 bits")
JUNK: dict[str, tuple[str, ...]] = {
    "date": _DAYS,
    "datetime-local": _DAYS,
    "number": _NUMBERS,
    "hidden": (
        "nul",
        "beyond 64 bits",
        "negative",
        "json",
        "long",
        "surrogate",
        "path",
        "wrong uuid",
        "address",
        "not finite",
    ),
    "select": _CHOICES,
    "radio": _CHOICES,
    "checkbox": _CHOICES,
    "url": ("address", "broken address", "line break", "long", "nul", "surrogate", "directions", "path"),
    "file": ("long", "nul", "surrogate", "path"),
}
"""What is sent to a field of each kind, all fields being bad at once; other kinds get _WORDS and "sql"."""
DEEP: dict[str, tuple[str, ...]] = {
    "date": ("first day", "last day"),
    "datetime-local": ("first day", "last day"),
    "number": ("beyond 64 bits", "negative"),
    "hidden": ("nul", "beyond 64 bits"),
    "select": ("nul",),
    "radio": ("wrong uuid",),
    "checkbox": ("nul",),
    "url": ("broken address", "address"),
}
"""What a form may let through when all else is right, so that what stands behind it has to bear it."""


def junk(control: Control) -> list[tuple[str, Value]]:
    return [(name, NASTY[name]) for name in JUNK.get(control.kind, (*_WORDS, "sql"))]


def deep(control: Control) -> list[tuple[str, Value]]:
    return [(name, NASTY[name]) for name in DEEP.get(control.kind, ("long", "surrogate"))]
