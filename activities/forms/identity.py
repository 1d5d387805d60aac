"""Forms of an activity, of a cycle, and of what the next cycle takes over."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from activities import selectors
from activities.enums import ActivityKind, Coverage, Frequency, Repetition, StatisticType
from activities.forms.fields import UNKNOWN, PickField, apply_check
from activities.models import Activity, Cycle, code_validator, edition_validator
from activities.registry import RolloverPart
from activities.validators import (
    check_coverage,
    check_edition,
    check_repetition,
    check_span,
    looks_like_identity,
    read_identity,
)
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import clock
from gsbpm_portal.core.forms import DateField, HouseForm
from gsbpm_portal.core.merging import Merging


class IdentityForm(Merging, HouseForm):
    """What an activity is: the first step of a new one, and the page that changes it."""

    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("The name of the activity as it stands in its publications.")
    )
    organisation = PickField(label=_("Organisation"))
    kind = forms.ChoiceField(
        label=_("Way of collecting data"),
        choices=ActivityKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Decides which sub-processes apply at first; each can be taken back in later."),
        error_messages={"invalid_choice": UNKNOWN},
    )
    sector = PickField(label=_("Sector"))
    statistic_type = forms.ChoiceField(
        label=_("Type of statistics"),
        choices=StatisticType.choices,
        widget=forms.RadioSelect,
        initial=StatisticType.SECTORAL,
        error_messages={"invalid_choice": UNKNOWN},
    )
    repetition = forms.ChoiceField(
        label=_("Repetition"),
        choices=Repetition.choices,
        widget=forms.RadioSelect,
        initial=Repetition.REPEATED,
        error_messages={"invalid_choice": UNKNOWN},
    )
    frequency = forms.ChoiceField(
        label=_("Frequency"),
        choices=[("", _("Choose …")), *Frequency.choices],
        required=False,
        help_text=_("For repeated activities."),
        error_messages={"invalid_choice": UNKNOWN},
    )
    coverage = forms.ChoiceField(
        label=_("Coverage"),
        choices=Coverage.choices,
        widget=forms.RadioSelect,
        initial=Coverage.PART,
        error_messages={"invalid_choice": UNKNOWN},
    )
    coverage_note = forms.CharField(
        label=_("Regions covered"),
        max_length=300,
        required=False,
        help_text=_("Where a part of Indonesia is covered: which one, in a few words."),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences for those who do not know the activity."),
    )

    def __init__(self, *args: Any, user: User, activity: Activity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if activity is not None:
            self.follow()
        organisations = {o.code: o for o in selectors.organisations_for_new(user)}
        if activity is not None:
            organisations.setdefault(activity.organisation.code, activity.organisation)
        self.fields["organisation"].offer(
            [(o.code, o, o.name) for o in sorted(organisations.values(), key=lambda o: o.path)],
            empty=_("Choose …") if len(organisations) != 1 else None,
        )
        self._require("frequency", "repetition", Repetition.REPEATED, _("Choose how often the activity is repeated."))
        self._require("coverage_note", "coverage", Coverage.PART, _("Name the regions that are covered."))
        sectors = selectors.sectors_in_use(activity.sector if activity is not None else None)
        self.fields["sector"].offer([(s.code, s, str(s)) for s in sectors], empty=_("Choose …"))

    def _require(self, name: str, by: str, answer: str, message: Any) -> None:
        """Ask for a field where another one has this answer."""
        given = self.data.get(by) if self.is_bound else self.get_initial_for_field(self.fields[by], by)
        self.fields[name].required = given == answer
        self.fields[name].error_messages["required"] = message

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        names = (
            "title",
            "kind",
            "statistic_type",
            "repetition",
            "frequency",
            "coverage",
            "coverage_note",
            "description",
        )
        values = {name: getattr(activity, name) for name in names}
        return {**values, "organisation": activity.organisation.code, "sector": activity.sector.code}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("repetition") == Repetition.ONCE:
            data["frequency"] = ""
        if data.get("coverage") == Coverage.ALL:
            data["coverage_note"] = ""
        if "repetition" in data and "frequency" in data:
            apply_check(self, check_repetition, data["repetition"], data["frequency"])
        if "coverage" in data and "coverage_note" in data:
            apply_check(self, check_coverage, data["coverage"], data["coverage_note"])
        return data


# Cycle ----------------------------------------------------------------------------------------------------------------


class CycleForm(Merging, HouseForm):
    """When a cycle runs. Code and edition are asked for only while they can still be chosen."""

    code = forms.CharField(
        label=_("Code of the activity"),
        max_length=40,
        validators=[code_validator],
        help_text=_(
            "Short and lasting: it stands in addresses and documents and stays as it is. "
            "Capital letters, digits and hyphens."
        ),
    )
    edition = forms.CharField(
        label=_("Edition"),
        max_length=30,
        validators=[edition_validator],
        help_text=_("What tells this cycle from the others, for example 2026 or 2026-tw1. It stays as it is."),
    )
    name = forms.CharField(
        label=_("Name of the edition"),
        max_length=120,
        required=False,
        help_text=_("Only where it differs from the edition, for example Quarter 1 of 2026."),
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=1945,
        max_value=2200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write the year in four digits.")},
        localize=False,
    )
    period_start = DateField(label=_("Reference period from"))
    period_end = DateField(label=_("Reference period until"))
    planned_start = DateField(label=_("Planned start of the work"))
    planned_end = DateField(label=_("Planned end of the work"))
    recommendation = forms.CharField(
        label=_("Identity of the recommendation"),
        max_length=40,
        required=False,
        help_text=_("As given by BPS, for example V-23.1375.002."),
    )

    def __init__(self, *args: Any, activity: Activity | None = None, cycle: Cycle | None = None, **kwargs: Any) -> None:
        """For a new activity by default; with `activity` for its next cycle, with `cycle` for changing one."""
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.asks_code = activity is None and cycle is None
        if not self.asks_code:
            del self.fields["code"]
        if cycle is not None:
            del self.fields["edition"]
            self.follow()
        else:
            del self.fields["recommendation"]
        if activity is not None:
            self._warn_of_the_past()

    def _warn_of_the_past(self) -> None:
        """Say so where the cycle would be late from its first day; who enters it afterwards may go on."""
        name, field = "planned_start", self.fields["planned_start"]
        given = self.data.get(self.add_prefix(name)) if self.is_bound else self.get_initial_for_field(field, name)
        with suppress(ValidationError):
            day = field.to_python(given)
            if day is not None and day < clock.today():
                hint = _("This day has passed, so the cycle would be late from its first day: check the plan.")
                field.help_text = format_lazy("{} {}", field.help_text, hint)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Activity.objects.filter(code=code).exists():
            raise ValidationError(_("Another activity already has this code."))
        return code

    def clean_edition(self) -> str:
        edition: str = self.cleaned_data["edition"]
        try:
            check_edition(edition)
        except ValidationError as error:
            raise ValidationError(error.message_dict["edition"]) from error
        if self.activity is not None and self.activity.cycles.filter(edition=edition).exists():
            raise ValidationError(_("The activity already has an edition with this code."))
        return edition

    def clean_recommendation(self) -> str:
        return read_identity(self.cleaned_data["recommendation"])

    @property
    def odd_identity(self) -> bool:
        """Whether an identity was put in that does not look like one of BPS."""
        typed = self.cleaned_data.get("recommendation", "")
        return bool(typed) and "recommendation" in self.changed_data and not looks_like_identity(typed)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for first, last in (("period_start", "period_end"), ("planned_start", "planned_end")):
            apply_check(self, check_span, data.get(first), data.get(last), last if last not in self.errors else first)
        return data

    @staticmethod
    def initial_of(cycle: Cycle) -> dict[str, Any]:
        names = ("name", "year", "period_start", "period_end", "planned_start", "planned_end", "recommendation")
        return {name: getattr(cycle, name) for name in names}


class RolloverForm(HouseForm):
    """What the next cycle takes over: one choice for each registered part."""

    with_token = False
    LABELS = {"keep": _("Keep"), "review": _("Keep, and review"), "drop": _("Leave out")}

    def __init__(self, *args: Any, parts: Iterable[RolloverPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in parts:
            self.fields[part.code] = forms.ChoiceField(
                label=part.label,
                help_text=part.hint,
                choices=[(choice, self.LABELS.get(choice, choice)) for choice in part.choices],
                initial=part.default,
                widget=forms.RadioSelect,
                error_messages={"required": UNKNOWN, "invalid_choice": UNKNOWN},
            )
