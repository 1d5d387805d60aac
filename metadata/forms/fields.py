"""Fields that name entries of the registry: a text with suggestions while typing, that works without a script too.

A person types a code, a code with its version, or a name. Suggestions come from metadata:suggest into a <datalist>.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from metadata.enums import Kind
from metadata.selectors.pointing import ended, resolve
from metadata.selectors.values import Pointer

SPARE = 3
"""Empty rows that stand below the filled ones."""
MOST = 100


def _suggesting(id: str, kinds: Sequence[Kind]) -> dict[str, str]:
    """The attributes of an input that gets suggestions."""
    address = f"{reverse('metadata:suggest')}?jenis={','.join(kind.value for kind in kinds)}&untuk={id}"
    return {
        "list": f"{id}-daftar",
        "autocomplete": "off",
        "spellcheck": "false",
        "hx-get": address,
        "hx-trigger": "input changed delay:250ms, focus once",
        "hx-target": f"#{id}-daftar",
        "hx-swap": "innerHTML",
        "hx-params": "none",
        "data-suggest": "1",
    }


class PointerInput(forms.TextInput):
    """One entry: an input, the list of its suggestions, and what is said of them."""

    def __init__(self, kinds: Sequence[Kind], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kinds = tuple(kinds)

    def format_value(self, value: Any) -> str:
        return _shown(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        own = {**self.attrs, **(attrs or {})}
        return _row(name, _shown(value), str(own.get("id") or f"id_{name}"), self.kinds, own)


class PointersInput(forms.Widget):
    """Several entries: one row each, and some empty ones; with a note beside each where one is asked for."""

    use_fieldset = True

    def __init__(self, kinds: Sequence[Kind], note: Any = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kinds, self.note = tuple(kinds), note

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        getlist = data.getlist if hasattr(data, "getlist") else lambda key: data.get(key, [])
        texts, notes = getlist(name)[: MOST + SPARE], getlist(f"{name}_catatan")
        rows = [(str(text), str(notes[n]) if n < len(notes) else "") for n, text in enumerate(texts)]
        return [(text.strip(), note.strip()) for text, note in rows if text.strip() or note.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        own = {**self.attrs, **(attrs or {})}
        start = str(own.pop("id", "") or f"id_{name}")
        rows = [(_shown(one), _note(one)) for one in value or []]
        rows += [("", "")] * SPARE
        lines = []
        for place, (text, note) in enumerate(rows):
            id = f"{start}_{place}"
            label = format_html(
                '<label class="visually-hidden" for="{}">{}</label>', id, _("Entry %(n)s") % {"n": place + 1}
            )
            field = _row(name, text, id, self.kinds, {**own, "id": id})
            extra: str = ""
            if self.note:
                extra = format_html(
                    '<label class="visually-hidden" for="{0}-c">{1} {2}</label>'
                    '<input type="text" class="form-control" name="{3}_catatan" id="{0}-c" value="{4}"'
                    ' placeholder="{1}" maxlength="500" autocomplete="off">',
                    id,
                    self.note,
                    place + 1,
                    name,
                    note,
                )
            lines.append(format_html('<li class="pointer">{}{}{}</li>', label, field, extra))
        return format_html(
            '<ul class="pointers" data-rows="{}">{}</ul>'
            '<button type="button" class="btn btn-quiet btn-sm pointers__more" data-add-row="{}" hidden>{}</button>',
            start, mark_safe("".join(lines)), MOST, _("Add a row"),
        )  # fmt: skip


def _row(name: str, text: str, id: str, kinds: Sequence[Kind], attrs: dict[str, Any]) -> SafeString:
    told = {key: value for key, value in _suggesting(id, kinds).items() if value}
    merged = {
        **told,
        **attrs,
        "id": id,
        "class": f"form-control {attrs.get('class', '').replace('choices', '')}".strip(),
    }
    pairs = ((key, value) for key, value in merged.items() if value not in (None, False, ""))
    written = format_html_join("", ' {}="{}"', pairs)
    return format_html(
        '<input type="text" name="{0}" value="{1}" maxlength="400"{2}><datalist id="{3}-daftar"></datalist>'
        '<div class="form-text" id="{3}-saran" aria-live="polite"></div>',
        name, text, written, id,
    )  # fmt: skip


def _shown(value: Any) -> str:
    """CODE@1.0.0 · name of a pointer; what was typed as it was typed."""
    one = value[0] if isinstance(value, (list, tuple)) and value else value
    if isinstance(one, Pointer):
        return f"{one.target.label} · {one.target.name}"
    return "" if not one else str(one)


def _note(value: Any) -> str:
    return value.note if isinstance(value, Pointer) else value[1] if isinstance(value, (list, tuple)) else ""


class PointerField(forms.CharField):
    """One entry of the given kinds; gives a Pointer, or None where nothing is typed.

    Refused with what to do: a text that fits nothing that the person sees, and one that fits several.
    """

    def __init__(self, *, kinds: Sequence[Kind], user: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PointerInput(kinds))
        super().__init__(**kwargs)
        self.kinds, self.user = tuple(kinds), user

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return resolve_one(text, self.user, self.kinds) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _shown(initial) != (data or "")

    def alike(self, value: Any) -> str:
        """Equal for equal entries, whether stored or typed."""
        return _code_of(_shown(value))

    def put(self, data: Any, key: str, value: Any) -> None:
        data[key] = _shown(value)


class PointersField(forms.Field):
    """Several entries of the given kinds; gives a list of Pointers."""

    def __init__(self, *, kinds: Sequence[Kind], user: Any, note: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", PointersInput(kinds, note))
        super().__init__(**kwargs)
        self.kinds, self.user = tuple(kinds), user

    def clean(self, value: Any) -> list[Pointer]:
        errors, found = [], []
        for place, (text, note) in enumerate(super().clean(value) or [], 1):
            try:
                pointer = resolve_one(text, self.user, self.kinds)
                found.append(Pointer(pointer.target, note))
            except ValidationError as error:
                errors += [_("Row %(row)s: %(error)s") % {"row": place, "error": message} for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = [(_shown(one), _note(one)) for one in initial or []]
        return shown != [tuple(row) for row in data or []]

    def alike(self, value: Any) -> str:
        """Equal for equal entries with equal notes, whether stored or typed."""
        rows = [(_shown(one) if isinstance(one, Pointer) else one[0], _note(one)) for one in value or []]
        return "\n".join(f"{_code_of(text)}|{note}" for text, note in rows)

    def put(self, data: Any, key: str, value: Any) -> None:
        data.setlist(key, [_shown(one) for one in value or []])
        data.setlist(f"{key}_catatan", [_note(one) for one in value or []])


def _code_of(text: str) -> str:
    """What was typed without the name behind the code, so that only the choice is compared."""
    return text.split(" · ", 1)[0].strip()


def resolve_one(text: str, user: Any, kinds: Sequence[Kind]) -> Pointer:
    """The one entry that is meant; ValidationError says what to do where none or several fit."""
    rows = resolve(text, user=user, kinds=kinds)
    if not rows and (why := ended(text, user=user, kinds=kinds)):
        raise ValidationError(why, code="ended")
    if not rows:
        words = _("Nothing in the registry is called “%(text)s”. Choose one of the suggestions, or propose it first.")
        raise ValidationError(words % {"text": text[:80]}, code="unknown")
    if len(rows) > 1:
        words = _("“%(text)s” is the name of several entries. Write the code of the one you mean: %(codes)s.")
        raise ValidationError(
            words % {"text": text[:80], "codes": ", ".join(row.item.code for row in rows)}, code="ambiguous"
        )
    return Pointer(rows[0])
