"""An amount parted over periods, to the rupiah: what a page, a document and the formulas of a workbook have in common. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def shared_out(amount: Decimal, shares: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """The amount by period: its share rounded down to whole rupiah, the remainder in the last period that has a share.

    Shares that do not add up to 1 leave over what they leave over: nothing is put anywhere that nobody asked for.
    """
    parts = [Decimal(int(Fraction(amount) * share)) for share in shares]
    if (last := last_of(shares)) is not None:
        parts[last] += amount - sum(parts, Decimal(0))
    return tuple(parts)


def last_of(shares: Sequence[Fraction]) -> int | None:
    """The place of the period that takes the remainder; None where the shares do not add up to 1."""
    if sum(shares, Fraction(0)) != 1:
        return None
    return max(place for place, share in enumerate(shares) if share)
