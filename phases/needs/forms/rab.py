"""The short form that adds a detail to the budget."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from activities.design import declared
from activities.design.declared_forms import DeclaredForm
from activities.design.facts import Facts
from phases.needs.budget import DETAIL
from phases.needs.rab import LINES, Rab, shown

SHORT = ("parent", "title", "factor1", "unit1", "factor2", "unit2", "factor3", "unit3", "volume_unit", "price")
"""What the short form asks; the page of the line has the rest."""


class DetailForm(DeclaredForm):
    """A detail below one of the lines that take some."""

    def __init__(self, data: Any = None, *, facts: Facts, rab: Rab, parent: str = "") -> None:
        table = declared.table_of(LINES)
        content = {one.name: one.empty for one in table.fields} | {"parent": parent}
        super().__init__(data, fields=[table.field(name) for name in SHORT], facts=facts, content=content)
        lines = [line for line in shown(rab) if line.takes_children]
        choices = [(line.key, " ".join((line.line.entry.code, line.line.entry.title)).strip()) for line in lines]
        self.fields["parent"].choices = [("", self.fields["parent"].choices[0][1]), *choices]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("parent", "title"):
            if name in values and not values[name]:
                words = _("%(label)s is not filled in yet.")
                self.add_error(name, words % {"label": self.fields[name].label})
        return values

    @property
    def row(self) -> dict[str, Any]:
        """The values of the new row."""
        return {**self.values, "level": DETAIL}
