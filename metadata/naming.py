"""How concepts and standard data are named, and how anything is defined, as the proposal forms for standard data ask. Pure.

Rules of the form for concepts: capitalised words, no abbreviation but a generally known one in brackets, no measure (ukuran) in
front, no period, no region. The name is looked at in Indonesian: English names are translations of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from metadata.enums import Kind
from metadata.words import fold

NAMED = (Kind.CONCEPT, Kind.STANDARD)
"""The kinds whose names follow the rules."""
SMALL = frozenset({
    "agar", "antara", "atas", "atau", "bagi", "bahwa", "beserta", "dalam", "dan", "dari", "dengan", "di", "guna", "hingga", "ke",
    "kepada", "melalui", "menurut", "oleh", "pada", "para", "per", "sampai", "sebagai", "secara", "sejak", "selama", "serta",
    "si", "tanpa", "tentang", "terhadap", "untuk", "yang",
})  # fmt: skip
"""Words that stay small within a name."""
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]{2,}[A-Za-z]?|[A-Z][a-z]{0,3}\.(?=\s|$))")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
_PERIOD = re.compile(
    rf"\b(?:(?:19|20)\d\d|(?:tahun|bulan|triwulan|semester|kuartal|caturwulan)\s+(?:[ivx]+|\d+)|{_MONTHS})\b",
    re.IGNORECASE,
)
_IS = re.compile(r"^\s*(?P<what>.{0,120}?)\b(?:adalah|ialah|yaitu|merupakan)\b", re.IGNORECASE | re.DOTALL)
_CLOSED = (".", ".)", ".”", '."', "!", "?")


@dataclass(frozen=True)
class Known:
    """What the rules compare with: measures, abbreviations that are generally known, names of regions (folded)."""

    measures: tuple[str, ...] = ()
    abbreviations: Collection[str] = ()
    regions: Collection[str] = ()


@dataclass(frozen=True)
class Fault:
    """A rule that an attribute breaks. `must`: the form forbids it in so many words."""

    attribute: str
    text: str
    must: bool = False


def faults(kind: str, values: Mapping[str, Any], known: Known) -> list[Fault]:
    """The rules that name and definition break, none where they are empty."""
    name, definition = values.get("name_id") or "", values.get("definition_id") or ""
    found = [*_of_name(name, kind, known)] if name and kind in NAMED else []
    return [*found, *_of_definition(name, definition)] if definition else found


def _of_name(name: str, kind: str, known: Known) -> Iterator[Fault]:
    if measure := _measure(name, known.measures):
        words = _("The name begins with the measure “%(measure)s”: leave it out, it has a field of its own.")
        if kind == Kind.STANDARD:
            words = _(
                "The name begins with the measure “%(measure)s”, which has a field of its own: is the name right without it?"
            )
        # A concept is the idea alone; standard data as they are published may carry the measure in their names.
        yield Fault("name_id", words % {"measure": measure}, must=kind == Kind.CONCEPT)
    small = [word for n, word in enumerate(_WORD.findall(name)) if word[0].islower() and (n == 0 or word not in SMALL)]
    if small:
        words = _("Words of a name begin with a capital letter: %(words)s.")
        yield Fault("name_id", words % {"words": ", ".join(f"“{word}”" for word in small[:5])})
    if short := _abbreviations(name, known.abbreviations):
        words = _(
            "Write out what is shortened: %(words)s. A generally known abbreviation may stand in brackets behind it."
        )
        yield Fault("name_id", words % {"words": ", ".join(short[:5])})
    if period := _PERIOD.search(name):
        words = _("The name holds a period (%(words)s): an entry outlives the years it is used in, take it out.")
        yield Fault("name_id", words % {"words": period[0]})
    if region := _region(name, known.regions):
        words = _("The name seems to hold a region (%(words)s): regions are told by the classification, take it out.")
        yield Fault("name_id", words % {"words": region})


def _measure(name: str, measures: tuple[str, ...]) -> str:
    plain = fold(name).strip()
    return next((one for one in measures if one and re.match(rf"{re.escape(fold(one))}\b", plain)), "")


def _abbreviations(name: str, known: Collection[str]) -> list[str]:
    """Those outside of brackets, and those in brackets that are not generally known."""
    outside = _ABBREVIATION.findall(_BRACKETS.sub(" ", name))
    inside = [one for part in _BRACKETS.findall(name) for one in _ABBREVIATION.findall(part) if one not in known]
    return [one for one in dict.fromkeys((*outside, *inside)) if not _ROMAN.match(one)]


def _region(name: str, regions: Collection[str]) -> str:
    """The longest run of words that is the name of a region."""
    words = _WORD.findall(name)
    for length in range(min(5, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if run[0][0].isupper() and fold(" ".join(run)) in regions:
                return " ".join(run)
    return ""


def _of_definition(name: str, definition: str) -> Iterator[Fault]:
    found = _IS.match(definition)
    if found and _is_the_name(found["what"].strip(), name):
        yield Fault("definition_id", _("The definition begins with the thing itself, without “adalah” in front of it."))
    if not definition.rstrip().endswith(_CLOSED):
        yield Fault("definition_id", _("The definition ends without a full stop."))


def _is_the_name(what: str, name: str) -> bool:
    """Whether what stands before “adalah” is nothing, the name, or something written as a name."""
    if not what or fold(what) == fold(name):
        return True
    words = _WORD.findall(what)
    return len(words) <= 6 and all(word[0].isupper() or word in SMALL for word in words)
