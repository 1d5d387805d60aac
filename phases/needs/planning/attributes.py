"""What an entry of each list says, declared once: forms, pages, tables, exports and the agreed snapshot follow from it. Pure.

The fields are those of `activities.design.declared`, kept and read the same way. Every entry has a name (`name`) and a producer;
the producer is a column of the row, and so is the activity cycle. The priority list has the attributes of a region's list
2025-2029; the order of `forum` is that of the forum's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from activities.design.declared import Field, Group
from activities.enums import Frequency
from gsbpm_portal.core import office
from metadata.enums import Kind
from phases.needs.planning.enums import AccessLevel, ActionKind, DataKind, ListKind, MetadataState, Submission

LAWS = "restriction_laws"
"""The office setting: laws on which a restriction may rest, one a line."""
NAME = 200
"""Longest name of an entry."""

PRODUCER, CYCLE, ORIGIN, STATE, DECISION, YEARS, PROGRESS, DECIDED_BY = (
    "producer", "cycle", "origin", "state", "decision", "years", "progress", "decided_by",
)  # fmt: skip
"""Columns of the forum's tables that are no typed fields."""


@dataclass(frozen=True)
class KindSpec:
    """One list. `groups`: the pages of its form. `columns`: fields that the list shows beside name, producer and state.
    `forum`: the columns of the forum's table, in their order. `check(values)` gives {field: problem}."""

    kind: ListKind
    title: Any
    singular: Any
    lead: Any
    empty_text: Any
    fields: tuple[Field, ...]
    groups: tuple[Group, ...]
    columns: tuple[str, ...]
    forum: tuple[str, ...]
    check: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda values: {}

    def field(self, name: str) -> Field:
        """The field of this name; KeyError when there is none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)


def _laws() -> str:
    return str(office.get(LAWS))


def _years_in_order(values: Mapping[str, Any]) -> dict[str, Any]:
    first, last = values.get("first_year"), values.get("last_year")
    return {"last_year": _("The last year is before the first.")} if first and last and last < first else {}


def _days_in_order(values: Mapping[str, Any]) -> dict[str, Any]:
    first, last = values.get("since"), values.get("until")
    return {"until": _("The last day is before the first.")} if first and last and last < first else {}


DATA = KindSpec(
    ListKind.DATA,
    _("List of data (daftar data)"),
    _("data entry"),
    _("Data that are to be collected in the year: who produces them, when, and by which standard."),
    _("Draw the list from the needs and outputs of the activities, or add an entry."),
    (
        Field("name", _("Name of the data"), needed=True, max_length=NAME),
        Field("definition", _("Definition"), "long", needed=True, rows=3),
        Field("purpose", _("What they are needed for"), "long", rows=2),
        Field("frequency", _("How often"), "code", choices=Frequency, needed=True),
        Field("collected", _("Collected"), "span", needed=True),
        Field("released", _("Released"), "month", needed=True),
        Field("standard", _("Standard data or entry of the registry"), "pointer", kinds=(Kind.STANDARD, Kind.INDICATOR, Kind.VARIABLE)),
        Field("metadata", _("Metadata"), "code", choices=MetadataState, needed=True),
        Field("access", _("Access"), "code", choices=AccessLevel, needed=True),
        Field("note", _("Note"), "long", rows=2),
    ),
    (Group("isi", _("Data"), ("name", "definition", "purpose", "frequency", "collected", "released", "standard", "metadata", "access", "note")),),
    ("released", "metadata"),
    ("name", PRODUCER, CYCLE, "definition", "purpose", "standard", "frequency", "collected", "released", "metadata", "access", ORIGIN,
     "note", STATE, DECISION),
)  # fmt: skip

PRIORITY = KindSpec(
    ListKind.PRIORITY,
    _("List of priority data (daftar data prioritas)"),
    _("priority data entry"),
    _("Data that the plans of the nation and the region rest on. Each is taken from the list of data."),
    _("Open an entry of the list of data and put it on the priority list, or add one here."),
    (
        Field("ddp_id", _("DDP number"), max_length=40, help=_("As the list of the forum numbers it.")),
        Field("source", _("Reference source"), needed=True, help=_("For example RPJMN, RPJMD, SDGs or SPM.")),
        Field("indicator", _("Indicator"), needed=True),
        Field("name", _("Name of the data"), needed=True, max_length=NAME),
        Field("data_kind", _("Kind of data"), "code", choices=DataKind, needed=True),
        Field("submission", _("Kind of submission"), "code", choices=Submission, needed=True),
        Field("standard", _("Standard data"), "pointer", kinds=(Kind.STANDARD, Kind.INDICATOR, Kind.VARIABLE)),
        Field("unit", _("Unit of the producer"), help=_("The section that works on it.")),
        Field("definition", _("Definition"), "long", needed=True, rows=3),
        Field("measure_unit", _("Unit of measurement"), needed=True, max_length=80),
        Field("risk", _("Classification by risk"), max_length=120),
        Field("display", _("Classification of presentation"), help=_("For example district, sex, age group.")),
        Field("schedule", _("Schedule of updating"), needed=True, help=_("For example yearly, in March.")),
        Field("rad_tag", _("RAD tag"), max_length=120),
        Field("regional_support", _("Support of the region"), "yesno", needed=True),
        Field("regional_level", _("Level of the regional producer"), max_length=120),
        Field("first_year", _("First year"), "int", minimum=2000, maximum=2100),
        Field("last_year", _("Last year"), "int", minimum=2000, maximum=2100),
        Field("note", _("Note"), "long", rows=2),
    ),
    (
        Group("isi", _("Data"), ("ddp_id", "source", "indicator", "name", "data_kind", "submission", "standard", "unit", "definition", "measure_unit")),
        Group("sajian", _("Presentation and schedule"),
              ("risk", "display", "schedule", "rad_tag", "regional_support", "regional_level", "first_year", "last_year", "note")),
    ),
    ("source", "schedule"),
    ("ddp_id", "source", "indicator", "name", "data_kind", "submission", "standard", PRODUCER, "unit", "definition", "measure_unit",
     "risk", "display", "schedule", "rad_tag", "regional_support", "regional_level", "note", YEARS, STATE, DECISION),
    _years_in_order,
)  # fmt: skip

ACTION = KindSpec(
    ListKind.ACTION,
    _("Action plan (rencana aksi SDI)"),
    _("action"),
    _("What the offices do in the year so that data follow the principles of Satu Data Indonesia."),
    _("Add the first action: what is done, by whom, when, and what comes out of it."),
    (
        Field("name", _("Task"), needed=True, max_length=NAME),
        Field("action_kind", _("Matter"), "code", choices=ActionKind, needed=True),
        Field("pic", _("Person or unit in charge"), needed=True),
        Field("time", _("Time"), "span", needed=True),
        Field("output", _("Output"), "long", needed=True, rows=2),
        Field("note", _("Note"), "long", rows=2),
    ),
    (Group("isi", _("Action"), ("name", "action_kind", "pic", "time", "output", "note")),),
    ("action_kind", "pic", "time"),
    ("name", "action_kind", PRODUCER, "pic", "time", "output", "note", STATE, DECISION, PROGRESS),
)  # fmt: skip

RESTRICTION = KindSpec(
    ListKind.RESTRICTION,
    _("Restrictions of access (pembatasan akses)"),
    _("proposal to restrict access"),
    _("Data that are not to be open to all: why, by which law, how far and until when. The forum decides on each."),
    _("Nobody has proposed to restrict access to data."),
    (
        Field("name", _("Data set"), needed=True, max_length=NAME),
        Field("dataset", _("Data set of the registry"), "pointer", kinds=(Kind.DATASET,)),
        Field("reason", _("Reason"), "long", needed=True, rows=3),
        Field("legal_basis", _("Legal basis"), "long", needed=True, rows=3, help=_("Law, article and paragraph."),
              fold=(_("Laws that are often named"), lazy(_laws, str)())),
        Field("level", _("Level proposed"), "code", choices=AccessLevel, needed=True),
        Field("since", _("From"), "date", needed=True),
        Field("until", _("Until"), "date", help=_("Left empty, the forum looks at it again each year.")),
        Field("note", _("Note"), "long", rows=2),
    ),
    (Group("isi", _("Restriction"), ("name", "dataset", "reason", "legal_basis", "level", "since", "until", "note")),),
    ("level", "since", "until"),
    ("name", "dataset", PRODUCER, "reason", "legal_basis", "level", "since", "until", "note", STATE, DECISION, DECIDED_BY),
    _days_in_order,
)  # fmt: skip

SPECS: dict[ListKind, KindSpec] = {spec.kind: spec for spec in (DATA, PRIORITY, ACTION, RESTRICTION)}

HEADINGS: dict[str, Any] = {
    PRODUCER: _("Producer"),
    CYCLE: _("Activity"),
    ORIGIN: _("Drawn from"),
    STATE: _("State"),
    DECISION: _("Decision"),
    PROGRESS: _("Progress"),
    DECIDED_BY: _("Decided by"),
}


def spec_of(kind: str) -> KindSpec:
    return SPECS[ListKind(kind)]


def heading(spec: KindSpec, column: str) -> Any:
    """What a column of the forum's table is called."""
    if column == PRODUCER and spec.kind == ListKind.ACTION:
        return _("Office in charge")
    return HEADINGS[column] if column in HEADINGS else spec.field(column).label
