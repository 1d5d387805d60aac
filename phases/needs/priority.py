"""The priority of a need: its score and its rank. Pure.

Score: the mean of the scores 1 … 5 weighted by the criteria's weights, over the criteria that were scored:

    score = Σ w(c)·s(c) / Σ w(c),   c among the criteria in use that have a score

Rank: 1 + how many needs stand before it. A need with every criterion scored stands before one with gaps, however high the few
scores of that one are; among equals the higher score stands first; equal scores share a rank (1, 2, 2, 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HIGHEST = 5


@dataclass(frozen=True)
class Score:
    """`value` 1 … 5 rounded half up to two decimals, None while nothing is scored; `scored` of `asked` criteria have a score."""

    value: Decimal | None
    scored: int
    asked: int
    rank: int | None = None

    @property
    def is_whole(self) -> bool:
        return self.asked > 0 and self.scored == self.asked


def score(scores: Mapping[str, int], weights: Mapping[str, int]) -> Score:
    """The score of one need; scores of criteria that have no weight (out of use) do not count."""
    counted = {code: int(scores[code]) for code in weights if code in scores}
    total = sum(weights[code] for code in counted)
    if not total:
        return Score(None, 0, len(weights))
    mean = Decimal(sum(weights[code] * value for code, value in counted.items())) / total
    return Score(mean.quantize(Decimal("0.01"), ROUND_HALF_UP), len(counted), len(weights))


def ranked(needs: Mapping[str, Mapping[str, int]], weights: Mapping[str, int]) -> dict[str, Score]:
    """The scores of all needs, by key, with their ranks; needs without any score have none."""
    found = {key: score(scores, weights) for key, scores in needs.items()}
    places = sorted((place for one in found.values() if (place := _place(one)) is not None), reverse=True)
    return {
        key: Score(one.value, one.scored, one.asked, None if (at := _place(one)) is None else places.index(at) + 1)
        for key, one in found.items()
    }


def _place(one: Score) -> tuple[bool, Decimal] | None:
    return None if one.value is None else (one.is_whole, one.value)
