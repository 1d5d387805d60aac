"""What the content of a version may hold, attribute by attribute. What is still missing is a gate's business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gsbpm_portal import expressions
from metadata.attributes import LONG, Attribute, KindSpec, When, filled_though_not_asked

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
MOST_LEVELS, MOST_LINKS, MOST_REFERENCES = 12, 30, 100
SCHEMES = ("https", "http")

DATA_TYPES = {
    "integer": expressions.INTEGER,
    "decimal": expressions.DECIMAL,
    "text": expressions.TEXT,
    "date": expressions.DATE,
    "boolean": expressions.BOOLEAN,
}


def clean(spec: KindSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with texts trimmed; ValidationError by attribute for what cannot be kept.

    What stands in an attribute that is not asked for these answers is refused, never dropped: whoever wrote it either meant
    another answer or empties it.
    """
    errors: dict[str, Any] = {}
    cleaned: dict[str, Any] = {}
    for attribute in spec.attributes:
        value = values.get(attribute.name, attribute.empty)
        try:
            cleaned[attribute.name] = _clean(attribute, value)
        except ValidationError as error:
            errors[attribute.name] = error
    if errors:
        raise ValidationError(errors)
    if idle := {a.name: _idle(a, a.when, spec) for a in filled_though_not_asked(spec, cleaned) if a.when}:
        raise ValidationError(idle)
    if not cleaned["name_id"]:
        raise ValidationError({"name_id": _("Write the name: everything else may wait.")})
    start, end = cleaned.get("period_start"), cleaned.get("period_end")
    if start and end and end < start:
        raise ValidationError({"period_end": _("The end date lies before the start date.")})
    return cleaned


def _idle(attribute: Attribute, when: When, spec: KindSpec) -> str:
    words = _("%(label)s is asked only where %(condition)s. Answer so, or empty %(label)s.")
    return words % {"label": attribute.label, "condition": when.words(spec)}


def _clean(attribute: Attribute, value: Any) -> Any:
    match attribute.type:
        case "text" | "long" | "expression" | "theme" | "regulation":
            return _text(attribute, value)
        case "choice":
            text = str(value or "")
            assert attribute.choices is not None
            if text and text not in attribute.choices.values:
                raise ValidationError(_("Choose from the list."))
            return text
        case "bool":
            return bool(value)
        case "date":
            if value is not None and not EARLIEST <= value <= LATEST:
                raise ValidationError(_("Use dates between 1900 and 2200."))
            return value
        case "levels":
            return _levels(value or [])
        case "links":
            return _links(value or [])
        case _:
            return _pointers(attribute, value or [])


def _text(attribute: Attribute, value: Any) -> str:
    text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = text.strip() if attribute.type != "text" else " ".join(text.split())
    limit = attribute.max_length if attribute.type in ("text", "theme", "regulation") else LONG
    if len(text) > limit:
        raise ValidationError(_("The text is longer than %(limit)s characters.") % {"limit": limit})
    return text


def _levels(value: list[Any]) -> list[list[str]]:
    if len(value) > MOST_LEVELS:
        raise ValidationError(_("At most %(limit)s levels.") % {"limit": MOST_LEVELS})
    found = [[" ".join(str(part).split()) for part in (*row, "")[:2]] for row in value]
    if any(not row[0] or max(map(len, row)) > 200 for row in found):
        raise ValidationError(_("Each level needs a name of at most 200 characters."))
    return found


def _links(value: list[Any]) -> list[list[str]]:
    if len(value) > MOST_LINKS:
        raise ValidationError(_("At most %(limit)s files or services.") % {"limit": MOST_LINKS})
    found = [[" ".join(str(part).split()) for part in (*row, "", "")[:3]] for row in value]
    for number, (title, address, _format) in enumerate(found, 1):
        if not title or not _is_address(address):
            raise ValidationError(
                _("Line %(number)s: write a title, a vertical bar, then an address that begins with https://.")
                % {"number": number}
            )
    return found


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname) and len(text) <= 1000


def _pointers(attribute: Attribute, value: list[Any]) -> list[Any]:
    if len(value) > MOST_REFERENCES or (attribute.type == "ref" and len(value) > 1):
        raise ValidationError(_("Too many entries."))
    seen: set[int] = set()
    for pointer in value:
        if pointer.target.item.kind not in attribute.kinds:
            raise ValidationError(_("%(code)s is not of the right kind.") % {"code": pointer.target.item.code})
        if pointer.target.pk in seen:
            raise ValidationError(_("%(code)s stands there twice.") % {"code": pointer.target.item.code})
        seen.add(pointer.target.pk)
        if len(pointer.note) > 500:
            raise ValidationError(_("A note may have at most %(limit)s characters.") % {"limit": 500})
    return value


# Expressions --------------------------------------------------------------------------------------------------------------


def check_expression(text: str, environment: expressions.Environment, *, is_rule: bool) -> None:
    """Refuses a text that is no expression over what the environment names, telling the place of each mistake."""
    analysis = analyse(text, environment, is_rule=is_rule)
    if not analysis.ok:
        language: expressions.Language = "en" if get_language() == "en" else "id"
        raise ValidationError([problem.text(language) for problem in analysis.problems])


def analyse(text: str, environment: expressions.Environment, *, is_rule: bool) -> expressions.Analysis:
    return expressions.analyse(text, environment, expressions.BOOLEAN if is_rule else None)
