"""The scores of a page of needs as they were typed: cells named K1-mandat, and K1-dasar for what was seen of a need."""

from __future__ import annotations

from collections.abc import Collection

from django import forms

SEEN = "dasar"


class ScoreSheet(forms.Form):
    """Has no fields of its own: the cells depend on the needs and on the criteria in use."""

    def typed(self, used: Collection[str]) -> dict[str, dict[str, str]]:
        """By need, the scores of the criteria in use."""
        found: dict[str, dict[str, str]] = {}
        for name, value in self.data.items():
            key, _dash, code = name.partition("-")
            if code in used:
                found.setdefault(key, {})[code] = str(value)
        return found

    def seen(self) -> dict[str, str]:
        """By need, the digest of the scores that the person was shown."""
        found = (name.partition("-") + (str(value)[:40],) for name, value in self.data.items())
        return {key: value for key, _dash, code, value in found if code == SEEN}
