"""The house form: hidden submission token, crispy helper, and label, help and error wired to their control.

Errors stand in two places: in the summary at the top ({% form_errors form %}), named by their field, and at the field.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gsbpm_portal.core import markup, tokens
from gsbpm_portal.core.dates import parse_day
from gsbpm_portal.core.widgets import DateInput as DateInput


class TokenField(forms.Field):
    """The submission token. Nonsense counts as none; it never makes a form look changed."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=tokens.new, widget=forms.HiddenInput(attrs={"id": False}))

    def to_python(self, value: Any) -> Any:
        return tokens.parse(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class House:
    """What every form of the portal has. ``with_token = False`` for the forms of a formset."""

    with_token: ClassVar[bool] = True
    marks_optional: ClassVar[bool] = True
    """False where nothing is required yet, so that the word would stand everywhere (drafts)."""
    needed: tuple[str, ...] = ()
    """Fields that may stay empty for now, yet are needed before what is written goes on to somebody else."""
    one_of: ClassVar[tuple[str, ...]] = ()
    """Fields of which one is needed: none of them is required, nor is it optional."""
    folded: ClassVar[dict[str, tuple[Any, Any]]] = {}
    """Long help (a regulation, say) folded under a field: {"field": (heading, text)}."""

    where: str = ""
    """What the form is about, where several stand on a page: said before each of its errors in the summary."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if self.with_token:
            self.fields[tokens.FIELD] = TokenField()
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):  # a browser cuts what is pasted beyond it without a word
                field.widget.attrs.pop("maxlength", None)
            if field.required and not isinstance(field.widget, forms.HiddenInput):
                label = field.label or name.replace("_", " ").capitalize()
                field.error_messages["required"] = gettext_lazy("%(label)s is not filled in yet.") % {"label": label}

    def add_prefix(self, field_name: str) -> str:
        """The token is one for the whole post, whatever the form's prefix."""
        if field_name == tokens.FIELD:
            return field_name
        return super().add_prefix(field_name)  # type: ignore[misc]

    @cached_property
    def helper(self) -> FormHelper:
        """Fields only: the page writes <form>, CSRF and buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper


class HouseForm(House, forms.Form):
    """Base of plain forms."""


class HouseModelForm(House, forms.ModelForm):
    """Base of forms over one row."""


HOW_TO_WRITE_A_DAY = gettext_lazy("For example 17-08-2026.")


class DateField(forms.DateField):
    """A day, typed in any usual form (core.dates) or picked from the browser's calendar; the help text says how."""

    widget = DateInput

    def __init__(self, *, help_text: Any = "", **kwargs: Any) -> None:
        said = format_lazy("{} {}", help_text, HOW_TO_WRITE_A_DAY) if help_text else HOW_TO_WRITE_A_DAY
        kwargs.setdefault(
            "error_messages", {"invalid": gettext_lazy("Write a date that exists, for example 17-08-2026.")}
        )
        super().__init__(help_text=said, **kwargs)

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value.strip() if isinstance(value, str) else value)
        day = parse_day(value)
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


# Errors -------------------------------------------------------------------------------------------------------------


def _words(label: Any, error: Any) -> str:
    """An error that names its field, so that it can be read away from it."""
    label, error = str(label), str(error)
    return error if not label or label.lower() in error.lower() else f"{label}: {error}"


def anchor(bound: BoundField) -> str:
    """Id of the control that an error leads to: of the first choice of a group."""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id)


def problems(form: Any) -> list[tuple[str, str]]:
    """(id of the control, text) of every error of a bound form, those of the form as a whole first with an empty id.

    A field whose label says enough only where it stands has a `full_label` besides ("2.2 Manajer survei: E-mail").
    """
    if not getattr(form, "is_bound", False):
        return []
    lines = [("", str(error)) for error in form.non_field_errors()]
    for bound in form:
        name = getattr(bound.field, "full_label", bound.label)
        lines += [("" if bound.is_hidden else anchor(bound), _words(name, error)) for error in bound.errors]
    where = getattr(form, "where", "")
    return [(anchor, f"{where} {text}" if where else text) for anchor, text in lines]


# Fields -------------------------------------------------------------------------------------------------------------


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def control(bound: BoundField, **attrs: Any) -> SafeString:
    """The widget of a field with the house's classes."""
    own = bound.field.widget.attrs.get("class", "")
    classes = [_control_class(bound.field.widget), own, "is-invalid" if bound.errors and not bound.use_fieldset else ""]
    return bound.as_widget(attrs={**attrs, "class": " ".join(filter(None, classes))})


def render_field(bound: BoundField) -> SafeString:
    """Label, help, error, control: in this order, so that each is read before the control it is about."""
    if bound.is_hidden:
        return mark_safe(str(bound))
    field, widget = bound.field, bound.field.widget
    label = conditional_escape(bound.label)
    marked = getattr(bound.form, "marks_optional", True) and not isinstance(widget, forms.CheckboxInput)
    marked = marked and bound.name not in getattr(bound.form, "one_of", ())
    if marked and not field.required and not field.disabled:
        word = escape(_("(optional)"))
        label = f'{label} <span class="optional">{word}</span>'
    elif bound.name in getattr(bound.form, "needed", ()):
        word = escape(_("(needed)"))
        label = f'{label} <span class="optional">{word}</span>'
    help_text = (
        f'<div class="form-text" id="{bound.auto_id}_helptext">{bound.help_text}</div>' if bound.help_text else ""
    )
    errors = ""
    if bound.errors:
        prefix = escape(_("Error:"))
        lines = "<br>".join(escape(error) for error in bound.errors)
        errors = (
            f'<p class="field__error" id="{bound.auto_id}_error">{markup.icon("late")}'
            f'<span><span class="visually-hidden">{prefix} </span>{lines}</span></p>'
        )
    fold = ""
    folded = getattr(bound.form, "folded", {}).get(bound.name)
    if folded:
        fold = (
            f'<details class="fold"><summary>{conditional_escape(folded[0])}</summary>'
            f"<div>{conditional_escape(folded[1])}</div></details>"
        )
    look = f"field field--{bound.name}{' field--error' if bound.errors else ''}"
    if isinstance(widget, forms.CheckboxInput):
        return mark_safe(
            f'<div class="{look} field--check" id="div_{bound.auto_id}">{errors}<div class="form-check">{control(bound)}'
            f'<label class="form-check-label" for="{bound.id_for_label}">{label}</label>{help_text}{fold}</div></div>'
        )
    if bound.use_fieldset:
        described = f' aria-describedby="{bound.aria_describedby}"' if bound.aria_describedby else ""
        return mark_safe(
            f'<fieldset class="{look} field--group" id="div_{bound.auto_id}"{described}>'
            f'<legend class="form-label">{label}</legend>'
            f"{help_text}{fold}{errors}{control(bound)}</fieldset>"
        )
    return mark_safe(
        f'<div class="{look}" id="div_{bound.auto_id}"><label class="form-label" for="{bound.id_for_label}">{label}</label>'
        f"{help_text}{fold}{errors}{control(bound)}</div>"
    )
