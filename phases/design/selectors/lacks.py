"""What a workspace still misses: one list a page, with the place where each is mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design import declared
from activities.design.facts import Facts
from activities.models import Cycle
from gsbpm_portal.core.transitions import Reason


class Weight(StrEnum):
    """How much a lack weighs. HOLDS: the sub-process cannot be submitted before it is mended."""

    HOLDS = "holds"
    CONTRADICTS = "contradicts"
    MISSING = "missing"


@dataclass(frozen=True)
class Lack:
    text: str
    url: str = ""
    weight: Weight = Weight.MISSING

    @property
    def holds(self) -> bool:
        return self.weight == Weight.HOLDS

    @property
    def contradicts(self) -> bool:
        return self.weight == Weight.CONTRADICTS


def held(reasons: Iterable[Reason]) -> list[Lack]:
    """The reasons of a gate as lines of the list: the same words, the same place."""
    return [Lack(str(reason.text), reason.anchor, Weight.HOLDS) for reason in reasons]


def in_order(lacks: Iterable[Lack]) -> list[Lack]:
    """What holds the submission first, then contradictions, then what is missing."""
    order = list(Weight)
    return sorted(lacks, key=lambda lack: order.index(lack.weight))


@dataclass(frozen=True)
class Places:
    """Addresses of the pages where facts are typed, each leading back to the workspace."""

    cycle: Cycle
    back: str

    def fields(self, section: str, group: str) -> str:
        return self._address("design-fields", section, group)

    def section(self, section: str) -> str:
        return self._address("design-section", section)

    def row(self, table: str, key: str) -> str:
        return self._address("design-row", declared.spec_of_table(table).code, table, key)

    def add(self, table: str, **values: str) -> str:
        """A new row; `values` are proposed for its columns."""
        return self._address("design-row-add", declared.spec_of_table(table).code, table, **values)

    def _address(self, name: str, *args: str, **values: str) -> str:
        address = reverse(f"activities:{name}", args=[self.cycle.activity.code, self.cycle.edition, *args])
        return f"{address}?{urlencode({**values, 'kembali': self.back})}"


def unfilled(facts: Facts, code: str, places: Places, groups: Sequence[str] = ()) -> list[Lack]:
    """The pages of a section with needed fields that are empty; of `groups` alone where some are named."""
    spec, values = declared.spec_of(code), facts.values(code)
    found = []
    for group in spec.pages if spec.fields else ():
        if groups and group.code not in groups:
            continue
        missing = [
            field
            for field in declared.missing([spec.field(name) for name in group.fields], values)
            if not facts.instead(f"{code}.{field.name}")[0]
        ]
        if missing:
            text = ngettext(
                "%(page)s: %(count)s answer is missing (%(names)s)", "%(page)s: %(count)s answers are missing (%(names)s)",
                len(missing),
            )  # fmt: skip
            names = ", ".join(str(field.label) for field in missing[:3]) + (", …" if len(missing) > 3 else "")
            told = {"page": group.title, "count": len(missing), "names": names}
            found.append(Lack(text % told, places.fields(code, group.code)))
    return found


def unfilled_rows(facts: Facts, tables: Iterable[str], places: Places) -> list[Lack]:
    """The rows with needed columns that are empty."""
    found = []
    for table in tables:
        for row in facts.rows(table):
            if missing := row.missing:
                names = ", ".join(str(field.label) for field in missing)
                told = {"key": row.key, "name": name_of(facts, row), "names": names}
                found.append(Lack(_("%(key)s %(name)s: not entered: %(names)s") % told, places.row(table, row.key)))
    return found


def name_of(facts: Facts, row: object) -> str:
    """What a row is called on a page: its name field as people read it, "" where it has none."""
    table, values = row.table, row.values  # type: ignore[attr-defined]
    return facts.shown(table.field(table.name_field), values[table.name_field])
