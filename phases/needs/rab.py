"""The budget of a cycle as it is typed: the rows of the design record as lines of `budget`, its ceilings, its faults in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design import declared
from activities.design.facts import Facts
from activities.design.options import BudgetLevel, BudgetMonth
from activities.design.values import figure
from activities.design.values import text as value_text
from gsbpm_portal.core import wording
from gsbpm_portal.core.documents.layout import money
from phases.needs.budget import Budget, Ceiling, Checked, Entry, Fault, Line, Standing, build, level_below
from phases.needs.spread import YEAR, Part, Spread, spread

LINES = "budget_lines"
SPREAD = "budget_months"
PAIRS = (1, 2, 3, 4)
NAMED = {
    "program": "proposal.program",
    "kegiatan": "proposal.budget_activity",
    "kro": "proposal.kro",
    "ro": "proposal.ro",
}
"""Lines that the head of the KAK names, by their level."""
WORDS = {
    Fault.OWN_PRICE: gettext_lazy("It is the sum of the lines below it: take out its own price and factors."),
    Fault.NO_PRICE: gettext_lazy("The unit price is missing."),
    Fault.NO_LINES: gettext_lazy("No line stands below it yet: add one, or give it a unit price."),
    Fault.CIRCLE: gettext_lazy("It belongs to itself: choose another line that it belongs to."),
    Fault.LEVEL: gettext_lazy("Its level is not below that of the line that it belongs to."),
    Fault.NO_CODE: gettext_lazy("An account needs its code."),
    Fault.GONE: gettext_lazy("The line that it belongs to is not there any more."),
    Fault.NO_MONTHS: gettext_lazy("Its spending by month names no month: choose some."),
    Fault.PART_LEFT: gettext_lazy(
        "Its shares by month are less than 100 percent: leave one share empty, or raise them."
    ),
}
EVENLY = {
    "steps": gettext_lazy(
        "Lines without months of their own are spent evenly over the months of the steps: %(months)s."
    ),
    "plan": gettext_lazy(
        "Lines without months of their own are spent evenly over the planned months of the cycle: %(months)s."
    ),
    "year": gettext_lazy("Lines without months of their own are spent evenly over the whole budget year."),
}
"""Over which months a line is spent where nothing else is said, by where these come from."""


def entry_of(key: str, values: Any) -> Entry:
    """A kept row as a line of the arithmetic."""
    return Entry(
        key=key,
        title=values.get("title", ""),
        level=values.get("level", ""),
        parent=values.get("parent", ""),
        code=values.get("code", ""),
        factors=tuple((figure(values.get(f"factor{n}")), values.get(f"unit{n}", "")) for n in PAIRS),
        unit=values.get("volume_unit", ""),
        price=figure(values.get("price")),
        funding=values.get("funding", ""),
    )


@dataclass
class Rab:
    """The budget of a cycle: lines with sums, ceilings, what is missing and what is wrong."""

    facts: Facts

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry_of(row.key, row.values) for row in self.facts.rows(LINES)]

    @cached_property
    def budget(self) -> Budget:
        """The tree of the lines; faults of the spending by month stand at their lines."""
        faults = self.spread.faults
        lines = self.spread.budget.lines
        return replace(
            self.spread.budget,
            lines=tuple(replace(line, faults=line.faults + faults.get(line.key, ())) for line in lines),
        )

    @cached_property
    def spread(self) -> Spread:
        """The lines over the months of the budget year."""
        parts = [
            Part(row["line"], BudgetMonth.numbers(row["months"]), figure(row["percent"]))
            for row in self.facts.rows(SPREAD)
        ]
        return spread(build(self.entries, funding=self.funding), parts, self.usual[1])

    @cached_property
    def usual(self) -> tuple[str, tuple[int, ...]]:
        """(where they come from, the months): those of the steps, else those of the plan, else all of the year."""
        steps = [(row["starts"], row["ends"]) for row in self.facts.rows("proposal_steps")]
        planned = [(str(self.facts.value(f"cycle.planned_{end}") or "")[:7] for end in ("start", "end"))]
        for source, spans in (("steps", steps), ("plan", planned)):
            if months := _months_within(self.year, spans):
                return source, months
        return "year", YEAR

    @property
    def evenly(self) -> str:
        """Over which months lines are spent that have none of their own, in a sentence."""
        source, months = self.usual
        return str(EVENLY[source]) % {"months": months_text(months)}

    @property
    def levels(self) -> dict[str, str]:
        """What the levels are called in this cycle, from the top down; those that its office does not have are left out."""
        said = self.facts.wordings.get(f"{LINES}.level")
        names = dict(said.choices or {}) if said else {}
        found = {level.value: names.get(level.value, level.label) for level in BudgetLevel}
        return {level: str(name) for level, name in found.items() if name is not None}

    def level_name(self, level: str) -> str:
        return self.levels.get(level) or level_name(level)

    def level_below(self, level: str) -> str:
        """The level that usually stands below this one, of those that the office has."""
        return level_below(level, tuple(self.levels))

    def name_for(self, level: str) -> str:
        """What the head of the KAK calls a line of this level; "" where it does not, or where a line is called so already."""
        name = str(self.facts.value(NAMED[level])) if level in NAMED else ""
        return "" if any(entry.title == name for entry in self.entries) else name

    @property
    def funding(self) -> str:
        return str(self.facts.value("budget.funding"))

    @property
    def year(self) -> str:
        return str(self.facts.value("budget.year") or self.facts.value("cycle.year"))

    @property
    def total(self) -> Decimal:
        return self.budget.total

    @cached_property
    def ceilings(self) -> tuple[Ceiling, ...]:
        """That of the whole budget, where one is set, then those of accounts."""
        found = []
        whole = figure(self.facts.value("budget.ceiling"))
        if whole is not None:
            found.append(Ceiling(whole, "", _("The whole budget")))
        for row in self.facts.rows("ceilings"):
            amount = figure(row["amount"])
            if amount is not None and row["account"]:
                found.append(Ceiling(amount, row["account"], row["title"]))
        return tuple(found)

    @cached_property
    def checked(self) -> tuple[Checked, ...]:
        return self.budget.check(self.ceilings)

    @property
    def over(self) -> list[Checked]:
        return [one for one in self.checked if one.standing == Standing.OVER]

    @property
    def whole(self) -> Checked | None:
        """How the total stands to its ceiling; None where there is none."""
        return next((one for one in self.checked if not one.ceiling.account), None)


def _months_within(year: str, spans: Iterable[Iterable[str]]) -> tuple[int, ...]:
    """The months (1 to 12) of the year in which one of the spans (2026-03, 2026-11) lies; one without an end has none."""
    found = set()
    for first, last in spans:
        if first and last:
            found |= {month for month in YEAR if first <= f"{year}-{month:02}" <= last}
    return tuple(sorted(found))


def months_text(months: Iterable[int]) -> str:
    """Jan–Mar, Oct: months that follow each other as from and until."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    names = [
        str(MONTHS_3[run[0]]).capitalize() + (f"–{str(MONTHS_3[run[-1]]).capitalize()}" if run[1:] else "")
        for run in runs
    ]
    return ", ".join(names)


def month_names() -> tuple[str, ...]:
    return tuple(str(MONTHS[month]) for month in YEAR)


def said(checked: Checked) -> str:
    """That a sum is above its ceiling, in a sentence that stands alone."""
    told = _told(checked)
    if checked.ceiling.account:
        return _("Account %(account)s: %(spent)s is %(much)s above its ceiling of %(ceiling)s.") % told
    return _("The budget of %(spent)s is %(much)s above the ceiling of %(ceiling)s.") % told


def short(checked: Checked) -> str:
    """The same beside the two sums."""
    if checked.standing == Standing.OVER:
        return _("%(much)s too much.") % _told(checked)
    if checked.standing == Standing.NEAR:
        return _("%(share)s of the ceiling is used; %(much)s is left.") % _told(checked)
    return _("%(much)s of the ceiling is left.") % _told(checked)


def _told(checked: Checked) -> dict[str, str]:
    return {
        "account": checked.ceiling.account,
        "spent": wording.rupiah(checked.spent),
        "ceiling": wording.rupiah(checked.ceiling.amount),
        "much": wording.rupiah(abs(checked.left)),
        "share": wording.percent(checked.share, 1),
    }


def calculation(entry: Entry) -> str:
    """20 org × 3 hari; nothing where no factor was given."""
    return " × ".join(f"{wording.exact(number)} {unit}".strip() for number, unit in entry.given)


def volume_unit(entry: Entry) -> str:
    """What the volume counts: as typed, else the units of the factors (org hari), which shorter words may replace."""
    return entry.unit or " ".join(unit for _value, unit in entry.given if unit)


@dataclass(frozen=True)
class Shown:
    """A line as the page shows it."""

    line: Line
    level: str
    calculation: str
    volume: str
    unit: str
    price: str
    amount: str
    faults: tuple[Any, ...]

    @property
    def key(self) -> str:
        return self.line.key

    @property
    def indent(self) -> int:
        """How far it stands in; deeper levels than eight are not told apart."""
        return min(self.line.depth, 7)

    @property
    def takes_children(self) -> bool:
        return self.line.entry.level != BudgetLevel.DETAIL


def shown(rab: Rab) -> list[Shown]:
    """The lines for a page: figures with the separators of the language."""
    found = []
    for line in rab.budget.lines:
        entry = line.entry
        counts = not line.is_sum and entry.price is not None
        found.append(
            Shown(
                line=line,
                level=rab.level_name(entry.level),
                calculation=calculation(entry),
                volume=wording.exact(entry.volume) if counts else "",
                unit=volume_unit(entry) if counts else "",
                price=money(entry.price),
                amount=money(line.amount),
                faults=tuple(WORDS[fault] for fault in line.faults),
            )
        )
    return found


def level_name(level: str) -> str:
    return str(BudgetLevel(level).label) if level in BudgetLevel.values else level


@dataclass(frozen=True)
class Month:
    """What is spent in a month, and by its end."""

    name: str
    amount: Decimal
    so_far: Decimal
    share: Decimal
    """of the whole budget, by its end"""


def by_month(rab: Rab) -> list[Month]:
    """The months of the budget year; none while there is nothing to spend."""
    if not rab.total:
        return []
    totals = rab.spread.totals
    rows = zip(month_names(), totals, accumulate(totals), strict=True)
    return [Month(name, amount, so_far, so_far / rab.total) for name, amount, so_far in rows]


@dataclass(frozen=True)
class Spending:
    """A row of the spending by month as the page shows it: of which line, in which months, how much of it."""

    key: str
    line: str
    months: str
    percent: str


def spending(rab: Rab) -> list[Spending]:
    """The lines that have months of their own, in the order in which they were entered."""
    titles = {entry.key: " ".join((entry.code, entry.title)).strip() or entry.key for entry in rab.entries}
    share = declared.table_of(SPREAD).field("percent")
    return [
        Spending(
            row.key,
            titles.get(row["line"], "") or row.key,
            months_text(BudgetMonth.numbers(row["months"])) or "–",
            value_text(share, row["percent"]) or _("the rest"),
        )
        for row in rab.facts.rows(SPREAD)
    ]


def missing_fields(facts: Facts) -> list[Any]:
    """The needed answers about the budget as a whole that are empty."""
    return declared.missing(declared.spec_of("budget").fields, facts.values("budget"))
