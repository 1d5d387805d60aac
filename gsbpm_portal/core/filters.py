"""The house filter: a django-filter set whose form stands above a list, lives in the address and refreshes the list."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gsbpm_portal.core import forms as house
from gsbpm_portal.core import wording
from gsbpm_portal.core.tables import PAGE_PARAMETER, SORT_PARAMETER


class Active(NamedTuple):
    """One thing that is filtered by, and the address without it."""

    label: Any
    value: str
    url: str


class DayFilter(django_filters.DateFilter):
    """A day, written as in every form."""

    field_class = house.DateField


class HouseFilter(django_filters.FilterSet):
    """Base of every filter. What does not parse filters nothing and is said at its field."""

    @property
    def _query(self) -> QueryDict:
        data = self.data
        if isinstance(data, QueryDict):
            return data.copy()
        query = QueryDict(mutable=True)
        for name, value in (data or {}).items():
            query.setlist(name, value if isinstance(value, (list, tuple)) else [value])
        return query

    def visible_fields(self) -> list[Any]:
        """(bound field, its control) of what a person may set."""
        shown = []
        for bound in self.form.visible_fields():
            attrs = {}
            if isinstance(bound.field.widget, forms.TextInput) and not isinstance(bound.field.widget, forms.DateInput):
                bound.field.widget.input_type = "search"
                attrs["autocomplete"] = "off"
            shown.append((bound, house.control(bound, **attrs)))
        return shown

    @property
    def active(self) -> list[Active]:
        """What is set now, in words, with the address that takes it off."""
        if not self.is_bound:
            return []
        found = []
        self.form.is_valid()
        for bound in self.form.visible_fields():
            if bound.name not in self.form.cleaned_data or self.form.cleaned_data[bound.name] in (None, "", [], ()):
                continue
            value = self.form.cleaned_data[bound.name]
            if (
                hasattr(value, "__iter__")
                and not isinstance(value, (str, slice))
                and hasattr(value, "count")
                and not len(value)
            ):
                continue
            query = self._query
            for name in list(query):
                if name == bound.html_name or name.startswith(f"{bound.html_name}_"):
                    del query[name]
            query.pop(PAGE_PARAMETER, None)
            found.append(Active(bound.label, self._in_words(bound, value), f"?{query.urlencode()}"))
        return found

    @staticmethod
    def _in_words(bound: Any, value: Any) -> str:
        if isinstance(value, bool):
            value = str(value)
        if isinstance(value, date):
            return str(wording.moment(value, "date"))
        names = {
            str(key): str(label)
            for key, label in getattr(bound.field, "choices", [])
            if not isinstance(label, (list, tuple))
        }
        many = value if isinstance(value, (list, tuple)) else [value]
        if isinstance(value, slice):
            return "–".join(str(end) if end is not None else "…" for end in (value.start, value.stop))
        return ", ".join(names.get(str(getattr(one, "pk", one)), str(one)) for one in many)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters of the address that the form must carry along: the sort order."""
        return [(name, value) for name, value in self._query.items() if name.endswith(SORT_PARAMETER)]

    def render(self, target: str = "", path: str = "") -> SafeString:
        """The form; with a target HTMX asks again on every change and puts the answer's ``#target`` in place of it."""
        return render_to_string("components/filterbar.html", {"filter": self, "target": target, "path": path})
