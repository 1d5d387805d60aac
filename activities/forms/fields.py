"""Fields that name rows by public codes, and what places errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import User

UNKNOWN = _("Choose from the list.")


class PickField(forms.ChoiceField):
    """One of some rows, named by a public code. Unknown, foreign and broken codes are all the same mistake."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid_choice": UNKNOWN})
        super().__init__(**kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[tuple[str, Any, Any]], empty: Any = None) -> None:
        """(code, row, label) of each; `empty` is the label of choosing nothing."""
        offered = list(rows)
        self.rows = {code: row for code, row, _label in offered}
        self.choices = [
            *([("", empty)] if empty is not None else []),
            *((code, label) for code, _row, label in offered),
        ]

    def offer_groups(self, groups: Mapping[Any, list[tuple[str, Any, Any]]], empty: Any) -> None:
        """The same under headings."""
        self.rows = {code: row for rows in groups.values() for code, row, _label in rows}
        self.choices = [
            ("", empty),
            *((heading, [(code, label) for code, _row, label in rows]) for heading, rows in groups.items()),
        ]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class PickManyField(forms.MultipleChoiceField):
    """Some of some rows, each named by a public code."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid_choice": UNKNOWN, "invalid_list": UNKNOWN})
        super().__init__(**kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[tuple[str, Any, Any]]) -> None:
        offered = list(rows)
        self.rows = {code: row for code, row, _label in offered}
        self.choices = [(code, label) for code, _row, label in offered]

    def clean(self, value: Any) -> Any:
        return [self.rows[code] for code in super().clean(value)]


def person_label(user: User) -> str:
    """Name and position."""
    return f"{user} · {user.position}" if user.position else str(user)


def apply_check(form: forms.Form, check: Any, *arguments: Any) -> None:
    """Put what a validator refuses at its field."""
    try:
        check(*arguments)
    except ValidationError as error:
        add_errors(form, error)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Errors of a service or validator at their fields; those of fields that the form lacks stand above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
