"""Forms of a cycle's team: who starts, who joins, whose vote goes to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities import selectors
from activities.enums import DelegationKind, SeatRole
from activities.forms.fields import UNKNOWN, PickField, PickManyField, person_label
from activities.models import ALL_PHASES, Cycle
from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core.forms import DateField, HouseForm


class FirstTeamForm(HouseForm):
    """Who works on the first cycle, for all phases; the team page divides the phases later."""

    supervisors = PickManyField(
        label=_("Supervisors"),
        help_text=_("They decide on what the staff submit. At least one, and better not somebody who works on it too."),
    )
    staff = PickManyField(
        label=_("Staff"),
        required=False,
        help_text=_("You are staff of this cycle already. Who else works on it?"),
    )
    walidata = PickField(
        label=_("Walidata contact"), required=False, help_text=_("Reviews the plan, metadata and standards.")
    )

    def __init__(self, *args: Any, user: User, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        path = organisation.path
        supervisors = list(selectors.supervisors_in_reach(path).select_related("home_unit").order_by("full_name"))
        supervisors.sort(key=lambda person: (person == user, not _is_near(person, path)))
        staff = selectors.people_of_office(path).exclude(pk=user.pk).order_by("full_name")
        self.fields["supervisors"].offer([(p.username, p, person_label(p)) for p in supervisors])
        self.fields["supervisors"].required = bool(supervisors)
        self.fields["supervisors"].error_messages["required"] = _("Choose at least one supervisor.")
        self.fields["staff"].offer([(p.username, p, person_label(p)) for p in staff])
        walidata = selectors.walidata_in_reach(path).order_by("full_name")
        self.fields["walidata"].offer([(p.username, p, person_label(p)) for p in walidata], empty=_("Nobody yet"))
        suggested = [p for p in supervisors if p != user and _is_near(p, path)][:1] or [
            p for p in supervisors if p != user
        ][:1]
        self.suggestion = {
            "supervisors": [p.username for p in suggested],
            "walidata": walidata[0].username if len(walidata) == 1 else "",
        }


def _is_near(person: User, path: str) -> bool:
    """Employed in the organisation itself, in a part of it, or in the office that it is a part of."""
    unit = person.home_unit
    return unit is not None and (unit.path.startswith(path) or (path.startswith(unit.path) and unit.depth > 0))


def phase_choices(names: Mapping[int, Any]) -> list[tuple[str, Any]]:
    """("3", "3 Implementasi Rancangan") of each phase."""
    return [(str(number), f"{number} {name}".strip()) for number, name in names.items()]


class SeatForm(HouseForm):
    """A person, a role, and the phases."""

    person = PickField(label=_("Person"))
    role = forms.ChoiceField(
        label=_("Role in the team"),
        choices=SeatRole.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": UNKNOWN},
    )
    phases = forms.MultipleChoiceField(
        label=_("Phases"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all phases."),
        error_messages={"invalid_choice": UNKNOWN, "invalid_list": UNKNOWN},
    )

    def __init__(self, *args: Any, cycle: Cycle, phase_names: Mapping[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = selectors.people_of_government(cycle.activity.organisation.path)
        self.fields["person"].offer_groups(_by_unit(people, cycle), empty=_("Choose …"))
        self.fields["phases"].choices = phase_choices(phase_names)

    def clean_phases(self) -> tuple[int, ...]:
        return tuple(int(number) for number in self.cleaned_data["phases"]) or (ALL_PHASES,)


def _by_unit(people: Any, cycle: Cycle) -> dict[str, list[tuple[str, User, str]]]:
    """People under the name of their unit, the activity's own organisation first."""
    path = cycle.activity.organisation.path
    groups: dict[str, list[tuple[str, User, str]]] = {}
    ordered = sorted(
        people.select_related("home_unit"),
        key=lambda p: (
            p.home_unit is None,
            p.home_unit is not None and not p.home_unit.path.startswith(path),
            p.home_unit.path if p.home_unit else "",
            str(p).casefold(),
        ),
    )
    for person in ordered:
        heading = person.home_unit.name if person.home_unit else str(_("Other people"))
        groups.setdefault(heading, []).append((person.username, person, person_label(person)))
    return groups


class DelegationForm(HouseForm):
    """Whose vote goes to whom, from when until when, and why."""

    delegator = PickField(label=_("Supervisor who is away"))
    delegate = PickField(
        label=_("Decides in their place"),
        help_text=_(
            "People with a role in this organisation or one above it who neither supervise this cycle already nor work on it "
            "as staff."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=DelegationKind.choices,
        widget=forms.RadioSelect,
        initial=DelegationKind.PLH,
        error_messages={"invalid_choice": UNKNOWN},
    )
    phase = forms.ChoiceField(label=_("Phase"), error_messages={"invalid_choice": UNKNOWN})
    starts = DateField(label=_("From"))
    ends = DateField(label=_("Until"), help_text=_("90 days at most."))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example leave, or the number of the letter.")
    )

    def __init__(
        self, *args: Any, user: User, cycle: Cycle, phase_names: Mapping[int, Any], appoints: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        seats = cycle.seats.filter(role=SeatRole.PENYELIA).select_related("user").order_by("user__full_name")
        delegators = {s.user.username: s.user for s in seats if appoints or s.user_id == user.pk}
        self.fields["delegator"].offer(
            [(code, p, person_label(p)) for code, p in delegators.items()],
            empty=_("Choose …") if len(delegators) != 1 else None,
        )
        self.fields["delegate"].offer_groups(_by_unit(selectors.delegates_for(cycle), cycle), empty=_("Choose …"))
        self.fields["phase"].choices = [(str(ALL_PHASES), _("All phases")), *phase_choices(phase_names)]

    def clean_phase(self) -> int:
        return int(self.cleaned_data["phase"])
