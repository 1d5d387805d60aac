"""What is wrong with the parameters of a method, and what a reader of its result must know: codes and numbers, no text.

A form shows each fault at its field and translates it; `PARAMETERS` says which numbers each code brings along."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Number: TypeAlias = int | float | Decimal
Parameters: TypeAlias = Mapping[str, int | float | str]


class Code(StrEnum):
    """Why a parameter is refused."""

    REQUIRED = "required"
    NOT_A_NUMBER = "not_a_number"  # a text, a truth value, infinite, or not a number
    NOT_WHOLE = "not_whole"
    NOT_ABOVE = "not_above"  # must be above the limit
    TOO_SMALL = "too_small"  # must be at least the limit
    NOT_BELOW = "not_below"  # must be below the limit
    TOO_LARGE = "too_large"  # must be at most the limit
    ZERO = "zero"  # a relative precision of what is zero
    CHOOSE_ONE = "choose_one"  # one of two, not both and not none
    EMPTY = "empty"
    REPEATED = "repeated"  # a name that another row has
    WRONG_LENGTH = "wrong_length"
    MINIMUM_ABOVE_MAXIMUM = "minimum_above_maximum"
    BELOW_MINIMUMS = "below_minimums"  # a sample or a budget below what the minimums of the strata need
    ABOVE_MAXIMUMS = "above_maximums"  # a sample above what the strata may give
    OUT_OF_REACH = "out_of_reach"  # a precision that even the largest sample does not reach
    NO_VARIATION = "no_variation"  # an allocation by standard deviations that are all zero


PARAMETERS: Mapping[Code, tuple[str, ...]] = {
    Code.REQUIRED: (),
    Code.NOT_A_NUMBER: (),
    Code.NOT_WHOLE: (),
    Code.NOT_ABOVE: ("limit",),
    Code.TOO_SMALL: ("limit",),
    Code.NOT_BELOW: ("limit",),
    Code.TOO_LARGE: ("limit",),
    Code.ZERO: (),
    Code.CHOOSE_ONE: ("other",),
    Code.EMPTY: (),
    Code.REPEATED: ("name",),
    Code.WRONG_LENGTH: ("given", "wanted"),
    Code.MINIMUM_ABOVE_MAXIMUM: ("minimum", "maximum"),
    Code.BELOW_MINIMUMS: ("needed",),
    Code.ABOVE_MAXIMUMS: ("available",),
    Code.OUT_OF_REACH: ("best",),
    Code.NO_VARIATION: (),
}


class Remark(StrEnum):
    """What a result wants its reader to know."""

    WHOLE_POPULATION = "whole_population"  # the precision needs all units
    RESPONSE_SHORTFALL = "response_shortfall"  # even all units selected will not bring the answers that are needed
    MINIMUM_APPLIED = "minimum_applied"
    NORMAL_APPROXIMATION = "normal_approximation"  # too few answers for an interval of estimate ± z·SE
    TAKEN_WHOLE = "taken_whole"  # a stratum of which all units are taken
    AT_MAXIMUM = "at_maximum"
    FEWER_THAN_TWO = "fewer_than_two"  # a stratum whose variance cannot be estimated from its one unit
    SPREAD_BY_SIZE = "spread_by_size"  # what the rule could not place went to strata without variation, by their size
    ALL_PSUS = "all_psus"  # more primary units are needed than there are
    REMAINING_BUDGET = "remaining_budget"


REMARK_PARAMETERS: Mapping[Remark, tuple[str, ...]] = {
    Remark.WHOLE_POPULATION: ("needed", "population"),
    Remark.RESPONSE_SHORTFALL: ("needed", "expected"),
    Remark.MINIMUM_APPLIED: ("minimum",),
    Remark.NORMAL_APPROXIMATION: ("needed",),
    Remark.TAKEN_WHOLE: (),
    Remark.AT_MAXIMUM: ("maximum",),
    Remark.FEWER_THAN_TWO: (),
    Remark.SPREAD_BY_SIZE: (),
    Remark.ALL_PSUS: ("needed", "population"),
    Remark.REMAINING_BUDGET: ("amount",),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One parameter refused. `row` is the place in a table, from 0; None: the parameter stands alone."""

    parameter: str
    code: Code
    params: Parameters = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One remark on a result; `row` as in Fault."""

    remark: Remark
    params: Parameters = field(default_factory=dict)
    row: int | None = None


class Refused(ValueError):
    """The parameters cannot be computed with. `faults` has all that is wrong, in the order of the parameters."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.parameter}: {fault.code}" for fault in faults))
        self.faults = faults


class Checks:
    """Collects faults. Each check gives the value as a float, or NaN where it is refused: comparisons with NaN are false,
    so that what hangs on a refused value adds no fault of its own."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, parameter: str, code: Code, row: int | None = None, **params: int | float | str) -> None:
        self.faults.append(Fault(parameter, code, params, row))

    def number(
        self,
        parameter: str,
        value: object,
        *,
        above: float | None = None,
        least: float | None = None,
        below: float | None = None,
        most: float | None = None,
        row: int | None = None,
    ) -> float:
        """A finite number inside its limits."""
        if value is None:
            self.add(parameter, Code.REQUIRED, row)
            return math.nan
        number = as_float(value)
        if not math.isfinite(number):
            self.add(parameter, Code.NOT_A_NUMBER, row)
        elif above is not None and number <= above:
            self.add(parameter, Code.NOT_ABOVE, row, limit=above)
        elif least is not None and number < least:
            self.add(parameter, Code.TOO_SMALL, row, limit=least)
        elif below is not None and number >= below:
            self.add(parameter, Code.NOT_BELOW, row, limit=below)
        elif most is not None and number > most:
            self.add(parameter, Code.TOO_LARGE, row, limit=most)
        else:
            return number
        return math.nan

    def whole(
        self,
        parameter: str,
        value: object,
        *,
        least: int | None = None,
        most: int | None = None,
        row: int | None = None,
    ) -> float:
        """A whole number inside its limits, whatever its type (10, 10.0)."""
        number = self.number(parameter, value, row=row)
        if number != number:
            return math.nan
        if not number.is_integer():
            self.add(parameter, Code.NOT_WHOLE, row)
            return math.nan
        return self.number(parameter, value, least=least, most=most, row=row)

    def stop(self) -> None:
        """Raise Refused if anything was found."""
        if self.faults:
            raise Refused(tuple(self.faults))


def as_float(value: object) -> float:
    """NaN for what is no number; a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return math.nan
    try:
        return float(value)
    except (OverflowError, ValueError):  # an integer beyond floats; a signalling NaN
        return math.nan


def rounded_up(value: float) -> int:
    """The smallest whole number not below `value`, taking no notice of the last digits of a float (400.0000000001 → 400)."""
    return math.ceil(value - 1e-9 * max(1.0, abs(value)))
