"""Changing a row that somebody else may be changing too: nobody writes over what they have not seen."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gsbpm_portal.core import wording
from gsbpm_portal.core.forms import House
from gsbpm_portal.core.widgets import DAY_FORMAT


class Merging(House):
    """A form over a row, its `initial` being what is stored now.

    `base` carries a digest of each field as the writer was shown it. A field that they left alone follows what is stored now;
    one that somebody else changed meanwhile too is refused once, with what is stored; saving again takes the writer's.
    """

    initial: dict[str, Any]
    data: Any
    overtaken: tuple[str, ...] = ()
    """The fields that both changed."""

    def follow(self) -> None:
        """Call at the end of the construction of the fields, before anything reads the data."""
        names = [name for name in self.fields if name in self.initial]
        stored = {name: self._digest(name, self.initial[name]) for name in names}
        now = json.dumps(stored, separators=(",", ":"))
        self.fields["base"] = forms.CharField(required=False, initial=now, widget=forms.HiddenInput)
        if not self.is_bound:  # type: ignore[attr-defined]
            return
        self.data = self.data.copy()
        base = stored | _read(self.data.get(self.add_prefix("base")))
        for name in names:
            key = self.add_prefix(name)
            widget = self.fields[name].widget
            mine = self._digest(name, widget.value_from_datadict(self.data, {}, key))
            if stored[name] in (base[name], mine):
                continue
            if mine == base[name]:
                self._put(name, key)
            else:
                self.overtaken += (name,)
        self.data[self.add_prefix("base")] = now

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for name in self.overtaken:
            words = _("Somebody saved this meanwhile: %(value)s. Save again to put yours in its place.")
            self.add_error(name, words % {"value": self._told(name)})  # type: ignore[attr-defined]

    def _put(self, name: str, key: str) -> None:
        """Write what is stored into the data, as the control would send it; a field of several controls does so itself."""
        if put := getattr(self.fields[name], "put", None):
            put(self.data, key, self.initial[name])
        else:
            self.data[key] = self._written(name)

    def _digest(self, name: str, value: Any) -> str:
        if alike := getattr(self.fields[name], "alike", None):
            value = alike(value)
        else:
            with suppress(forms.ValidationError):
                value = self.fields[name].to_python(value)
        text = "" if value is None else "\n".join(str(value).splitlines()).strip()
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    def _written(self, name: str) -> str:
        """What is stored, as the control would send it."""
        value = self.fields[name].prepare_value(self.initial[name])
        return value.strftime(DAY_FORMAT) if isinstance(value, date) else "" if value is None else str(value)

    def _told(self, name: str) -> str:
        value = self.initial[name]
        if value in (None, "", []):
            return "–"
        if alike := getattr(self.fields[name], "alike", None):
            return str(alike(value)).replace("\n", "; ")
        if isinstance(value, date):
            return wording.moment(value, "date")
        labels = dict(getattr(self.fields[name], "choices", []))
        return str(labels.get(value, value))


def _read(text: Any) -> dict[str, str]:
    """The digests that came with the form; nonsense counts as none."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
