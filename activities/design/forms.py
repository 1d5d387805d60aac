"""One form for each section of the design record, at most 15 fields each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.utils.translation import gettext_lazy as _

from activities.design import selectors
from activities.design.enums import (
    BitChoices,
    CollectionMeans,
    CollectionMethod,
    CollectionUnit,
    Education,
    StaffKind,
    Stage,
    YesNo,
)
from activities.design.models import LONG, MOST_PEOPLE
from activities.design.selectors import Values
from activities.design.validators import CHECKS
from activities.design.variable_rows import VariablesField
from activities.design.variables import used_variables
from activities.enums import Coverage
from activities.forms import UNKNOWN
from activities.models import Cycle
from gsbpm_portal.core.forms import HOW_TO_WRITE_A_DAY, DateField, DateInput, HouseForm

LONGEST_NAME = 100
REGENCY = re.compile(r"(kota|kabupaten|kab\.?)\s", re.IGNORECASE)
"""How the name of a regency or city begins, which no province's does."""


class LongTextField(forms.CharField):
    """A text of some paragraphs; line ends are kept the same on every system, so that equal texts are equal."""

    def __init__(self, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONG)
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class BitsField(forms.MultipleChoiceField):
    """Several answers, kept as one number whose bits they are."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, options: type[BitChoices], **kwargs: Any) -> None:
        super().__init__(
            choices=[(str(option.value), option.label) for option in options],
            required=False,
            error_messages={"invalid_choice": UNKNOWN, "invalid_list": UNKNOWN},
            **kwargs,
        )
        self.options = options

    def clean(self, value: Any) -> int:
        return sum({int(code) for code in super().clean(value)})

    def prepare_value(self, value: Any) -> Any:
        return [str(option.value) for option in self.options.within(value)] if isinstance(value, int) else value


class CodeField(forms.ChoiceField):
    """One answer by its code, or none yet."""

    def __init__(self, options: Any, **kwargs: Any) -> None:
        super().__init__(
            choices=[("", _("Not decided yet")), *options.choices],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": UNKNOWN},
            **kwargs,
        )


class RegionsField(forms.CharField):
    """One region a line: regency or city, then its province, parted by a comma, a semicolon or a tab."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=60_000, **kwargs)

    def clean(self, value: Any) -> list[tuple[str, str]]:
        regions = []
        for number, line in enumerate(str(super().clean(value)).splitlines(), 1):
            parts = [" ".join(part.split()) for part in re.split(r"[,;\t]", line)]
            if not any(parts):
                continue
            if len(parts) > 2 or not all(parts):
                raise ValidationError(
                    _("Line %(number)s: write the regency or city, a comma, then the province."),
                    params={"number": number},
                )
            if not all(any(letter.isalpha() for letter in part) for part in parts):
                raise ValidationError(
                    _("Line %(number)s: write names of regions, not numbers alone."), params={"number": number}
                )
            if max(len(part) for part in parts) > LONGEST_NAME:
                raise ValidationError(_("Line %(number)s: the name is too long."), params={"number": number})
            if len(parts) == 1 and REGENCY.match(parts[0]):
                raise ValidationError(
                    _("Line %(number)s: write the province behind %(name)s, after a comma."),
                    params={"number": number, "name": parts[0]},
                )
            regions.append((parts[-1], parts[0] if len(parts) == 2 else ""))
        return regions

    def prepare_value(self, value: Any) -> Any:
        return selectors.text("regions", value) if isinstance(value, list) else value


class CountField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST_PEOPLE,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={"invalid": _("Write a whole number.")},
            **kwargs,
        )


class SpanWidget(forms.MultiWidget):
    """Two dates side by side, each with a label of its own."""

    template_name = "activities/widgets/span.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__({"start": DateInput(), "end": DateInput()})

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for part in context["widget"]["subwidgets"]:
            part["attrs"]["class"] = "form-control"
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: BaseRenderer | None = None) -> Any:
        return super().render(name, value, attrs, renderer)


class SpanField(forms.MultiValueField):
    """From and until of a stage: both or neither."""

    widget = SpanWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = (DateField(required=False), DateField(required=False))
        super().__init__(parts, required=False, require_all_fields=False, help_text=HOW_TO_WRITE_A_DAY, **kwargs)

    def compress(self, data_list: list[Any]) -> Any:
        first, last = [*(data_list or []), None, None][:2]
        if not first and not last:
            return None
        if not first or not last:
            raise ValidationError(_("Fill in both dates, or leave both empty."))
        return (first, last)


class SectionForm(HouseForm):
    """Base of the section forms: the revision that the person saw, and the content that it had then."""

    marks_optional = False
    code = ""
    intro: Any = ""
    is_wide = False
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        names = selectors.FIELDS[self.code]
        if all(name in data for name in names):
            try:
                CHECKS.get(self.code, lambda content: None)(data)
            except ValidationError as error:
                for name, problems in error.error_dict.items():
                    self.add_error(name, problems)
        return data

    def inform(self, cycle: Cycle, user: Any) -> None:
        """Let the form say what is known about what stands in it; nothing by default."""

    @property
    def values(self) -> Values:
        """The content of a valid form, as the service takes it."""
        return {name: self.cleaned_data[name] for name in selectors.FIELDS[self.code]}

    @property
    def seen_revision(self) -> int:
        return self.cleaned_data.get("revision") or 0

    def seen_digests(self) -> dict[str, str]:
        """The digests of the fields as the person was shown them; nonsense counts as none."""
        try:
            found = json.loads(self.cleaned_data.get("base") or "{}")
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def digests(values: Mapping[str, Any]) -> dict[str, str]:
    """A short digest of each field, by which one sees who of two people changed it."""
    return {
        name: hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:10]
        for name, value in selectors.plain(values).items()
    }


def initial(values: Values, revision: int) -> dict[str, Any]:
    """What a form starts from."""
    return {**values, "revision": revision, "base": json.dumps(digests(values), separators=(",", ":"))}


class DescriptionForm(SectionForm):
    code = "description"
    intro = _(
        "Why the activity is done and on what legal ground. The terms of reference and the metadata read it from here."
    )
    background = LongTextField(
        rows=8,
        label=_("Background"),
        help_text=_("Which question or duty makes the statistics necessary, and what is missing today."),
    )
    legal_basis = LongTextField(label=_("Legal basis"), help_text=_("Acts, regulations and decrees, one a line."))
    outline = LongTextField(
        label=_("Description of the activity"),
        help_text=_("What is done, with whom and where, in one or two paragraphs."),
    )


class ObjectivesForm(SectionForm):
    code = "objectives"
    intro = _("What the activity is to bring, and to whom.")
    aims = LongTextField(label=_("Objectives"), help_text=_("What is to be known at the end, one objective a line."))
    benefits = LongTextField(label=_("Benefits"), help_text=_("Which decisions or services become better by it."))
    main_users = LongTextField(
        rows=4, label=_("Main users"), help_text=_("Offices and groups that use the results, one a line.")
    )


class VariablesForm(SectionForm):
    code = "variables"
    is_wide = True
    intro = _(
        "Which variables of the registry are collected (MS-Keg 3.4). Definitions, classifications and rules stay in the "
        "registry; here stands what is special to this cycle."
    )
    variables = VariablesField(
        label=_("Variables"),
        required=False,
        help_text=_(
            "Write a code (UMUR), a code with its version (UMUR@1.0.0) or the name. To take one out, empty it; to move one, "
            "change its number. What is left empty is as the registry says."
        ),
    )

    def inform(self, cycle: Cycle, user: Any) -> None:
        self.fields["variables"].widget.facts = {one.version.label: one for one in used_variables(cycle, user)}


class PopulationForm(SectionForm):
    code = "population"
    intro = _(
        "What is observed, where, and how the data are collected. Numbers in brackets are those of the metadata form MS-Keg."
    )
    observation_unit = forms.CharField(
        label=_("Unit of observation (5.8)"),
        max_length=300,
        required=False,
        help_text=_("On what the data are collected, for example a fishing vessel or a clinic."),
    )
    population = LongTextField(
        rows=3,
        label=_("Population (universe)"),
        help_text=_("All units that the results speak of, with the time they belong to."),
    )
    coverage = CodeField(Coverage, label=_("Coverage (4.4)"))
    regions = RegionsField(
        label=_("Regions covered (4.5)"),
        help_text=_(
            "Where a part of Indonesia is covered: one a line, the regency or city, a comma, then the province. "
            "A province alone stands for all of it."
        ),
    )
    methods = BitsField(CollectionMethod, label=_("Methods of data collection (4.6)"))
    methods_other = forms.CharField(label=_("Name the other method"), max_length=200, required=False)
    means = BitsField(CollectionMeans, label=_("Means of data collection (4.7)"))
    means_other = forms.CharField(label=_("Name the other means"), max_length=200, required=False)
    units = BitsField(CollectionUnit, label=_("Units of data collection (4.8)"))
    units_other = forms.CharField(label=_("Name the other unit"), max_length=200, required=False)


class ScheduleForm(SectionForm):
    code = "schedule"
    intro = _(
        "The seven stages of the metadata form MS-Keg (3.3). Stages may overlap, but a later one does not begin before an "
        "earlier one."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in Stage:
            self.fields[f"stage_{stage}"] = SpanField(label=f"{stage} {stage.label}")


class StaffForm(SectionForm):
    code = "staff"
    intro = _(
        "Who collects the data, and how they are prepared. Numbers in brackets are those of the metadata form MS-Keg."
    )
    pilot = CodeField(YesNo, label=_("Is there a pilot survey? (6.1)"))
    kind = CodeField(
        StaffKind,
        label=_("Field staff (6.4)"),
        help_text=_("This and what follows is asked where data are collected by PAPI, CAPI or CATI."),
    )
    education = CodeField(Education, label=_("Lowest education of field staff (6.5)"))
    supervisors = CountField(label=_("Number of supervisors (6.6)"))
    enumerators = CountField(label=_("Number of enumerators (6.6)"))
    training = CodeField(YesNo, label=_("Are the field staff trained? (6.7)"))


FORMS: dict[str, type[SectionForm]] = {
    form.code: form
    for form in (DescriptionForm, ObjectivesForm, VariablesForm, PopulationForm, ScheduleForm, StaffForm)
}
