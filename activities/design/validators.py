"""What a section of the design record may hold. Errors are keyed by the field of the section they stand at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activities.design.enums import CollectionMeans, CollectionMethod, CollectionUnit, Stage
from activities.enums import Coverage
from activities.validators import check_span

MOST_REGIONS = 600
"""More than there are regencies and cities."""


def check_population(values: Mapping[str, Any]) -> None:
    """Known answers; another method, means or unit is named; regions only where a part of the country is covered, each once."""
    errors: dict[str, Any] = {}
    for name, options in (("methods", CollectionMethod), ("means", CollectionMeans), ("units", CollectionUnit)):
        chosen = values.get(name) or 0
        if not 0 <= chosen <= options.everything():
            errors[name] = _("Choose from the list.")
        elif chosen & options.OTHER and not values.get(f"{name}_other"):
            errors[f"{name}_other"] = _("Name what you mean by “%(label)s”.") % {"label": options.OTHER.label}
    regions = values.get("regions") or []
    if regions and values.get("coverage") == Coverage.ALL:
        errors["regions"] = _("Where all of Indonesia is covered no single regions are listed.")
    elif len(regions) > MOST_REGIONS:
        errors["regions"] = _("List %(most)s regions at most.") % {"most": MOST_REGIONS}
    else:
        seen: set[tuple[str, str]] = set()
        for province, regency in regions:
            key = (province.casefold(), regency.casefold())
            if key in seen:
                errors["regions"] = _("“%(name)s” is listed twice.") % {
                    "name": ", ".join(filter(None, [regency, province]))
                }
                break
            seen.add(key)
    if errors:
        raise ValidationError(errors)


def check_schedule(values: Mapping[str, Any]) -> None:
    """Each stage has both dates in order; a later stage does not begin before an earlier one, but they may overlap."""
    errors: dict[str, Any] = {}
    earlier: Stage | None = None
    for stage in Stage:
        span = values.get(f"stage_{stage}")
        if not span:
            continue
        try:
            check_span(span[0], span[1], f"stage_{stage}")
        except ValidationError as error:
            errors.update(error.message_dict)
            continue
        if earlier is not None and span[0] < values[f"stage_{earlier}"][0]:
            errors[f"stage_{stage}"] = _("“%(stage)s” begins before “%(earlier)s”.") % {
                "stage": stage.label,
                "earlier": earlier.label,
            }
        earlier = stage
    if errors:
        raise ValidationError(errors)


CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {"population": check_population, "schedule": check_schedule}
"""By section; a section that is not named here is checked by its fields alone."""
