"""The plan of a phase: one form with a line for each of its sub-processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import wording
from gsbpm_portal.core.forms import DateField, HouseForm
from phases.engine.models import SubProcessRun
from phases.engine.services.planning import Plan

FIELDS = ("assignee", "planned_start", "due")


class PlanLine(HouseForm):
    """Who does a sub-process, from when, until when. `base` is the plan that the writer started from."""

    with_token = False
    marks_optional = False

    assignee = forms.ChoiceField(label=gettext_lazy("Person in charge"), required=False)
    planned_start = DateField(label=gettext_lazy("Planned start"), required=False)
    due = DateField(label=gettext_lazy("Due"), required=False)
    base = forms.CharField(max_length=250, required=False, widget=forms.HiddenInput)

    def __init__(self, run: SubProcessRun, people: Mapping[str, User], data: Any = None) -> None:
        self.run, self.people = run, dict(people)
        if run.assignee is not None:  # who lost the seat since may stay
            self.people.setdefault(run.assignee.username, run.assignee)
        present = {
            "assignee": run.assignee.username if run.assignee else "", "planned_start": run.planned_start, "due": run.due,
        }  # fmt: skip
        super().__init__(data, prefix=run.number.replace(".", "-"), initial={**present, "base": self.present})
        choices = [("", _("Nobody yet")), *((name, str(user)) for name, user in self.people.items())]
        self.fields["assignee"].choices = choices  # type: ignore[attr-defined]
        self.fields["planned_start"].help_text = self.fields["due"].help_text = ""  # said once for all lines
        self.where = run.number

    @property
    def present(self) -> str:
        """The plan as it stands, in one line."""
        return "|".join(_parts(dict(zip(FIELDS, self._standing(), strict=True))))

    @property
    def plan(self) -> Plan | None:
        """What to write, what the writer left alone being as it stands now; nothing where nothing was changed."""
        changed = self._changed()
        if not changed:
            return None
        data = {
            **dict(zip(FIELDS, self._standing(), strict=True)),
            **{name: self.cleaned_data[name] for name in changed},
        }
        return Plan(self.people.get(data["assignee"]), data["planned_start"], data["due"])

    def clean(self) -> dict[str, Any]:
        """Somebody else's change since the page was opened is shown before it is written over."""
        data = super().clean() or {}
        if any(name not in data for name in FIELDS):
            return data
        lines = zip(FIELDS, self._base(data), self.present.split("|"), _parts(data), strict=True)
        for name, base, present, mine in lines:
            if mine not in (base, present) and base != present:
                self.data = self.data.copy()
                self.data[self.add_prefix("base")] = self.present
                words = _("Somebody changed this meanwhile to: %(plan)s. Save again to put yours in its place.")
                self.add_error(name, words % {"plan": self._told()})
        return data

    def _changed(self) -> list[str]:
        lines = zip(FIELDS, self._base(self.cleaned_data), _parts(self.cleaned_data), strict=True)
        return [name for name, old, new in lines if old != new]

    def _base(self, data: Mapping[str, Any]) -> list[str]:
        """What the writer started from; what stands now where the page did not say."""
        parts = data.get("base", "").split("|")
        return parts if len(parts) == len(FIELDS) else self.present.split("|")

    def _standing(self) -> tuple[Any, ...]:
        run = self.run
        return run.assignee.username if run.assignee else "", run.planned_start, run.due

    def _told(self) -> str:
        run = self.run
        days = [wording.moment(day, "date") if day else "–" for day in (run.planned_start, run.due)]
        person = run.assignee or _("Nobody yet")
        return f"{person}, {days[0]} – {days[1]}"


class PlanReason(HouseForm):
    """What goes with all lines: the token, and why."""

    comment = forms.CharField(
        label=gettext_lazy("Reason for the change"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "id": "comment"}),
    )


def _parts(plan: Mapping[str, Any]) -> list[str]:
    """The plan as texts, in the order of FIELDS."""
    return [plan["assignee"], *(plan[name].isoformat() if plan[name] else "" for name in FIELDS[1:])]
