"""The answers of one page of a form, each with the control of the section that keeps it."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from activities.design.declared_forms import control_of, start_of
from activities.design.facts import Facts
from activities.design.forms import FORMS
from activities.design.values import day, keep
from gsbpm_portal.core.forms import HouseForm
from phases.design.forms_catalogue import Form
from phases.design.projection import Line
from phases.design.selectors.filled import Slot, slots_of
from phases.design.services.answers import digest_of

MOST_BASE = 4000


class BlockForm(HouseForm):
    """Some facts of the design record, as a page of a form asks for them. Nothing is required.

    `base` carries the digests of what the person was shown, so that two people's edits never overwrite each other.
    """

    marks_optional = False
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST_BASE)

    def __init__(
        self,
        data: Any = None,
        *,
        slots: Sequence[Slot],
        facts: Facts,
        folds: dict[str, Any],
        names: dict[str, str],
        **kwargs: Any,
    ):
        self.slots, self.facts = list(slots), facts
        initial = {slot.control: _start(slot, facts) for slot in self.slots}
        base = {slot.path: digest_of(slot.path, _kept(slot, facts)) for slot in self.slots}
        initial["base"] = json.dumps(base, separators=(",", ":"))
        super().__init__(data, initial=initial, **kwargs)
        for slot in self.slots:
            self.fields[slot.control] = _control(slot, facts)
            self.fields[slot.control].full_label = names.get(slot.path, slot.label)  # type: ignore[attr-defined]
        self.folded = {slot.control: folds[slot.path] for slot in self.slots if slot.path in folds}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for slot in self.slots:
            if slot.declared is not None and slot.control in data:
                try:
                    keep(slot.declared, data[slot.control])
                except ValidationError as error:
                    self.add_error(slot.control, error)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """The answers by path, as services take them."""
        found = {}
        for slot in self.slots:
            value = self.cleaned_data[slot.control]
            found[slot.path] = keep(slot.declared, value) if slot.declared is not None else value
        return found

    @property
    def seen(self) -> dict[str, str]:
        """The digests of what the person was shown; nonsense counts as none."""
        try:
            found = json.loads(self.cleaned_data.get("base") or "{}")
        except ValueError:
            return {}
        return {str(path): str(text) for path, text in found.items()} if isinstance(found, dict) else {}

    def kept(self, slot: Slot) -> Any:
        """What stands in the record now, as services take it."""
        return _kept(slot, self.facts)

    def bound(self, slot: Slot) -> Any:
        return self[slot.control]


def _control(slot: Slot, facts: Facts) -> forms.Field:
    if slot.declared is not None:
        made = control_of(slot.declared, facts)
    else:
        made = copy.deepcopy(FORMS[slot.section]().fields[slot.name])
    made.label = slot.label
    return made


def _kept(slot: Slot, facts: Facts) -> Any:
    """What stands in the record, in the type in which services take it."""
    value = facts.value(slot.path)
    if slot.declared is None and slot.section == "schedule":
        return tuple(day(text) for text in value) if value else None
    return value


def _start(slot: Slot, facts: Facts) -> Any:
    return start_of(slot.declared, facts.value(slot.path), facts) if slot.declared is not None else _kept(slot, facts)


def slots_on(form: Form, lines: Sequence[Line]) -> list[tuple[Line, list[Slot]]]:
    """The lines with what is typed in their place; a fact that two lines show is typed at the first."""
    seen: set[str] = set()
    found = []
    for line in lines:
        slots = [slot for slot in slots_of(form, line) if slot.path not in seen]
        seen |= {slot.path for slot in slots}
        found.append((line, slots))
    return found
