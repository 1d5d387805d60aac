"""Facts that answer for others while nobody has written those: the terms of reference for the schedule, the field staff and the
person in charge, the outputs for the population, the administration for how the office is reached."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from activities.design.enums import Stage
from gsbpm_portal.accounts.models import CONTACT


class Row(Protocol):
    @property
    def values(self) -> Any: ...


Rows = Sequence[Row]


@dataclass(frozen=True)
class StandIn:
    """`path`: the field that answers, or the column; `read`: then the answer from all rows of its table, as the record would
    keep it, or None."""

    path: str
    read: Callable[[Rows], Any] | None = None

    @property
    def table(self) -> str:
        return self.path.partition(".")[0]


def _months_of(stage: Stage) -> Callable[[Rows], list[str] | None]:
    """From the first day of the first month in which a step of this stage is done to the last day of the last one."""

    def read(rows: Rows) -> list[str] | None:
        own = [row.values for row in rows if row.values.get("stage") == stage.value]
        spans = [(one["starts"], one["ends"]) for one in own if one.get("starts") and one.get("ends")]
        if not spans:
            return None
        first, last = min(start for start, _end in spans), max(end for _start, end in spans)
        year, month = int(last[:4]), int(last[5:])
        return [f"{first}-01", date(year, month, calendar.monthrange(year, month)[1]).isoformat()]

    return read


def _populations(rows: Rows) -> str | None:
    told = dict.fromkeys(row.values.get("population") for row in rows)
    return "\n".join(filter(None, told)) or None


STAND_INS = {
    **{f"schedule.stage_{stage.value}": StandIn("proposal_steps.stage", _months_of(stage)) for stage in Stage},
    "staff.supervisors": StandIn("proposal.supervisors"),
    "staff.enumerators": StandIn("proposal.enumerators"),
    "contacts.responsible_name": StandIn("proposal.signer"),
    "contacts.responsible_position": StandIn("proposal.signer_position"),
    **{f"contacts.{name}": StandIn(f"organisation.{name}") for name in CONTACT},
    "population.population": StandIn("outputs.population", _populations),
}
"""By the path that they answer for."""
