"""Looking into texts: abbreviations, units, years, definitions, titles. Pure; each works in one pass over what it is given."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from phases.design.review_rules.wordlists import (
    CODE_SYSTEMS,
    DEFINING,
    NAMES_IN_CAPITALS,
    OFFICE_ABBREVIATIONS,
    ROMAN,
    SHORT_WORDS,
    UNIT_SYMBOLS,
    UNIT_WORDS,
    WAYS,
)

MOST = 1000
"""Characters of a title or name that are looked at."""
_WORD = re.compile(r"[^\W_]+(?:[./&'-][^\W_]+)*\.?", re.UNICODE)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_ROMAN = re.compile(rf"{ROMAN}", re.ASCII)
_YEAR = re.compile(r"(?<![\d.,])(?:19[4-9]\d|20\d\d|21\d\d)(?![\d.,]\d|\d)")
_VOWEL = re.compile(r"[aiueo]", re.IGNORECASE)
_IN_UNIT = re.compile(r"\b(?:dalam|satuan)\s+([^\W\d_]+[23²³]?)", re.IGNORECASE)
_PER_UNIT = re.compile(r"\bper\s+([^\W\d_]+[23²³]?)", re.IGNORECASE)


def abbreviations(text: str) -> list[str]:
    """The shortened words of a name: capitals (OPD), known short names of offices (Diskominfo), shortened words (Kab., Jl.).

    What stands in brackets behind the full name is let pass, as are Roman numbers and the names of provinces (DKI Jakarta).
    In a text of capitals alone only known abbreviations and words without a vowel count.
    """
    bare = _BRACKETS.sub(" ", text[:MOST])
    shouted = not any(letter.islower() for letter in bare)
    found = []
    for word in _WORD.findall(bare):
        for part in [word] if "." in word else re.split(r"[/&'-]", word):
            if part and part not in found and _is_short(part, shouted):
                found.append(part)
    return found


def _is_short(word: str, shouted: bool) -> bool:
    plain = word.rstrip(".")
    small = plain.lower()
    letters = [letter for letter in plain if letter.isalpha()]
    if small in OFFICE_ABBREVIATIONS or (small in SHORT_WORDS and not plain.isdigit()):
        return True
    if "." in plain and len(letters) >= 2 and all(len(part) <= 2 for part in plain.split(".")):
        return True  # U.S., s.d.
    if len(letters) < 2 or plain in NAMES_IN_CAPITALS or _ROMAN.fullmatch(plain):
        return False
    if shouted:
        return len(letters) >= 2 and not _VOWEL.search(plain)
    return len(letters) == len(plain.replace("-", "")) and plain.isupper()


def units(name: str) -> list[str]:
    """The units of measurement in the name of a variable: "Luas lahan (m2)", "Pendapatan dalam rupiah", "Harga per kilogram",
    "Persentase (%)". A word that only may be a unit (orang, ton, tahun) counts in brackets and after "dalam" alone."""
    text = name[:MOST]
    found: list[str] = ["%"] if "%" in text else []
    for left, right in _BRACKETS.findall(text):
        inside = (left or right).strip().lower().rstrip(".")
        words = re.findall(r"[^\W\d_]+[23²³]?", inside)
        if (
            words
            and len(words) <= 3
            and all(word in UNIT_WORDS or word in ("per", "ribu", "juta", "miliar") for word in words)
        ):
            found.append(inside)
    found += [word.lower() for word in _IN_UNIT.findall(text) if word.lower() in UNIT_WORDS]
    found += [word.lower() for word in _PER_UNIT.findall(text) if word.lower() in UNIT_SYMBOLS]
    words = _WORD.findall(_BRACKETS.sub(" ", text))
    if len(words) > 1 and (last := words[-1].lower().rstrip(".")) in UNIT_SYMBOLS:
        found.append(last)
    return list(dict.fromkeys(found))


def years(title: str) -> list[str]:
    """The years in a title; one that belongs to the name of a classification or regulation (KBLI 2020) is let pass."""
    text = title[:MOST]
    found = []
    for match in _YEAR.finditer(text):
        before = re.findall(r"[^\W\d_]+", text[: match.start()])
        if not (before and before[-1].lower() in CODE_SYSTEMS):
            found.append(match.group())
    return list(dict.fromkeys(found))


def definition_faults(definition: str) -> list[str]:
    """ "opens" where it begins with "adalah" or a word like it, "ends" where it does not end with a full stop."""
    text = definition.strip().strip("\"'“”*_ ")
    first = re.match(r"[^\W\d_]+", text)
    faults = ["opens"] if first and first.group().lower() in DEFINING else []
    return faults if text.endswith(".") else [*faults, "ends"]


@dataclass(frozen=True)
class Title:
    """A title by its parts: [way of collecting] [main component] [area] [rest]. `way` is the kind of activity that it names."""

    way: str
    way_word: str
    main: str
    area: str
    rest: str


def ways(title: str) -> list[str]:
    """The ways of collecting data that a title names, in the order of its words."""
    small = f" {' '.join(_WORD.findall(title[:MOST].lower()))} "
    places = [
        (place, way)
        for way, words in WAYS.items()
        if (place := min((at for word in words if (at := small.find(f" {word} ")) >= 0), default=-1)) >= 0
    ]
    return [way for _place, way in sorted(places)]


_AREA = re.compile(
    r"\b(?:di\s+)?((?:Provinsi|Kabupaten|Kota Administrasi|Kota|Kecamatan|Desa|Kelurahan|Pulau)\s+[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*"
    r"|Indonesia|Nasional)"
)


def parse_title(title: str, areas: Collection[str] = ()) -> Title:
    """The parts of a title by the pattern of examiners. `areas`: names of the regions covered, known before any guess."""
    text = " ".join(title[:MOST].split())
    small = text.lower()
    way = way_word = ""
    for kind in ways(text)[:1]:
        way = kind
        way_word = next((word for word in WAYS[kind] if word in small), "")
    start = small.find(way_word) + len(way_word) if way_word and small.startswith(way_word) else 0
    area, at = "", -1
    for name in sorted(filter(None, areas), key=len, reverse=True):
        if (place := small.find(name.lower())) >= start:
            area, at = text[place : place + len(name)], place
            break
    if not area and (match := _AREA.search(text, start)):
        area, at = match.group(1), match.start(1)
    main = (text[start:at] if at >= 0 else text[start:]).strip(" ,-–:")
    rest = text[at + len(area) :].strip(" ,-–:") if at >= 0 else ""
    return Title(way, text[:start].strip(), re.sub(r"\s+di$", "", main), area, rest)
