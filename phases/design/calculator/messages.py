"""What the methods refuse or remark, as sentences at the fields of the calculator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from gsbpm_portal.core import wording
from phases.design.calculator.parameters import FIELD_OF
from phases.methods.sampling import Code, Fault, Notice, Remark
from phases.methods.sampling.refused import Parameters

IN_PERCENT = frozenset({"p", "confidence", "response_rate"})
"""Parameters whose limits people read in per cent."""


@dataclass(frozen=True)
class Said:
    """A fault as it is shown: the field of the form, or "" where it belongs to the table of strata."""

    field: str
    text: str


def faults_said(faults: Iterable[Fault], strata: Sequence[str] = ()) -> list[Said]:
    """Each fault at its field; one of a row of the table names the stratum."""
    found = []
    for fault in faults:
        text = fault_text(fault)
        if fault.row is None:
            found.append(Said(FIELD_OF.get(fault.parameter, ""), text))
        else:
            name = strata[fault.row] if fault.row < len(strata) else str(fault.row + 1)
            told = {"stratum": name, "column": column_name(fault.parameter), "text": text}
            found.append(Said("", _("Stratum %(stratum)s, %(column)s: %(text)s") % told))
    return found


def column_name(parameter: str) -> str:
    """What a column of the strata is called in a sentence."""
    names = {
        "size": _("units in the population"), "sd": _("standard deviation"), "p": _("expected proportion"),
        "mean": _("expected mean"), "cost": _("cost of a unit"), "minimum": _("at least"),
        "importance": _("importance"), "name": _("stratum"),
        "sizes": _("sample size"), "n": _("sample size"),
    }  # fmt: skip
    return names.get(parameter, parameter)


def fault_text(fault: Fault) -> str:
    return _FAULTS[fault.code](_told(fault.params, percent=fault.parameter in IN_PERCENT))


def notice_text(notice: Notice, strata: Sequence[str] = ()) -> str:
    text = _REMARKS[notice.remark](_told(notice.params))
    if notice.row is None or notice.row >= len(strata):
        return text
    return _("Stratum %(stratum)s: %(text)s") % {"stratum": strata[notice.row], "text": text}


def _told(params: Parameters, *, percent: bool = False) -> dict[str, str]:
    found = {}
    for name, value in params.items():
        if isinstance(value, str):
            found[name] = value
        elif percent and name == "limit":
            found[name] = f"{figure(value * 100)} %"
        else:
            found[name] = figure(value)
    return found


def figure(value: int | float, digits: int = 4) -> str:
    """A number with as many decimals as it needs, four significant digits at most below a thousand: 12.345 · 0,042."""
    size = abs(value)
    places = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 10 else 3 if size >= 1 else digits
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP).normalize()
    return wording.number(rounded, max(0, -int(rounded.as_tuple().exponent)))


Sentence = Callable[[dict[str, str]], str]

_FAULTS: dict[Code, Sentence] = {
    Code.REQUIRED: lambda p: _("This is needed."),
    Code.NOT_A_NUMBER: lambda p: _("Write a number."),
    Code.NOT_WHOLE: lambda p: _("Write a whole number."),
    Code.NOT_ABOVE: lambda p: _("Must be above %(limit)s.") % p,
    Code.TOO_SMALL: lambda p: _("At least %(limit)s.") % p,
    Code.NOT_BELOW: lambda p: _("Must be below %(limit)s.") % p,
    Code.TOO_LARGE: lambda p: _("At most %(limit)s.") % p,
    Code.ZERO: lambda p: _("It is zero: a relative precision of zero says nothing. Choose an absolute one."),
    Code.CHOOSE_ONE: lambda p: _("Give this or “%(other)s”, not both and not none.") % p,
    Code.EMPTY: lambda p: _("Nothing is given."),
    Code.REPEATED: lambda p: _("The name “%(name)s” stands there twice.") % p,
    Code.WRONG_LENGTH: lambda p: _("%(wanted)s values are needed, %(given)s are given.") % p,
    Code.MINIMUM_ABOVE_MAXIMUM: lambda p: _("The minimum %(minimum)s is above the maximum %(maximum)s.") % p,
    Code.BELOW_MINIMUMS: lambda p: _("The minimums of the strata need at least %(needed)s.") % p,
    Code.ABOVE_MAXIMUMS: lambda p: _("The strata have only %(available)s units.") % p,
    Code.OUT_OF_REACH: lambda p: _("Even the largest sample does not reach it; the best is %(best)s.") % p,
    Code.NO_VARIATION: lambda p: _("All standard deviations are zero: choose another allocation."),
}
_REMARKS: dict[Remark, Sentence] = {
    Remark.WHOLE_POPULATION: lambda p: (
        _("So precise an estimate would need %(needed)s units: all %(population)s are taken.") % p
    ),
    Remark.RESPONSE_SHORTFALL: lambda p: (
        _("%(needed)s answers are needed, but even all units selected bring only %(expected)s.") % p
    ),
    Remark.MINIMUM_APPLIED: lambda p: _("Raised to the minimum of %(minimum)s units.") % p,
    Remark.NORMAL_APPROXIMATION: lambda p: (
        _("Fewer than %(needed)s effective answers: an interval of estimate ± z × SE is a rough one here.") % p
    ),
    Remark.TAKEN_WHOLE: lambda p: _("All its units are taken."),
    Remark.AT_MAXIMUM: lambda p: _("Held at its maximum of %(maximum)s.") % p,
    Remark.FEWER_THAN_TWO: lambda p: _("With fewer than two units its sampling error cannot be estimated."),
    Remark.SPREAD_BY_SIZE: lambda p: _("What the rule could not place was spread by the size of the strata."),
    Remark.ALL_PSUS: lambda p: (
        _("%(needed)s first-stage units are needed, there are %(population)s: all are taken.") % p
    ),
    Remark.REMAINING_BUDGET: lambda p: _("%(amount)s of the budget remains.") % p,
}
