"""The duplicate radar: how much of what is wanted something else has already. Pure.

Both sides are described by stems (metadata.words; words that say nothing of the subject left out), regions and a period:

    title       Dice: 2·|A∩B| / (|A|+|B|) of the stems of the titles
    subject     the share of the wanted stems (needs, variables, outputs, concepts) that stand in the other's words; where
                nothing is wanted yet, those of the title
    population  Dice of the stems of population and unit of observation
    region      1 for a regency or city in common, ½ where one side names its province alone or the other regencies of it, else 0
    period      the share of the wanted days that the other covers

likeness = Σ w·s / Σ w over the parts that both sides say something about, w as in WEIGHTS; 0 where neither title nor subject has
a word in common. Title and subject weigh seven tenths: a region alone makes no duplicate. Titles of two stems or more that are
the same give SAME_TITLE at least, however little is told of the rest. From SHOWN on a likeness is shown, from STRONG on a
decision on it is expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from metadata.words import STOPWORDS, stem, tokens

WEIGHTS = {"title": 35, "subject": 35, "population": 15, "region": 10, "period": 5}
SHOWN = 0.3
STRONG = 0.45
SAME_TITLE = 0.6
SHORTEST = 3
"""Letters that a word needs to count."""
_SAID_EVERYWHERE = """
survei sensus kompilasi data statistik kegiatan jumlah produk administrasi tahun tahunan bulan bulanan triwulan daftar indeks
indikator menurut per setiap seluruh kota kabupaten provinsi kecamatan desa dinas badan unit jenis hasil rata persen angka nilai
tingkat dalam antara bagi serta yang ini itu satu dua tiga tidak ada oleh sebagai lain baru orang
survey census the statistics number total by rate average
"""
GENERIC = frozenset(stem(word) for word in _SAID_EVERYWHERE.split())
"""Stems that nearly every activity has."""

Region = tuple[str, str]
"""(province, regency or city) in small letters; "" for the whole province."""


def words(*texts: str) -> dict[str, str]:
    """The stems of texts that say something, each with the word that it was first found in, in their order."""
    found: dict[str, str] = {}
    for text in texts:
        for word in tokens(text):
            one = stem(word)
            if len(word) >= SHORTEST and word not in STOPWORDS and one not in GENERIC and not word.isdigit():
                found.setdefault(one, word)
    return found


@dataclass(frozen=True)
class Described:
    """An activity, a data set or a standard, as far as the radar looks at it. Stems map to a word that people read."""

    title: Mapping[str, str]
    subject: Mapping[str, str] = field(default_factory=dict)
    population: Mapping[str, str] = field(default_factory=dict)
    regions: frozenset[Region] = frozenset()
    period: tuple[date, date] | None = None

    @property
    def everything(self) -> dict[str, str]:
        return {**self.subject, **self.title}


@dataclass(frozen=True)
class Likeness:
    """`score` 0 … 1; `parts` by name as far as they were known; the words, regions and period in common."""

    score: float
    parts: Mapping[str, float]
    words: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    period: tuple[date, date] | None = None

    @property
    def is_strong(self) -> bool:
        return self.score >= STRONG

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def likeness(wanted: Described, other: Described) -> Likeness:
    """How much of what is wanted the other one has."""
    subject = wanted.subject or wanted.title
    known = other.everything
    common = [one for one in wanted.everything if one in known]
    parts = {"title": dice(wanted.title, other.title)}
    if subject:
        parts["subject"] = sum(one in known for one in subject) / len(subject)
    if not common:
        return Likeness(0.0, parts)
    if wanted.population and other.population:
        parts["population"] = dice(wanted.population, other.population)
    regions: tuple[Region, ...] = ()
    if wanted.regions and other.regions:
        parts["region"], regions = _regions(wanted.regions, other.regions)
    period = None
    if wanted.period and other.period:
        parts["period"], period = _period(wanted.period, other.period)
    total = sum(WEIGHTS[name] for name in parts)
    score = sum(WEIGHTS[name] * value for name, value in parts.items()) / total
    if len(wanted.title) > 1 and set(wanted.title) == set(other.title):
        score = max(score, SAME_TITLE)
    return Likeness(
        round(score, 4),
        parts,
        tuple(wanted.everything[one] for one in common),
        tuple(wanted.population[one] for one in wanted.population if one in other.population),
        regions,
        period,
    )


def dice(one: Iterable[str], other: Iterable[str]) -> float:
    left, right = set(one), set(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _regions(wanted: frozenset[Region], other: frozenset[Region]) -> tuple[float, tuple[Region, ...]]:
    if same := sorted(wanted & other):
        return 1.0, tuple(same)
    provinces = {province for province, _regency in wanted} & {province for province, _regency in other}
    near = sorted((province, "") for province in provinces)
    return (0.5, tuple(near)) if near else (0.0, ())


def _period(wanted: tuple[date, date], other: tuple[date, date]) -> tuple[float, tuple[date, date] | None]:
    begin, end = max(wanted[0], other[0]), min(wanted[1], other[1])
    if end < begin:
        return 0.0, None
    return ((end - begin).days + 1) / ((wanted[1] - wanted[0]).days + 1), (begin, end)
