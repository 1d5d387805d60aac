"""What a selection needs before it is drawn: systematic intervals and inclusion probabilities proportional to size.

Nothing here is random: whoever draws the sample brings the random start."""

import fractions
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from phases.methods.sampling.refused import Checks, Code, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """`exact` N/n; `whole` the whole interval k = ⌊N/n⌋; `smallest` and `largest` are the samples that k can give,
    `chance_largest` the probability of the larger one; `circular` the nearest whole number to N/n, for circular selection."""

    exact: float
    whole: int
    smallest: int
    largest: int
    chance_largest: float
    circular: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """π_k of each unit, in the order given; their sum is n. `rounds`: the units found certain in each round; `interval`:
    the sum of sizes of the others over the places left, for systematic selection (None where all places are certain)."""

    probabilities: tuple[float, ...]
    certain: tuple[int, ...]
    rounds: tuple[tuple[int, ...], ...]
    remaining_n: int
    remaining_size: float
    interval: float | None


def systematic_interval(population: int, n: int) -> Interval:
    """The interval of a systematic sample (Cochran 1977, §8.1; Särndal et al. 1992, §3.4).

    With a whole interval k and a start among 1…k the sample has ⌊N/k⌋ units, or one more for the first N mod k starts.

    Refused: N or n not whole or below 1, n above N."""
    checks = Checks()
    size, wanted = _population(checks, population, n)
    checks.stop()
    step = size // wanted
    rest = size % step
    return Interval(
        exact=size / wanted,
        whole=step,
        smallest=size // step,
        largest=size // step + (1 if rest else 0),
        chance_largest=rest / step,
        circular=math.floor(size / wanted + 0.5),
    )


def systematic_positions(population: int, n: int, start: Number) -> tuple[int, ...]:
    """The n positions (from 1) of the fractional interval a = N/n: the smallest whole number not below start + (j−1)·a. Each unit
    has probability n/N when `start` is uniform on (0, a] (Särndal et al. 1992, §3.4). Exact fractions: always n units.

    Refused: as in systematic_interval; start outside (0, a]."""
    checks = Checks()
    size, wanted = _population(checks, population, n)
    first = checks.number("start", start, above=0)
    if first == first and wanted:
        interval = fractions.Fraction(size, wanted)
        begin = fractions.Fraction(start if isinstance(start, int | Decimal) else float(start))
        if begin > interval:
            checks.add("start", Code.TOO_LARGE, limit=float(interval))
    checks.stop()
    return tuple(math.ceil(begin + place * interval) for place in range(wanted))


def circular_positions(population: int, n: int, start: int) -> tuple[int, ...]:
    """The n positions (from 1) of Lahiri's circular selection: from `start`, uniform on 1…N, every k-th unit, k the nearest
    whole number to N/n, going on from the first unit after the last (Cochran 1977, §8.1). Each unit has probability n/N.

    Where (n−1)·k ≥ N the nearest whole number could come back to a unit already taken; then k = ⌊N/n⌋.

    Refused: as in systematic_interval; start not whole or outside 1…N."""
    checks = Checks()
    size, wanted = _population(checks, population, n)
    first = checks.whole("start", start, least=1, most=size or None)
    checks.stop()
    step = math.floor(size / wanted + 0.5)
    if (wanted - 1) * step >= size:
        step = size // wanted
    return tuple((int(first) - 1 + place * step) % size + 1 for place in range(wanted))


def inclusion_probabilities(sizes: Sequence[Number], n: int, *, certain_from: Number = 1) -> Inclusion:
    """π_k = n · x_k / Σx. Units with π_k ≥ `certain_from` are taken with certainty and set aside with their places, and the
    others reckoned anew, until there is none (Särndal et al. 1992, §3.6.2).

    Units of size 0 have probability 0: a frame that has them does not cover them. `certain_from` below 1 takes large units
    for certain earlier, as some offices do (0.8), as long as a place is left for the others: no unit loses its chance.

    Refused: no units; a size that is negative or no number, each with its row; n not whole, below 1, or above the number of units
    with a size above 0; certain_from outside (0, 1]."""
    checks = Checks()
    limit = checks.number("certain_from", certain_from, above=0, most=1)
    wanted = checks.whole("n", n, least=1)
    if not sizes:
        checks.add("sizes", Code.EMPTY)
    values = [checks.number("sizes", size, least=0, row=row) for row, size in enumerate(sizes)]
    positive = sum(1 for value in values if value != 0)
    if sizes and wanted > positive:
        checks.add("n", Code.TOO_LARGE, limit=positive)
    checks.stop()
    places = int(wanted)
    others = [unit for unit, value in enumerate(values) if value > 0]
    rounds: list[tuple[int, ...]] = []
    total = math.fsum(values)
    while places:
        certain = [unit for unit in others if places * values[unit] >= limit * total * (1 - 1e-12)]
        if places <= len(certain) and places < len(others):  # no place would be left for the others
            certain = [unit for unit in certain if places * values[unit] >= total]
        if not certain or (places <= len(certain) and places < len(others)):
            break
        rounds.append(tuple(certain))
        taken = set(certain)
        others = [unit for unit in others if unit not in taken]
        places -= len(certain)
        total = math.fsum(values[unit] for unit in others)
    probabilities = [0.0] * len(values)
    for unit in others:
        probabilities[unit] = min(1.0, places * values[unit] / total)
    for unit in (unit for found in rounds for unit in found):
        probabilities[unit] = 1.0
    return Inclusion(
        probabilities=tuple(probabilities),
        certain=tuple(sorted(unit for found in rounds for unit in found)),
        rounds=tuple(rounds),
        remaining_n=places,
        remaining_size=total if others else 0.0,
        interval=total / places if places else None,
    )


def _population(checks: Checks, population: int, n: int) -> tuple[int, int]:
    size = checks.whole("population", population, least=1)
    wanted = checks.whole("n", n, least=1)
    if wanted > size:
        checks.add("n", Code.TOO_LARGE, limit=int(size))
    return (int(size) if size == size else 0), (int(wanted) if wanted == wanted else 0)
