"""Fields of a section that are kept in rows of their own: how each is read, settled, written and told.

A part's value is a list that JSON can keep: regions [(province, regency)], variables a list of dicts (see `Variables`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design.models import CoverageRegion, VariableUse
from metadata.enums import GIVEN_UP, Kind, State
from metadata.models import Version
from metadata.selectors.pointing import ended, resolve

Lines = list[tuple[Any, str]]


class Part:
    """What a field kept in rows can do. `row` is the section, always a stored one where something is written."""

    label: Any = ""

    def read(self, row: Any) -> list[Any]:
        """The stored value; [] for a section that was never written."""
        raise NotImplementedError

    def settle(self, row: Any, value: list[Any], by: Any) -> list[Any]:
        """The value as it will be read again. Refuses (ValidationError by field) what the person cannot name."""
        return value

    def write(self, row: Any, value: list[Any]) -> None:
        """Replace the rows. Meant for settled values."""
        raise NotImplementedError

    def text(self, value: list[Any]) -> str:
        """In one text, for comparing."""
        raise NotImplementedError

    def lines(self, value: list[Any]) -> Lines:
        """[(label, text)] where a part reads better as several lines; [] for one line under its own label."""
        return []


class Regions(Part):
    label = gettext_lazy("Regions covered")

    def read(self, row: Any) -> list[tuple[str, str]]:
        return [(region.province, region.regency) for region in row.regions.all()] if row.pk else []

    def write(self, row: Any, value: list[Any]) -> None:
        row.regions.all().delete()
        CoverageRegion.objects.bulk_create(
            CoverageRegion(section=row, position=position, province=province, regency=regency)
            for position, (province, regency) in enumerate(value, 1)
        )

    def text(self, value: list[Any]) -> str:
        return "\n".join(", ".join(filter(None, [regency, province])) for province, regency in value)


MOST_VARIABLES = 150
LONGEST_NAME = 400
"""No code and no name is longer: nobody has to look for such a text."""
OWN = ("reference_period", "source", "question", "note")
"""What a cycle says of a variable besides naming it."""


class Variables(Part):
    """Each variable as {"version": "UMUR@1.0.0", "name": "Umur", "reference_period", "source", "question", "note"}.

    The name is the registry's at the time of reading, so that a frozen list can be read alone.
    """

    label = gettext_lazy("Variables")

    def read(self, row: Any) -> list[dict[str, str]]:
        uses = row.uses.select_related("version__item") if row.pk else ()
        return [{**_named(use.version), **{name: getattr(use, name) for name in OWN}} for use in uses]

    def settle(self, row: Any, value: list[Any], by: Any) -> list[dict[str, str]]:
        """Each text as the one version that it means: one that stands there already, or one that the person may choose.

        Refuses, by line: nothing or several things of this name, what was given up, and the same variable twice.
        """
        if len(value) > MOST_VARIABLES:
            raise ValidationError({"variables": _("List %(most)s variables at most.") % {"most": MOST_VARIABLES}})
        kept = {use.version.label: use.version for use in row.uses.select_related("version__item")} if row.pk else {}
        known = kept | _by_label([one["version"] for one in value if one["version"] not in kept], by)
        found: list[dict[str, str]] = []
        errors: list[str] = []
        seen: dict[int, int] = {}
        for place, one in enumerate(value, 1):
            version = known.get(one["version"])
            problem = ""
            if version is None:
                version, problem = _meant(one["version"], by)
            if version is not None and version.label not in kept and version.state in GIVEN_UP:
                told_state = {"code": version.label, "state": State(version.state).label}
                problem = _("%(code)s is “%(state)s” and cannot be chosen.") % told_state
            if version is not None and version.item_id in seen:
                told = {"code": version.item.code, "line": seen[version.item_id]}
                problem = _("%(code)s stands in line %(line)s already.") % told
            if version is None or problem:
                errors.append(_("Line %(number)s: %(problem)s") % {"number": place, "problem": problem})
                continue
            seen[version.item_id] = place
            texts = {name: _tidy(one.get(name, ""), name) for name in OWN}
            if long := next((name for name in OWN if len(texts[name]) > _limit(name)), ""):
                problem = _("The text is longer than %(limit)s characters.") % {"limit": _limit(long)}
                errors.append(_("Line %(number)s: %(problem)s") % {"number": place, "problem": problem})
            found.append({**_named(version), **texts})
        if errors:
            raise ValidationError({"variables": errors})
        return found

    def write(self, row: Any, value: list[Any]) -> None:
        known = _by_label([one["version"] for one in value])
        row.uses.all().delete()
        VariableUse.objects.bulk_create(
            VariableUse(
                section=row,
                position=position,
                version=known[one["version"]],
                **{name: one[name] for name in OWN},
            )
            for position, one in enumerate(value, 1)
        )

    def text(self, value: list[Any]) -> str:
        return "\n".join(
            f"{one['version']} {one['name']}" + "".join(f"; {label}: {text}" for label, text in _said(one))
            for one in value
        )

    def lines(self, value: list[Any]) -> Lines:
        return [
            (
                one["version"].split("@", 1)[0],
                "\n".join(
                    [
                        f"{one['name']} ({one['version'].partition('@')[2]})",
                        *(f"{label}: {text}" for label, text in _said(one)),
                    ]
                ),
            )
            for one in value
        ]


def _said(one: Mapping[str, str]) -> list[tuple[Any, str]]:
    """What the cycle itself says of a variable."""
    return [(VariableUse._meta.get_field(name).verbose_name, one[name]) for name in OWN if one.get(name)]  # type: ignore[union-attr]


def _named(version: Version) -> dict[str, str]:
    return {"version": version.label, "name": version.name_id}


def _tidy(text: str, name: str) -> str:
    text = str(text or "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if name == "question" else " ".join(text.split())


def _limit(name: str) -> int:
    return int(getattr(VariableUse._meta.get_field(name), "max_length", 0) or 0)


def _by_label(labels: Sequence[str], user: Any = None) -> dict[str, Version]:
    """The variables that stand under exactly these labels, by label; with a user, only those that this person sees."""
    codes = {label.partition("@")[0] for label in labels if "@" in label}
    if not codes:
        return {}
    rows = Version.objects.all() if user is None else Version.objects.visible_to(user)
    rows = rows.filter(item__kind=Kind.VARIABLE, item__code__in=codes).select_related("item__organisation")
    wanted = set(labels)
    return {row.label: row for row in rows if row.label in wanted}


def _meant(text: str, user: Any) -> tuple[Version | None, str]:
    """(the version that a text means, "") or (None, why not)."""
    rows = resolve(text, user=user, kinds=[Kind.VARIABLE]) if len(text) <= LONGEST_NAME else []
    if len(rows) == 1:
        return rows[0], ""
    if not rows and (why := ended(text, user=user, kinds=[Kind.VARIABLE])):
        return None, why
    if not rows:
        words = _(
            "No variable of the registry is called “%(text)s”. Look it up in the registry, or propose it there first."
        )
        return None, words % {"text": text[:80] or "–"}
    words = _("“%(text)s” is the name of several variables. Write the code of the one you mean: %(codes)s.")
    return None, words % {"text": text[:80], "codes": ", ".join(row.item.code for row in rows)}


PARTS: dict[str, Part] = {"regions": Regions(), "variables": Variables()}
"""By the field's name."""
