"""The list of a cycle's variables as a form: a compact row each, some empty ones, and a box for many codes at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from activities.design.parts import MOST_VARIABLES, OWN
from metadata.enums import Kind
from metadata.forms.fields import PointerInput

SPARE = 3
"""Empty rows below the filled ones."""
_VERSION = re.compile(r"^(\d{1,4})-version$")
_TYPED_BEHIND = re.compile(r"\s+·\s.*$", re.DOTALL)


class VariableRows(forms.Widget):
    """Rows of inputs, named <field>-<n>-version and so on, so that each keeps its unsent text.

    A row whose number is changed moves there; one whose variable is emptied is taken out. Lines of <field>-more follow behind.
    """

    template_name = "activities/widgets/variables.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.input = PointerInput((Kind.VARIABLE,))
        self.facts: Mapping[str, Any] = {}
        """What is said of a variable that stands there already, by its label: a UsedVariable."""

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-version" if id_ else id_

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        start = f"{name}-"
        places = sorted(
            int(match[1]) for key in data if key.startswith(start) and (match := _VERSION.match(key[len(start) :]))
        )
        rows = []
        for n in places[: MOST_VARIABLES + SPARE]:
            row = {part: str(data.get(f"{start}{n}-{part}", "")) for part in ("version", *OWN)}
            row["version"] = _TYPED_BEHIND.sub("", row["version"].strip())
            number = str(data.get(f"{start}{n}-no", "")).strip()
            if not row["version"] and (number or not any(text.strip() for text in row.values())):
                continue
            wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else n + 1
            rows.append((wanted, wanted == n + 1, n, row))
        found = [row for *_order, row in sorted(rows, key=lambda one: one[:3])]
        for line in str(data.get(f"{start}more", "")).splitlines()[: MOST_VARIABLES + 1]:
            if line.strip():
                code, _sign, period = (part.strip() for part in line.partition(";"))
                found.append({"version": code, **dict.fromkeys(OWN, ""), "reference_period": period})
        return found

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        start = context["widget"]["attrs"].get("id") or f"id_{name}"
        filled = list(value or [])
        empty = {"version": "", **dict.fromkeys(OWN, "")}
        rows = []
        for n, one in enumerate([*filled, *[empty] * SPARE]):
            fact, id = self.facts.get(one["version"]), f"{start}-{n}"
            shown = f"{one['version']} · {one['name']}" if one.get("name") else one["version"]
            rows.append(
                {
                    "n": n,
                    "number": n + 1 if n < len(filled) else "",
                    "name": f"{name}-{n}",
                    "id": id,
                    "input": self.input.render(f"{name}-{n}-version", shown, {"id": f"{id}-version"}),
                    "fact": fact,
                    "more": any(one.get(part) for part in ("source", "question", "note")),
                    **{part: one.get(part, "") for part in ("version", *OWN)},
                }
            )
        context["widget"] |= {"rows": rows, "more_name": f"{name}-more", "more_id": f"{start}-more"}
        return context


class VariablesField(forms.Field):
    """Gives the rows as texts; which versions they mean, the service settles."""

    widget = VariableRows

    def clean(self, value: Any) -> list[dict[str, str]]:
        return list(super().clean(value) or [])
