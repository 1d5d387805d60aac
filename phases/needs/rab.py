"""The budget of a cycle as it is typed: the rows of the design record as lines of `budget`, its ceilings, its faults in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design import declared
from activities.design.facts import Facts
from activities.design.options import BudgetLevel
from activities.design.values import figure
from gsbpm_portal.core import wording
from gsbpm_portal.core.documents.layout import money
from phases.needs.budget import Budget, Ceiling, Checked, Entry, Fault, Line, Standing, build

LINES = "budget_lines"
PAIRS = (1, 2, 3, 4)
WORDS = {
    Fault.OWN_PRICE: gettext_lazy("It is the sum of the lines below it: take out its own price and factors."),
    Fault.NO_PRICE: gettext_lazy("The unit price is missing."),
    Fault.CIRCLE: gettext_lazy("It belongs to itself: choose another line that it belongs to."),
    Fault.LEVEL: gettext_lazy("Its level is not below that of the line that it belongs to."),
    Fault.NO_CODE: gettext_lazy("An account needs its code."),
    Fault.GONE: gettext_lazy("The line that it belongs to is not there any more."),
}


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
        return build(self.entries, funding=self.funding)

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
    return " × ".join(f"{_number(number)} {unit}".strip() for number, unit in entry.given)


def volume_unit(entry: Entry) -> str:
    """What the volume counts: as typed, else the units of the factors (org hari), which shorter words may replace."""
    return entry.unit or " ".join(unit for _value, unit in entry.given if unit)


def _number(value: Decimal) -> str:
    return wording.number(value, max(0, -int(value.normalize().as_tuple().exponent)))


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


def shown(lines: Iterable[Line]) -> list[Shown]:
    """Lines for a page: figures with the separators of the language."""
    found = []
    for line in lines:
        entry = line.entry
        counts = not line.is_sum and entry.price is not None
        found.append(
            Shown(
                line=line,
                level=level_name(entry.level),
                calculation=calculation(entry),
                volume=_number(entry.volume) if counts else "",
                unit=volume_unit(entry) if counts else "",
                price=money(entry.price),
                amount=money(line.amount),
                faults=tuple(WORDS[fault] for fault in line.faults),
            )
        )
    return found


def level_name(level: str) -> str:
    return str(BudgetLevel(level).label) if level in BudgetLevel.values else level


def missing_fields(facts: Facts) -> list[Any]:
    """The needed answers about the budget as a whole that are empty."""
    return declared.missing(declared.spec_of("budget").fields, facts.values("budget"))
