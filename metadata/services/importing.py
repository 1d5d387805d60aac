"""What an import comes to: for every row whether it is new, changed, equal or wrong. Shared by items, codes and links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from metadata.tabular.faults import Fault, shown, sort_key
from metadata.tabular.reading import Row, Sheet

NEW, CHANGED, EQUAL = "new", "changed", "equal"
CHUNK = 500


class Outdated(Exception):
    """The registry is no longer as it was when the file was checked; the text names the row."""


@dataclass
class Plan:
    """`verdicts`: NEW, CHANGED or EQUAL by row number, for rows that are not wrong. `removed`: codes that the file leaves out."""

    sheet: Sheet
    verdicts: dict[int, str] = field(default_factory=dict)
    removed: list[Any] = field(default_factory=list)

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.sheet.rows if row.is_wrong]

    def of(self, *verdicts: str) -> list[Row]:
        return [row for row in self.sheet.rows if not row.is_wrong and self.verdicts.get(row.number) in verdicts]

    def faults(self) -> list[Fault]:
        return sorted(self.sheet.all_faults(), key=sort_key)

    def counts(self) -> dict[str, int]:
        wrong = self.wrong
        held = {row.number for row in wrong}
        found = Counter(verdict for number, verdict in self.verdicts.items() if number not in held)
        return {
            "rows": len(self.sheet.rows),
            NEW: found[NEW],
            CHANGED: found[CHANGED],
            EQUAL: found[EQUAL],
            "wrong": len(wrong),
            "removed": len(self.removed),
            "warnings": sum(fault.warning for fault in self.sheet.all_faults()),
        }


def tell(row: Row, column: str, message: str, fix: str = "") -> None:
    """Add a mistake to a row, with what stands in the cell as it was typed."""
    row.faults.append(Fault(row.number, column, message, fix, value=shown(row.cell(column))))


def warn(row: Row, column: str, message: str) -> None:
    """Add what is good to know and holds nothing back."""
    row.faults.append(Fault(row.number, column, message, warning=True, value=shown(row.cell(column))))


def with_changes() -> str:
    """What to do where only new rows are wanted and this one is there."""
    return _("Choose another code; or empty “alasan” and import with changes.")


def tell_error(row: Row, error: ValidationError, names: dict[str, str]) -> None:
    """Add what a validator refused; `names` gives the column of each attribute."""
    if hasattr(error, "error_dict"):
        for attribute, errors in error.error_dict.items():
            for one in errors:
                for message in one.messages:
                    tell(row, names.get(attribute, ""), message)
    else:
        for message in error.messages:
            tell(row, "", message)


def outdated(row: Row, error: Exception) -> Outdated:
    said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return Outdated(
        _("Row %(row)s cannot be imported any more: %(error)s Have the file checked again.")
        % {"row": row.number, "error": said}
    )
