"""Variables of the registry as cycles use them: for the pages of the design record, and told to the registry as uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities import registry as activities
from activities.design.models import DesignReference, VariableUse
from activities.models import Cycle
from metadata.enums import State
from metadata.models import Version
from metadata.registry import Use
from metadata.selectors.standing import Standing, standings


@dataclass(frozen=True)
class UsedVariable:
    """One variable of a cycle; `url` is "" where the person may not see the version, `standing` its mark where it is not in force
    any longer."""

    version: Version
    url: str
    standing: Standing | None
    reference_period: str
    source: str
    question: str
    note: str

    @property
    def state(self) -> State | None:
        """Its registration status, where that is worth a word and no mark tells it."""
        return None if self.standing is not None or self.version.state == State.ENDORSED else State(self.version.state)


def uses_of_cycle(cycle: Cycle) -> list[VariableUse]:
    """The uses in their order (one query)."""
    found = VariableUse.objects.filter(section__cycle=cycle).select_related("version__item__organisation")
    return list(found.order_by("position"))


def used_variables(cycle: Cycle, user: Any) -> list[UsedVariable]:
    """The variables of the cycle as the person may read them. Three queries, one more where one of them was retired.

    What the cycle leaves open is the registry's, unless the person may not see the version.
    """
    uses = uses_of_cycle(cycle)
    marks, visible = standings([use.version for use in uses], user), _visible([use.version_id for use in uses], user)
    found = []
    for use in uses:
        version = use.version
        content = version.content if use.version_id in visible else {}
        found.append(
            UsedVariable(
                version=version,
                url=version.get_absolute_url() if use.version_id in visible else "",
                standing=marks.get(version.pk),
                reference_period=use.reference_period or content.get("reference_period", ""),
                source=use.source,
                question=use.question or content.get("question", ""),
                note=use.note,
            )
        )
    return found


def uses_of(versions: Sequence[Version], user: Any) -> dict[int, list[Use]]:
    """Which cycles use the versions, by version id; those that the person does not see without name and address.

    A cycle uses a version as one of its variables, or names it in a declared section (a concept, an indicator, a classification).
    """
    wanted = [version.pk for version in versions]
    places = dict.fromkeys(
        VariableUse.objects.filter(version__in=wanted).values_list("version_id", "section__cycle_id"), "variables"
    )
    for version_id, cycle_id, code in DesignReference.objects.filter(version__in=wanted).values_list(
        "version_id", "section__cycle_id", "section__code"
    ):
        places.setdefault((version_id, cycle_id), code)
    if not places:
        return {}
    keys = {cycle_id for _version, cycle_id in places}
    running = activities.running(keys)
    seen = set(_cycles_seen(user).filter(pk__in=keys).values_list("pk", flat=True))
    cycles = Cycle.objects.filter(pk__in=keys).select_related("activity__organisation")
    found: dict[int, list[Use]] = {}
    for cycle in cycles.order_by("activity__title", "-period_start"):
        goes_on = cycle.pk in running
        for (version_id, cycle_id), code in places.items():
            if cycle_id != cycle.pk:
                continue
            told = Use(what=_("Activity"), name="", running=goes_on)
            if cycle.pk in seen:
                told = Use(
                    what=_("Activity"),
                    name=cycle.activity.title,
                    url=f"{reverse('activities:design', args=[cycle.activity.code, cycle.edition])}#{code}",
                    detail=f"{cycle.label} · {cycle.activity.organisation.label}",
                    running=goes_on,
                )
            found.setdefault(version_id, []).append(told)
    return found


def _cycles_seen(user: Any) -> Any:
    return Cycle.objects.visible_to(user) if user is not None and user.is_authenticated else Cycle.objects.none()


def _visible(keys: Sequence[int], user: Any) -> set[int]:
    if not keys:
        return set()
    return set(Version.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
