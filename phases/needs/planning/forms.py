"""Forms of the yearly planning. Those over entries are made from the declarations of their list, at most 15 fields a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.design.declared import Field
from activities.design.declared_forms import DeclaredForm
from activities.design.values import digest
from activities.forms import UNKNOWN
from activities.models import Cycle
from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core.forms import DateField, HouseForm
from phases.needs.planning.enums import Verdict
from phases.needs.planning.models import EARLIEST, LATEST, PlanEntry, PlanLikeness, PlanYear
from phases.needs.planning.selectors import Names


class OpenYearForm(HouseForm):
    """Which year of which government is planned."""

    organisation = forms.ChoiceField(label=_("Government"), error_messages={"invalid_choice": UNKNOWN})
    year = forms.IntegerField(
        label=_("Year"),
        min_value=EARLIEST,
        max_value=LATEST,
        localize=False,
        help_text=_("The year in which the data are collected; it is planned in the year before."),
    )

    def __init__(self, *args: Any, places: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.code: place for place in places}
        self.fields["organisation"].choices = [(code, place.name) for code, place in self.places.items()]

    def clean_organisation(self) -> Organisation:
        return self.places[self.cleaned_data["organisation"]]


class EntryForm(DeclaredForm):
    """Some fields of an entry; of a new one its producer, and the activity that the data come from, too."""

    def __init__(
        self,
        data: Any = None,
        *,
        fields: Iterable[Field],
        names: Names,
        content: Mapping[str, Any],
        producers: Iterable[Organisation] = (),
        cycles: Iterable[Cycle] = (),
        producer_label: Any = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, fields=fields, facts=names, content=content, **kwargs)
        self.producers = {place.code: place for place in producers}
        self.cycles = {cycle.audit_scope: cycle for cycle in cycles}
        if self.producers:
            self.fields["producer"] = forms.ChoiceField(
                label=producer_label,
                choices=[(code, place.name) for code, place in self.producers.items()],
                error_messages={"invalid_choice": UNKNOWN},
            )
        if self.cycles:
            self.fields["cycle"] = forms.ChoiceField(
                label=_("Activity"),
                required=False,
                choices=[("", _("No activity yet")), *((key, str(cycle)) for key, cycle in self.cycles.items())],
                error_messages={"invalid_choice": UNKNOWN},
            )
        for one in self.declared:
            if one.needed:
                self.fields[one.name].widget.attrs["data-needed"] = "1"

    @property
    def first(self) -> list[Any]:
        """The fields that stand before the declared ones."""
        return [self[name] for name in ("producer", "cycle") if name in self.fields]

    @property
    def producer(self) -> Organisation:
        return self.producers[self.cleaned_data["producer"]]

    @property
    def cycle(self) -> Cycle | None:
        return self.cycles.get(self.cleaned_data.get("cycle", ""))

    def told_meanwhile(self, entry: PlanEntry, fields: Iterable[str], shown: Mapping[str, str]) -> None:
        """Say at the fields that both changed what is stored; saving again puts the person's own in its place."""
        for name in fields:
            words = _("Somebody saved this meanwhile: %(value)s. Save again to put yours in its place.")
            self.add_error(name, words % {"value": shown.get(name) or "–"})


def fresh_base(fields: Iterable[Field], content: Mapping[str, Any]) -> dict[str, str]:
    """The digests of what is stored now."""
    return {one.name: digest(content.get(one.name, one.empty)) for one in fields}


class MoveForm(HouseForm):
    """A move: its comment; of a decision on a restriction also who decided."""

    comment = forms.CharField(
        label=_("Comment"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3, "id": "comment"})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, required: bool = False, names_decider: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if required:
            self.fields["comment"].label = _("Reason")
            self.fields["comment"].required = True
            self.fields["comment"].error_messages["required"] = _("Write down the reason.")
        if names_decider:
            self.fields["decided_by"] = forms.CharField(
                label=_("Decided by"),
                max_length=200,
                help_text=_("The forum and the pembina data, with the number of their decision."),
                error_messages={"required": _("Name who decided: the forum, with the pembina data.")},
            )
            self.order_fields(["decided_by", "comment"])


class MinutesForm(HouseForm):
    """Agenda and minutes of the forum. `seen`: the revision that the person was shown."""

    minutes_number = forms.CharField(label=_("Number of the minutes"), max_length=80, required=False)
    agreed_on = DateField(label=_("Day of the forum"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    agenda = forms.CharField(
        label=_("Agenda"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    participants = forms.CharField(
        label=_("Participants"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: name, institution."),
    )
    minutes = forms.CharField(
        label=_("Minutes"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    upload = forms.FileField(
        label=_("Minutes as signed"),
        required=False,
        help_text=_("A file is checked before anyone can open it. That takes a few seconds."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: PlanYear, **kwargs: Any) -> None:
        initial = {name: getattr(plan, name) for name in self.base_fields if hasattr(plan, name)}
        super().__init__(*args, initial={**initial, "seen": plan.revision}, **kwargs)


class LikenessForm(HouseForm):
    """The verdict on two entries that look alike."""

    verdict = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, error_messages={"invalid_choice": UNKNOWN}
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, first: PlanEntry, second: PlanEntry, settled: PlanLikeness | None = None, **kwargs: Any
    ):
        self.pair = {first.key: first, second.key: second}
        super().__init__(*args, prefix=f"{first.key}-{second.key}", **kwargs)
        self.fields["verdict"].choices = [
            (Verdict.DIFFERENT, Verdict.DIFFERENT.label),
            *((key, _("The same data: %(key)s stands") % {"key": key}) for key in self.pair),
        ]
        if settled is not None:
            self.initial = {"verdict": settled.kept.key if settled.kept else settled.verdict, "reason": settled.reason}

    @property
    def decision(self) -> dict[str, Any]:
        """As services.drawing.settle takes it."""
        chosen = self.cleaned_data["verdict"]
        kept = self.pair.get(chosen)
        return {
            "verdict": Verdict.SAME if kept else Verdict.DIFFERENT,
            "kept": kept,
            "reason": self.cleaned_data["reason"],
        }


class ProgressForm(HouseForm):
    """How far an action has come."""

    percent = forms.IntegerField(label=_("Progress in per cent"), min_value=0, max_value=100)
    note = forms.CharField(
        label=_("What was done"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChosenForm(HouseForm):
    """Which of the offered rows are decided on together."""

    chosen = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=_("Entries"),
        error_messages={"invalid_choice": UNKNOWN},
    )
    comment = forms.CharField(
        label=_("Comment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(key, key) for key in dict.fromkeys(offered)]
        self.fields["chosen"].error_messages["required"] = _("Tick at least one entry.")
