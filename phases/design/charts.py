"""The curve of the sample calculator as SVG: a pure function of plain values, every text escaped, looks by class alone.

A picture with a title and a description; the same numbers stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 20, 44
TICKS = 5


@dataclass(frozen=True)
class Words:
    """The texts of the chart: title and description for readers, the names of both axes, what is said of the marked point."""

    title: str
    description: str
    across: str
    up: str
    mark: str


def curve(
    points: Sequence[tuple[float, float]],
    mark: tuple[float, float],
    *,
    words: Words,
    across: Callable[[float], str],
    up: Callable[[float], str],
    key: str = "kurva",
) -> str:
    """Error against sample size. The vertical axis begins at zero; `across` and `up` write the numbers of the axes.

    `points` are in order of x, at least one; `mark` is the point that is asked for.
    """
    highest = max(max(y for _x, y in points), mark[1])
    lowest_x, highest_x = points[0][0], points[-1][0]
    rises = _steps(0, highest)
    goes = _steps(lowest_x, highest_x)
    top = max(rises[-1], highest) or 1.0
    width = max(highest_x - lowest_x, 1e-12)

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            round(LEFT + (WIDTH - LEFT - RIGHT) * (x - lowest_x) / width, 1),
            round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / top, 1),
        )

    parts = [
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{key}-title {key}-desc"'
        ' xmlns="http://www.w3.org/2000/svg">',
        f'<title id="{key}-title">{escape(words.title)}</title><desc id="{key}-desc">{escape(words.description)}</desc>',
    ]
    for value in rises:
        _x, y = at(lowest_x, value)
        parts.append(f'<line class="curve__grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(
            f'<text class="curve__label" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{escape(up(value))}</text>'
        )
    for value in goes:
        if lowest_x <= value <= highest_x:
            x, _y = at(value, 0)
            at_foot = f'x="{x}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle"'
            parts.append(f'<text class="curve__label" {at_foot}>{escape(across(value))}</text>')
    parts.append(
        f'<text class="curve__label" x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(words.across)}</text>'
        f'<text class="curve__label" x="4" y="12">{escape(words.up)}</text>'
    )
    path = " ".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(at(*point) for point in points))
    parts.append(f'<path class="curve__line" d="{path}"/>')
    x, y = at(*mark)
    side, shift = ("end", -9) if x > WIDTH * 0.6 else ("start", 9)
    parts.append(
        f'<line class="curve__drop" x1="{x}" x2="{x}" y1="{y}" y2="{HEIGHT - BOTTOM}"/>'
        f'<circle class="curve__mark" cx="{x}" cy="{y}" r="5"/>'
        f'<text class="curve__note" x="{x + shift}" y="{max(y - 8, 24)}" text-anchor="{side}">{escape(words.mark)}</text></svg>'
    )
    return "".join(parts)


def _steps(low: float, high: float) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`."""
    span = high - low
    if span <= 0:
        return [low]
    rough = span / TICKS
    size = 10 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    first = floor(low / step)
    found = [first * step]
    while found[-1] < high - step * 1e-9:
        found.append((first + len(found)) * step)
    return found
