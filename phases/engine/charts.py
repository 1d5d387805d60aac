"""Charts as SVG, drawn on the server: pure functions of plain values, every text escaped, looks by class alone.

A chart is a picture with a title and a description; the same facts stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from textwrap import wrap

LABELS = 250
"""Width of the column of names; the time begins to the right of it."""
WIDTH = 1000
ROW = 30
HEAD = 34
LONGEST = 36
"""Letters of a name that fit into a line of its column; it has two lines."""


@dataclass(frozen=True)
class Bar:
    """One line of the chart. An actual time without an end is still running; `note` is written behind what is late.

    With a `url` the name is a link.
    """

    name: str
    planned_start: date | None = None
    planned_end: date | None = None
    actual_start: date | None = None
    actual_end: date | None = None
    note: str = ""
    strong: bool = False
    url: str = ""


@dataclass(frozen=True)
class Words:
    """The texts of the chart, in the language of the page; `months` are the twelve short names."""

    title: str
    description: str
    today: str
    months: Sequence[str]


def span_of(bars: Sequence[Bar], today: date) -> tuple[date, date]:
    """The whole months that hold every date of the bars."""
    days = [d for bar in bars for d in (bar.planned_start, bar.planned_end, bar.actual_start, bar.actual_end) if d]
    days += [today for bar in bars if bar.actual_start and not bar.actual_end]
    first, last = min(days, default=today), max(days, default=today)
    return first.replace(day=1), _next_month(last) - timedelta(days=1)


def gantt(
    bars: Sequence[Bar], *, today: date, words: Words, span: tuple[date, date] | None = None, key: str = "gantt"
) -> str:
    """Planned against actual: a dashed outline for the plan, a filled bar for what happened, hatched where it ran late.

    `span` is what is shown (default: all of it); `key` keeps the ids of two charts of one page apart.
    """
    first, last = span or span_of(bars, today)
    scale = _Scale(first, last)
    height = HEAD + ROW * len(bars) + 8
    parts = [
        f'<svg class="gantt" viewBox="0 0 {WIDTH} {height}" role="group" aria-labelledby="{key}-title {key}-desc"'
        ' xmlns="http://www.w3.org/2000/svg">',
        f'<title id="{key}-title">{escape(words.title)}</title><desc id="{key}-desc">{escape(words.description)}</desc>',
        f'<defs><pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="gantt__late" width="6" height="6"/><rect class="gantt__hatch" width="2" height="6"/></pattern></defs>',
        *_months(scale, height, words.months),
    ]
    for number, bar in enumerate(bars):
        parts += _bar(bar, HEAD + ROW * number, scale, today, key)
    if first <= today <= last:
        x = scale.at(today)
        side, shift = ("end", -4) if x > WIDTH - 60 else ("start", 4)
        parts.append(
            f'<line class="gantt__today" x1="{x}" x2="{x}" y1="18" y2="{height}"/>'
            f'<text class="gantt__today-label" x="{x + shift}" y="{height - 4}" text-anchor="{side}">{escape(words.today)}</text>'
        )
    parts.append("</svg>")
    return "".join(parts)


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date, *, end: bool = False) -> float:
        """Where a day begins (or ends), kept inside the chart."""
        days = (self.last - self.first).days + 1
        offset = (day - self.first).days + (1 if end else 0)
        return round(LABELS + (WIDTH - LABELS) * min(max(offset, 0), days) / days, 1)


def _months(scale: _Scale, height: int, names: Sequence[str]) -> list[str]:
    """A line for each month, named where there is room; January also carries its year."""
    months, day = [], scale.first
    while day <= scale.last:
        months.append(day)
        day = _next_month(day)
    step = 1 if len(months) <= 15 else 3 if len(months) <= 45 else 12
    parts = []
    for place, month in enumerate(months):
        x = scale.at(month)
        named = (month.month - 1) % step == 0
        strong = " gantt__grid--year" if month.month == 1 else ""
        parts.append(f'<line class="gantt__grid{strong}" x1="{x}" x2="{x}" y1="{22 if named else 28}" y2="{height}"/>')
        if named:
            year = f" {month.year}" if place == 0 or month.month == 1 else ""
            name = names[month.month - 1] if step < 12 else ""
            parts.append(f'<text class="gantt__label" x="{x + 3}" y="16">{escape(f"{name}{year}".strip())}</text>')
    return parts


def _bar(bar: Bar, top: int, scale: _Scale, today: date, key: str) -> list[str]:
    parts = [f'<line class="gantt__grid" x1="0" x2="{WIDTH}" y1="{top}" y2="{top}"/>', _name(bar, top)]
    if bar.planned_start and bar.planned_end and _shows(bar.planned_start, bar.planned_end, scale):
        parts.append(_rect("gantt__planned", bar.planned_start, bar.planned_end, top + 5, 8, scale))
    if bar.actual_start:
        end = bar.actual_end or max(today, bar.actual_start)
        on_time = min(end, bar.planned_end) if bar.planned_end else end
        done = " gantt__actual--done" if bar.actual_end else ""
        if bar.actual_start <= on_time and _shows(bar.actual_start, on_time, scale):
            parts.append(_rect(f"gantt__actual{done}", bar.actual_start, on_time, top + 16, 9, scale))
        if bar.planned_end and end > bar.planned_end:
            late = max(bar.actual_start, bar.planned_end + timedelta(days=1))
            if _shows(late, end, scale):
                parts.append(_rect("", late, end, top + 16, 9, scale, fill=f"url(#{key}-hatch)"))
    elif bar.planned_end and bar.planned_end < today and bar.note:
        end = today
    else:
        end = None
    if bar.note and end:
        x = scale.at(max(end, bar.planned_end or end), end=True)
        side, shift = ("end", -6) if x > WIDTH - 110 else ("start", 5)
        y = top + 25 if side == "start" else top + 13
        parts.append(
            f'<text class="gantt__note" x="{round(x + shift, 1)}" y="{y}" text-anchor="{side}">{escape(bar.note)}</text>'
        )
    return parts


def _name(bar: Bar, top: int) -> str:
    """The name on one line or two, in full on hover and for readers."""
    look = "gantt__label gantt__label--strong" if bar.strong else "gantt__label"
    indent = 0 if bar.strong else 12
    lines = wrap(bar.name, LONGEST, max_lines=2, placeholder="…") or [""]
    first = top + (19 if len(lines) == 1 else 13)
    spans = "".join(f'<tspan x="{indent}" y="{first + 13 * n}">{escape(line)}</tspan>' for n, line in enumerate(lines))
    text = f'<text class="{look}"><title>{escape(bar.name)}</title>{spans}</text>'
    if not bar.url:
        return text
    return f'<a href="{escape(bar.url)}" aria-label="{escape(bar.name)}">{text}</a>'


def _shows(start: date, end: date, scale: _Scale) -> bool:
    return start <= scale.last and end >= scale.first


def _rect(look: str, start: date, end: date, top: int, height: int, scale: _Scale, fill: str = "") -> str:
    x = scale.at(start)
    width = max(round(scale.at(end, end=True) - x, 1), 2)
    how = f'class="{look}"' if look else f'fill="{fill}"'
    return f'<rect {how} x="{x}" y="{top}" width="{width}" height="{height}" rx="1.5"/>'


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
