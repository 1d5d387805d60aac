"""Forms over declared fields: made from the declarations, at most 15 fields each.

Nothing is required: what is not known yet is left empty, and saved. What cannot be kept at all (a day that does not exist, an
entry that nobody registered) is told at its field, with everything typed still standing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design.declared import Field, asked, never, table_of
from activities.design.enums import YesNo
from activities.design.facts import Facts
from activities.design.figures import parse_figure
from activities.design.forms import BitsField, LongTextField, SpanField
from activities.design.scales import register_scale as register_scale
from activities.design.scales import scale
from activities.design.values import day, digests, keep
from activities.forms import UNKNOWN
from gsbpm_portal.core import wording
from gsbpm_portal.core.forms import DateField, HouseForm
from metadata.forms.fields import PointerInput
from metadata.forms.items import ProposedInput

MOST_RADIOS = 6


class FigureField(forms.CharField):
    """A number as people write it (1.250.000; 12,5), kept as a Decimal."""

    def __init__(self, one: Field, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "figure"}),
            **kwargs,
        )
        self.one = one

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return self.one.empty
        number = parse_figure(text)
        if number is None or (self.one.type == "int" and number != number.to_integral_value()):
            raise ValidationError(
                _("Write a whole number.")
                if self.one.type == "int"
                else _("Write a number, for example 1.250.000 or 12,5.")
            )
        return int(number) if self.one.type == "int" else number

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int | Decimal):
            places = max(0, -int(Decimal(value).as_tuple().exponent))
            return str(value) if self.one.name == "year" else wording.number(value, places)
        return value


class MonthField(forms.CharField):
    """A month: 05-2026, or 2026-05."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "MM-YYYY", "class": "figure"})
        super().__init__(required=False, max_length=10, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value).replace("/", "-").replace(" ", "")
        first, _dash, second = text.partition("-")
        return f"{second}-{first.zfill(2)}" if len(second) == 4 else text

    def prepare_value(self, value: Any) -> Any:
        return f"{value[5:]}-{value[:4]}" if isinstance(value, str) and len(value) == 7 and value[4:5] == "-" else value


class FilesInput(forms.Widget):
    """Attachments that stand (untick to take one off), and a control for more."""

    use_fieldset = True
    needs_multipart_form = True

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-baru" if id_ else id_

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[list[str], list[UploadedFile]]:
        kept = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        new = files.getlist(f"{name}-baru") if isinstance(files, MultiValueDict) else []
        return list(kept), list(new)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        id_ = str((attrs or {}).get("id") or f"id_{name}")
        kept = value[0] if isinstance(value, tuple) else value or []
        lines = format_html_join(
            "",
            '<div><label for="{0}-{1}"><input type="checkbox" name="{2}" id="{0}-{1}" value="{3}" checked>'
            " <span>{4}</span></label></div>",
            ((id_, n, name, one, self.names.get(one, one)) for n, one in enumerate(kept)),
        )
        words = _("Attach files")
        return format_html(
            '<div class="choices">{0}</div><label class="form-label" for="{1}-baru">{2}</label>'
            '<input type="file" class="form-control" name="{3}-baru" id="{1}-baru" multiple>',
            lines, id_, words, name,
        )  # fmt: skip


class FilesField(forms.Field):
    """Gives (ids that stay, uploads that come)."""

    def __init__(self, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(required=False, widget=FilesInput(names), **kwargs)

    def clean(self, value: Any) -> tuple[list[str], list[UploadedFile]]:
        return value or ([], [])


class ScoresInput(forms.Widget):
    """One choice of 1 to 5 for each criterion."""

    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        first = next(iter(scale()), None)
        return f"{id_}-{first[0]}" if id_ and first else id_

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {code: str(data.get(f"{name}-{code}", "")) for code, _label, _help in scale()}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{code}" in data for code, _label, _help in scale())

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        id_ = str((attrs or {}).get("id") or f"id_{name}")
        found = value or {}
        rows = []
        for code, label, help_ in scale():
            options = format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                (
                    (n or "", " selected" if str(found.get(code, "")) == str(n or "") else "", n or _("not scored"))
                    for n in range(6)
                ),
            )
            rows.append(
                format_html(
                    '<div class="score"><label class="form-label" for="{0}-{1}">{2}</label>'
                    '<select class="form-select" name="{3}-{1}" '
                    'id="{0}-{1}">{4}</select><div class="form-text">{5}</div></div>',
                    id_,
                    code,
                    label,
                    name,
                    options,
                    help_,
                )  # fmt: skip
            )
        return format_html('<div class="scores">{}</div>', format_html_join("", "{}", ((row,) for row in rows)))


class ScoresField(forms.Field):
    widget = ScoresInput

    def clean(self, value: Any) -> dict[str, str]:
        return {code: score for code, score in (value or {}).items() if score}


def _choices(options: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Not decided yet")), *options.choices]


def control_of(one: Field, facts: Facts, *, without: str = "", kept: Any = None) -> forms.Field:
    """The form field of a declared one. `without`: the key of the row that is written, which cannot name itself. `kept`: what
    stands there, which may be chosen again even where it is offered no more."""
    told: dict[str, Any] = {"label": one.label, "help_text": one.help}
    invalid = {"invalid_choice": UNKNOWN, "invalid_list": UNKNOWN}
    if one.type in ("int", "decimal", "percent", "money"):
        return FigureField(one, **told)
    if one.type in ("long", "expression"):
        made = LongTextField(rows=one.rows, max_length=one.limit, **told)
        if one.type == "expression":
            made.widget.attrs |= {"class": "code", "spellcheck": "false"}
        return made
    if one.type in ("code", "yesno"):
        options = YesNo if one.type == "yesno" else one.choices
        widget = forms.RadioSelect if len(options) <= MOST_RADIOS else forms.Select
        choices = [
            (value, one.names.get(value) or label)
            for value, label in _choices(options)
            if one.names.get(value, label) is not None or value == kept
        ]
        return forms.ChoiceField(choices=choices, required=False, widget=widget, error_messages=invalid, **told)
    if one.type == "bits":
        return BitsField(one.choices, **told)
    if one.type == "bool":
        return forms.BooleanField(required=False, **told)
    if one.type == "date":
        return DateField(required=False, **told)
    if one.type == "month":
        return MonthField(**told)
    if one.type == "span":
        return SpanField(label=one.label)
    if one.type in ("pick", "picks"):
        rows = [(row.key, f"{row.key} · {row.name}") for row in facts.rows(one.table) if row.key != without]
        if not rows:
            nothing = _("Nothing to choose yet: %(list)s stands empty.") % {"list": table_of(one.table).title}
            told["help_text"] = f"{one.help} {nothing}".strip()
        if one.type == "pick":
            choices = [("", gettext_lazy("Not chosen yet")), *rows]
            return forms.ChoiceField(choices=choices, required=False, error_messages=invalid, **told)
        return forms.MultipleChoiceField(
            choices=rows, required=False, widget=forms.CheckboxSelectMultiple, error_messages=invalid, **told
        )
    if one.type == "pointer":
        return forms.CharField(required=False, max_length=400, widget=PointerInput(one.kinds), **told)
    if one.type == "files":
        return FilesField({id_: stored.name for id_, stored in facts.files.items()}, **told)
    if one.type == "scores":
        return ScoresField(required=False, **told)
    attrs = {"inputmode": {"email": "email", "url": "url", "phone": "tel"}.get(one.type, "text")}
    control = ProposedInput(_offered(one, facts), attrs) if one.offers else forms.TextInput(attrs)
    return forms.CharField(required=False, max_length=one.limit, widget=control, **told)


def _offered(one: Field, facts: Facts) -> list[str]:
    """The texts of the columns that are offered at a field, each once, in their order."""
    columns = [(table, name) for table, _dot, name in (path.partition(".") for path in one.offers)]
    return list(dict.fromkeys(text for table, name in columns for row in facts.rows(table) if (text := row[name])))


class DeclaredForm(HouseForm):
    """A form over some declared fields. `base` carries the digests of what the person was shown."""

    marks_optional = False
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        fields: Iterable[Field],
        facts: Facts,
        content: Mapping[str, Any],
        without: str = "",
        **kwargs: Any,
    ) -> None:
        self.declared = tuple(fields)
        self.facts, self.content = facts, content
        initial = {one.name: start_of(one, content.get(one.name, one.empty), facts) for one in self.declared}
        initial["base"] = json.dumps(digests(self.declared, content), separators=(",", ":"))
        super().__init__(data, files, initial={**initial, **(kwargs.pop("initial", None) or {})}, **kwargs)
        for one in self.declared:
            self.fields[one.name] = control_of(one, facts, without=without, kept=content.get(one.name))
        self.folded = {one.name: one.fold for one in self.declared if one.fold}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for one in self.declared:
            if one.name in data and one.type != "files":
                try:
                    keep(one, data[one.name])
                except ValidationError as error:
                    self.add_error(one.name, error)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """The content of a valid form; attachments as the ids that stay (`uploads` has those that come)."""
        return {
            one.name: self.cleaned_data[one.name][0] if one.type == "files" else self.cleaned_data[one.name]
            for one in self.declared
        }

    @property
    def uploads(self) -> dict[str, list[UploadedFile]]:
        return {one.name: self.cleaned_data[one.name][1] for one in self.declared if one.type == "files"}

    @property
    def seen(self) -> dict[str, str]:
        """The digests of the fields as the person was shown them; nonsense counts as none."""
        try:
            found = json.loads(self.cleaned_data.get("base") or "{}")
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}

    @property
    def present(self) -> dict[str, Any]:
        """What stands in the form now, kept where it can be: what decides which fields are asked."""
        if not self.is_bound:
            return dict(self.content)
        found = dict(self.content)
        for one in self.declared:
            field = self.fields[one.name]
            raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(one.name))
            try:
                cleaned = field.clean(raw)
                found[one.name] = keep(one, cleaned[0] if one.type == "files" else cleaned)
            except ValidationError:
                found[one.name] = one.empty
        return found

    @property
    def parts(self) -> tuple[list[Any], list[Any]]:
        """(fields that are asked for what stands in the form, those that other answers would bring up)."""
        names = {one.name for one in asked(self.declared, self.present)}
        bound = {one.name: self[one.name] for one in self.declared}
        return [b for n, b in bound.items() if n in names], [b for n, b in bound.items() if n not in names]

    @property
    def hangs(self) -> bool:
        """Whether some fields are asked for some answers alone."""
        return any(not one.is_always_asked and one.when is not never for one in self.declared)

    @property
    def hidden(self) -> list[Any]:
        return [bound for bound in self if bound.is_hidden]


def start_of(one: Field, kept: Any, facts: Facts) -> Any:
    """What a control starts from."""
    if one.type in ("decimal", "percent", "money"):
        return Decimal(kept) if kept else ""
    if one.type == "date":
        return day(kept)
    if one.type == "span" and kept:
        return tuple(day(text) for text in kept)
    if one.type == "pointer" and (version := facts.version(one, kept)):
        return f"{kept} · {version.name}"
    return kept
