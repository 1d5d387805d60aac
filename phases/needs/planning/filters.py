"""What a list of a year's plan is narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core.filters import HouseFilter
from gsbpm_portal.core.widgets import QuickInput, QuickSelect
from phases.needs.planning.enums import EntryState
from phases.needs.planning.models import PlanEntry
from phases.needs.planning.selectors import Wish

ANY = _("All")


class EntryFilter(HouseFilter):
    """Becomes a Wish, which says it to the list and to the export alike."""

    q = django_filters.CharFilter(label=_("Name, number or producer"), max_length=200, widget=QuickInput)
    status = django_filters.ChoiceFilter(
        widget=QuickSelect, label=_("State"), choices=EntryState.choices, empty_label=ANY
    )
    instansi = django_filters.ChoiceFilter(widget=QuickSelect, label=_("Producer"), empty_label=ANY)

    class Meta:
        model = PlanEntry
        fields: list[str] = []

    def __init__(self, data: Any, *, producers: Iterable[Organisation]) -> None:
        super().__init__(data, queryset=PlanEntry.objects.none())
        self.filters["instansi"].extra["choices"] = [(place.code, place.name) for place in producers]

    @cached_property
    def wish(self) -> Wish:
        """What is asked for; a field that does not parse asks for nothing."""
        self.form.is_valid()
        given: dict[str, Any] = getattr(self.form, "cleaned_data", {})
        return Wish(q=given.get("q") or "", state=given.get("status") or "", producer=given.get("instansi") or "")
