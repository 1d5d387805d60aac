"""The form over a draft, made from the declarations of its kind: one page for each group of attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import office, wording
from gsbpm_portal.core.forms import DateField, HouseForm
from gsbpm_portal.core.merging import Merging
from metadata.attributes import LONG, SHORT, Attribute, KindSpec
from metadata.enums import Change
from metadata.forms.fields import PointerField, PointersField
from metadata.models.items import code_validator

PROPOSED = {"measure": "registry_measures", "unit": "registry_units", "regulation": "sds_regulations"}
"""Office settings with what one may pick or overwrite while typing, one a line."""


class LinesField(forms.CharField):
    """Rows of some columns, one row a line, the columns parted by a vertical bar."""

    def __init__(self, columns: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), max_length=LONG, **kwargs)
        self.columns = columns

    def clean(self, value: Any) -> list[list[str]]:
        text = super().clean(value)
        return [
            [part.strip() for part in line.split("|", self.columns - 1)] for line in text.splitlines() if line.strip()
        ]

    def prepare_value(self, value: Any) -> Any:
        return self.alike(value) if isinstance(value, list) else value

    def alike(self, value: Any) -> str:
        if not isinstance(value, list):
            return "\n".join(str(value or "").split("\n")).strip()
        return "\n".join(" | ".join(part for part in row if part) for row in value)

    def put(self, data: Any, key: str, value: Any) -> None:
        data[key] = self.alike(value)


class ProposedInput(forms.TextInput):
    """A text with proposals that one may take or leave."""

    template_name = "metadata/widgets/proposed.html"

    def __init__(self, proposals: Iterable[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.proposals = tuple(proposals)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["proposals"] = self.proposals
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-usul"
        return context


def help_of(attribute: Attribute, spec: KindSpec) -> str:
    """What is said of an attribute, with which answers it is asked first."""
    if attribute.when is None:
        return str(attribute.help)
    words = _("Needed where %(condition)s.") if attribute.required else _("Only where %(condition)s.")
    return f"{words % {'condition': attribute.when.words(spec)}} {attribute.help}".strip()


def field_of(name: str, spec: KindSpec, *, user: Any, themes: Iterable[tuple[str, str]]) -> forms.Field:
    """The form field of an attribute. Nothing is required: a draft may lack anything but its name."""
    attribute = spec[name]
    common: dict[str, Any] = {"label": attribute.label, "help_text": help_of(attribute, spec), "required": False}
    match attribute.type:
        case "long":
            return forms.CharField(max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}), **common)
        case "expression":
            attrs = {"rows": 3, "spellcheck": "false", "class": "expression"}
            return forms.CharField(max_length=LONG, widget=forms.Textarea(attrs=attrs), **common)
        case "choice":
            return forms.ChoiceField(choices=[("", _("Not decided yet")), *attribute.choices.choices], **common)
        case "theme":
            return forms.ChoiceField(choices=[("", _("Not decided yet")), *themes], **common)
        case "bool":
            return forms.BooleanField(**common)
        case "date":
            return DateField(**common)
        case "ref":
            return PointerField(kinds=attribute.kinds, user=user, **common)
        case "refs":
            return PointersField(kinds=attribute.kinds, user=user, note=attribute.note, **common)
        case "levels":
            return LinesField(2, **common)
        case "links":
            return LinesField(3, **common)
    if attribute.name in PROPOSED:
        common["widget"] = ProposedInput(office.get(PROPOSED[attribute.name]).splitlines())
    return forms.CharField(max_length=attribute.max_length, **common)


def _distinct_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("It is another thing: none of the entries above means the same"),
        required=False,
        widget=forms.HiddenInput,
    )


def ask_whether_distinct(form: forms.Form) -> None:
    """Have the person say that the entry is another one than those much like it."""
    form.fields["distinct"].widget = forms.CheckboxInput()
    form.add_error("distinct", _("Look at the similar entries above; tick here if yours means something else."))


class DraftForm(Merging, HouseForm):
    """Some attributes of a draft; a text that somebody else changed meanwhile is not written over unseen.

    `speaks_of`: for each expression the names that it may use, in words.
    """

    marks_optional = False

    def __init__(
        self, *args: Any, spec: KindSpec, names: Iterable[str], user: Any, themes: Iterable[tuple[str, str]] = (),
        speaks_of: Mapping[str, str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offered = list(themes)
        for name in names:
            field = self.fields[name] = field_of(name, spec, user=user, themes=offered)
            if told := (speaks_of or {}).get(name):
                field.help_text = f"{field.help_text} {told}"
        self.needed = tuple(name for name in names if spec[name].required and spec[name].when is None)
        if "name_id" in self.fields:
            self.fields["name_id"].required = True
            self.fields["name_id"].error_messages["required"] = _("Write the name: everything else may wait.")
            self.fields["distinct"] = _distinct_field()
            self.order_fields(["distinct"])  # right below the similar entries
        self.spec, self.names = spec, tuple(names)
        self.follow()

    @property
    def values(self) -> dict[str, Any]:
        """What the form holds, as services.save_draft takes it."""
        found: dict[str, Any] = {}
        for name in self.names:
            value = self.cleaned_data[name]
            found[name] = ([value] if value else []) if self.spec[name].type == "ref" else value
        return found


class NewItemForm(HouseForm):
    """What a new entry begins with: whose it is, its code, its name and definition."""

    marks_optional = False

    def __init__(
        self, *args: Any, spec: KindSpec, organisations: Mapping[str, Organisation], user: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = dict(organisations)
        self.fields["name_id"] = forms.CharField(
            label=_("Name"), max_length=SHORT, help_text=help_of(spec["name_id"], spec)
        )
        self.fields["code"] = forms.CharField(
            label=_("Code"), max_length=60, required=False,
            help_text=_("Capital letters, digits and underscores. Left empty, it is made from the name. It stays as it is."),
        )  # fmt: skip
        self.fields["organisation"] = forms.ChoiceField(
            label=_("Organisation"), choices=[(code, row.name) for code, row in self.organisations.items()]
        )
        self.fields["definition_id"] = field_of("definition_id", spec, user=user, themes=())
        self.fields["distinct"] = _distinct_field()
        if len(self.organisations) == 1:
            self.fields["organisation"].initial = next(iter(self.organisations))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip().upper().replace(" ", "_").replace("-", "_")
        if code:
            code_validator(code)
        return code

    def clean_organisation(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]


class NewVersionForm(HouseForm):
    """What the next version changes."""

    change = forms.ChoiceField(
        label=_("What does it change?"),
        choices=[(c.value, c.label) for c in (Change.PATCH, Change.MINOR, Change.MAJOR)],
        widget=forms.RadioSelect,
        help_text=_(
            "An editorial correction leaves the meaning as it is and takes the place of the present version; where that one"
            " is used, the correction is pointed out. A new validity period has a meaning of its own: what used the old one"
            " keeps it."
        ),
    )
    change_note = forms.CharField(
        label=_("What is changed, and why?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, begins_again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if begins_again:
            del self.fields["change"]


class CommentForm(HouseForm):
    """A move that asks for no more than a comment; `required` where it is the reason of the decision."""

    comment = forms.CharField(
        label=_("Comment"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if required:
            field = self.fields["comment"]
            field.required, field.label = True, _("Reason")
            field.error_messages["required"] = _("Write down the reason.")


class ApproveForm(CommentForm):
    authority = forms.CharField(label=_("Approved by"), max_length=200)
    field_order = ["authority", "comment"]


class EndorseForm(CommentForm):
    """The endorsement as the named authority gave it. `came_on`: the day on which the registry last had the entry in hand; an
    endorsement before that day is asked about once."""

    authority = forms.CharField(
        label=_("Endorsed by"), max_length=200, help_text=_("Name and office, for example Kepala Dinas Kominfo.")
    )
    decree = forms.CharField(label=_("Number of the decree"), max_length=200, required=False)
    endorsed_on = DateField(label=_("Endorsed on"))
    valid_from = DateField(label=_("Valid from"))
    earlier = forms.BooleanField(
        label=_("The day is right: the authority decided before the entry came to the registry"),
        required=False,
        widget=forms.HiddenInput,
    )
    issued_code = forms.CharField(label=_("Code of the standard"), max_length=60)
    field_order = ["authority", "decree", "endorsed_on", "earlier", "valid_from", "issued_code", "comment"]

    def __init__(self, *args: Any, is_standard: bool = False, came_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came_on = came_on
        if not is_standard:
            del self.fields["issued_code"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day = data.get("endorsed_on")
        if day and self.came_on and day < self.came_on and not data.get("earlier"):
            self.fields["earlier"].widget = forms.CheckboxInput()
            words = _(
                "The entry was submitted and reviewed by %(day)s, after this endorsement. Correct the day, or tick here."
            )
            self.add_error("earlier", words % {"day": wording.moment(self.came_on, "date")})
        return data


class RetireForm(CommentForm):
    comment = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["comment", "replaced_by"]

    def __init__(self, *args: Any, kind: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"] = PointerField(
            kinds=(kind,),
            user=user,
            required=False,
            label=_("Use instead"),
            help_text=_("An endorsed entry of the same kind."),
        )


class RemarkForm(HouseForm):
    """A remark on an attribute, or on the whole."""

    def __init__(self, *args: Any, spec: KindSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attribute"] = forms.ChoiceField(
            label=_("About"),
            required=False,
            choices=[("", _("The whole entry")), *((a.name, a.label) for a in spec.attributes)],
        )
        self.fields["body"] = forms.CharField(
            label=_("Remark"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["query"] = forms.BooleanField(
            label=_("A query: an answer is needed before it is submitted again"), required=False
        )


class AnswerForm(HouseForm):
    body = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Errors of a service at their fields; those of fields that the form lacks stand above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
