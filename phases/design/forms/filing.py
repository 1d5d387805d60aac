"""Forms of the steps of a notification: submitting, checking, what goes to BPS and comes back, follow-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.validators import looks_like_identity, read_identity
from gsbpm_portal.core import clock
from gsbpm_portal.core.forms import DateField, HouseForm
from phases.design.enums import Channel, Follow
from phases.design.services.filing_bps import Paper

WORDS = 2000
NOT_AN_IDENTITY = _(
    "This does not look like an identity of BPS: a letter, two digits of the year, four of the region and three or four of the"
    " number, as in V-26.9971.004. Compare it with the letter; if it really stands there like this, tick so below and say why."
)


def _text(rows: int = 3, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class SubmitForm(HouseForm):
    """A word on each warning that stands, and a note to the walidata."""

    def __init__(
        self, *args: Any, warnings: Sequence[Any] = (), words: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        """`words`: what was said of warnings the last time, by rule: it is not typed again."""
        super().__init__(*args, **kwargs)
        self.warnings = {f"kata-{finding.id}": finding for finding in warnings}
        for name, finding in self.warnings.items():
            self.fields[name] = forms.CharField(
                label=_("%(rule)s: what the walidata should know") % {"rule": finding.id},
                help_text=finding.text, max_length=500, required=False, initial=(words or {}).get(finding.id, ""),
            )  # fmt: skip
        self.fields["note"] = forms.CharField(
            label=_("Note to the walidata"), max_length=WORDS, required=False, widget=_text()
        )

    @property
    def words(self) -> dict[str, str]:
        """By rule."""
        return {
            finding.id: self.cleaned_data[name] for name, finding in self.warnings.items() if self.cleaned_data[name]
        }


class CheckForm(HouseForm):
    """The walidata's verdict on what was seen."""

    comment = forms.CharField(
        label=_("Comment"), max_length=WORDS, required=False, widget=_text(4, id="comment"),
        help_text=_("Needed when you return it without an open remark: what is to be mended, and where."),
    )  # fmt: skip
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class NoteForm(HouseForm):
    """One note: on a line of the form, for the sub-process that has to look at it again."""

    text = forms.CharField(label=_("What is to be mended"), max_length=WORDS, widget=_text())
    line = forms.ChoiceField(label=_("Line of the form"), required=False)
    subprocess = forms.ChoiceField(
        label=_("Sub-process that looks at it again"), required=False,
        help_text=_("Left open, the one in which the line is typed."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, lines: Sequence[tuple[str, str]], runs: Sequence[tuple[str, str]] = (), **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", _("The form as a whole")), *lines]  # type: ignore[attr-defined]
        if runs:
            self.fields["subprocess"].choices = [("", _("As proposed")), *runs]  # type: ignore[attr-defined]
        else:
            del self.fields["subprocess"]


class AnswerForm(HouseForm):
    answer = forms.CharField(label=_("What was mended"), max_length=WORDS, widget=_text())
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ReasonForm(HouseForm):
    """A step that needs no more than a word."""

    comment = forms.CharField(label=_("Reason"), max_length=WORDS, widget=_text(3, id="comment"))

    def __init__(self, *args: Any, required: bool = True, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = required
        if label is not None:
            self.fields["comment"].label = label


class PaperForm(HouseForm):
    """A letter, mail or entry: when, by which channel, under which number."""

    day = DateField(label=_("Date"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, widget=forms.RadioSelect)
    letter = forms.CharField(label=_("Number of the letter"), max_length=80, required=False)
    addressee = forms.CharField(label=_("Addressee"), max_length=200, required=False)
    upload = forms.FileField(label=_("Letter or proof (file)"), required=False, max_length=200, allow_empty_file=True)
    words = forms.CharField(label=_("Note"), max_length=WORDS, required=False, widget=_text())

    without: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": clock.today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name in self.without:
            del self.fields[name]

    @property
    def paper(self) -> Paper:
        data = self.cleaned_data
        return Paper(
            data["day"], data.get("channel", ""), data.get("letter", ""), data.get("addressee", ""), data.get("upload"),
            data.get("words", ""),
        )  # fmt: skip


class NotesForm(PaperForm):
    """That BPS returned it: the letter, and the first of its notes; more are added on the page."""

    without = ("addressee",)


class IdentityFields(HouseForm):
    """The identity of a recommendation. One that looks like none of BPS is asked about: a tick that it is right, and why."""

    identity = forms.CharField(
        label=_("Identity of the recommendation"),
        max_length=40,
        help_text=_("As the letter gives it, for example V-26.9971.004."),
    )
    as_given = forms.BooleanField(label=_("The letter of BPS really gives it like this"), required=False)
    odd = forms.CharField(label=_("Why it looks different"), max_length=300, required=False)
    needed = ("odd",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = str(self.data.get(self.add_prefix("identity"), "")) if self.is_bound else ""
        if not typed.strip() or looks_like_identity(read_identity(typed)):
            del self.fields["as_given"], self.fields["odd"]

    def clean_identity(self) -> str:
        return read_identity(self.cleaned_data["identity"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "as_given" in self.fields and "identity" in data:
            if not data.get("as_given"):
                self.add_error("identity", NOT_AN_IDENTITY)
            elif not data.get("odd"):
                self.add_error("odd", _("Say why this is the identity though it does not look like one of BPS."))
        return data

    @property
    def why(self) -> str:
        return str(self.cleaned_data.get("odd", ""))


class CorrectForm(IdentityFields):
    """Another identity in place of the recorded one. `seen` is the one that the person saw."""

    comment = forms.CharField(label=_("Why it is corrected"), max_length=WORDS, widget=_text(3, id="comment"))
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    field_order = ("identity", "as_given", "odd", "comment")


class RecommendForm(IdentityFields, PaperForm):
    without = ("channel", "addressee")
    items = forms.CharField(
        label=_("Recommendations"), max_length=60_000, required=False, widget=_text(6),
        help_text=_("One a line; each is followed up on its own."),
    )  # fmt: skip

    field_order = ("identity", "as_given", "odd", "letter", "day", "upload", "items", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].required = True
        self.fields["letter"].error_messages["required"] = _("The number of the letter is not filled in yet.")

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]


class RefuseForm(PaperForm):
    without = ("channel", "addressee")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True
        self.fields["words"].label = _("Grounds of the refusal")
        self.fields["words"].error_messages["required"] = _("The grounds of the refusal are not filled in yet.")


class FollowForm(HouseForm):
    """What became of an item of the recommendation."""

    state = forms.ChoiceField(label=_("State"), choices=Follow.choices, widget=forms.RadioSelect)
    follow_up = forms.CharField(label=_("What was done"), max_length=WORDS, required=False, widget=_text())
    evidence = forms.URLField(label=_("Address of the evidence"), max_length=500, required=False, assume_scheme="https")
    upload = forms.FileField(label=_("Evidence (file)"), required=False, max_length=200, allow_empty_file=True)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
