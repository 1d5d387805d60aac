"""The calculator's form: the fields of the section `sample`, sent by address, nothing saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activities.design import declared
from activities.design.declared_forms import control_of
from activities.design.facts import Facts
from activities.design.values import figure, keep
from gsbpm_portal.core.forms import HouseForm
from phases.design.calculator.parameters import NAMES

LABELS = {"size": _("Units to divide among the strata"), "allocation": _("Allocation that is taken over")}
HELP = {
    "size": _("Left empty, as many as are calculated."),
    "calc_precision": _("In per cent of the estimate, or in its unit; for a proportion in percentage points."),
    "calc_roh": _("With the units below: the design effect of the stages is reckoned from both."),
}
PARTS = (
    ("sasaran", _("What is estimated"), ("calc_target", "calc_proportion", "calc_mean", "calc_deviation")),
    ("presisi", _("How precisely"), ("calc_precision_kind", "calc_precision", "calc_confidence")),
    ("keadaan", _("Under which conditions"),
     ("frame_size", "calc_deff", "calc_response", "calc_minimum", "calc_roh", "calc_take")),
    ("strata", _("Strata"), ("allocation", "size")),
)  # fmt: skip


class CalculatorForm(HouseForm):
    """Bound to an address with parameters; else it starts from the record."""

    with_token = False
    marks_optional = False

    def __init__(self, data: Any, *, facts: Facts) -> None:
        spec = declared.spec_of("sample")
        self.declared = tuple(spec.field(name) for name in NAMES)
        values = {**facts.values("sample"), "size": ""}
        initial = {
            one.name: figure(values[one.name]) if one.type in ("int", "decimal", "percent") else values[one.name]
            for one in self.declared
        }
        super().__init__(data, initial=initial)
        for one in self.declared:
            self.fields[one.name] = control_of(one, facts)
            self.fields[one.name].label = LABELS.get(one.name, one.label)
            self.fields[one.name].help_text = HELP.get(one.name, "")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for one in self.declared:
            if one.name in data:
                try:
                    data[one.name] = keep(one, data[one.name])
                except ValidationError as error:
                    self.add_error(one.name, error)
        return data

    @property
    def typed(self) -> dict[str, Any]:
        """What stands in the form, kept; a field with a mistake counts as empty."""
        return {one.name: self.cleaned_data.get(one.name, one.empty) for one in self.declared} if self.is_bound else {}

    @property
    def parts(self) -> list[tuple[str, Any, list[Any]]]:
        return [(code, title, [self[name] for name in names]) for code, title, names in PARTS]
