"""What fields of declared sections name or say: entries of the registry, and expressions that can be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.design.declared import Field
from gsbpm_portal import expressions
from metadata.enums import GIVEN_UP, Kind, State
from metadata.models import Version
from metadata.selectors.pointing import ended, resolve

LONGEST_NAME = 400


def version_of(label: str, kinds: Iterable[Kind]) -> Version:
    """The version of one of the kinds that stands under exactly this label, CODE@1.0.0. Raises Version.DoesNotExist.

    A code is taken once among its kind only: a variable and its classification may share one. Of several the first kind counts.
    """
    code, _at, number = label.partition("@")
    major, minor, patch = (int(part) for part in number.split("."))
    rows = Version.objects.filter(item__code=code, major=major, minor=minor, patch=patch).select_related("item")
    found = {row.item.kind: row for row in rows}
    for kind in kinds:
        if kind in found:
            return found[kind]
    raise Version.DoesNotExist(label)


def versions_of(labels: Iterable[str]) -> dict[tuple[str, str], Version]:
    """The versions under these labels, by kind and label (one query)."""
    wanted = set(labels)
    codes = {label.partition("@")[0] for label in wanted}
    rows = Version.objects.filter(item__code__in=codes).select_related("item__organisation") if codes else ()
    return {(row.item.kind, row.label): row for row in rows if row.label in wanted}


def pointed(field: Field, text: str, user: Any, *, stands: Iterable[str] = ()) -> str:
    """The label of the one version of the registry that a text means.

    Refuses (ValidationError) a text that means nothing, several things, or what was given up; what `stands` there stays.
    """
    typed = text.split(" · ", 1)[0].strip()
    if typed in set(stands):
        return typed
    rows = resolve(typed, user=user, kinds=list(field.kinds)) if len(typed) <= LONGEST_NAME else []
    if len(rows) == 1:
        if rows[0].state in GIVEN_UP:
            told = {"code": rows[0].label, "state": State(rows[0].state).label}
            raise ValidationError(_("%(code)s is “%(state)s” and cannot be chosen.") % told)
        return rows[0].label
    if rows:
        words = _("“%(text)s” is the name of several entries. Write the code of the one you mean: %(codes)s.")
        raise ValidationError(words % {"text": typed[:80], "codes": ", ".join(row.item.code for row in rows)})
    why = ended(typed, user=user, kinds=list(field.kinds)) if len(typed) <= LONGEST_NAME else ""
    words = _("Nothing in the registry is called “%(text)s”. Look it up there, or propose it first.")
    raise ValidationError(why or words % {"text": typed[:80]})


def spoken(text: str) -> expressions.Expression:
    """The expression that a text says. Refuses (ValidationError) one that cannot be read, with the place."""
    try:
        return expressions.parse(text)
    except expressions.ExpressionError as error:
        language: expressions.Language = "en" if get_language() == "en" else "id"
        raise ValidationError([problem.text(language) for problem in error.problems]) from None
