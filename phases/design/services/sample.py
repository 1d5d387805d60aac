"""Taking the calculated sample over into the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from activities.design.models import DeclaredSection
from activities.design.services import save_fields, save_row
from activities.models import Cycle
from gsbpm_portal.accounts.models import User


@transaction.atomic
def take_over(
    cycle: Cycle,
    *,
    by: User,
    fields: Mapping[str, Any],
    strata: Mapping[str, int],
    seen: Mapping[str, Mapping[str, str]] | None = None,
) -> DeclaredSection:
    """Write fields of the section `sample` and the sample size of strata, by row key: all of it or nothing.

    `seen`: the digests of what the person was shown, by row key, those of the fields under "". Refuses as save_fields and
    save_row do: MoveRefused where the person may not write, Conflict where somebody else changed the same value
    meanwhile, DesignRow.DoesNotExist for a stratum that is gone.
    """
    shown = seen or {}
    section = save_fields(cycle, "sample", by=by, values=fields, seen=shown.get("") if seen is not None else None)
    for key, size in strata.items():
        save_row(
            cycle, "strata", key, by=by, values={"sample": size}, seen=shown.get(key) if seen is not None else None
        )
    return section
