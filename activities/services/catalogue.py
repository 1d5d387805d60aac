"""The catalogue of subject sectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from django.db import transaction

from activities.models import Sector
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock

CHAIN = "catalogues"
FIELDS = ("name_id", "name_en", "retired_on")
SECTORS = Path(__file__).resolve().parents[1] / "catalogue" / "sectors.yaml"


@dataclass(frozen=True)
class Loaded:
    """What a load did to the stored sectors."""

    added: int
    changed: int
    retired: int


@transaction.atomic
def load_sectors(path: Path = SECTORS) -> Loaded:
    """Bring the stored sectors in line with the catalogue; a second load changes nothing.

    A sector that left the file is retired with today's date, never deleted; one that came back is taken into use again.
    """
    with path.open(encoding="utf-8") as file:
        entries = yaml.safe_load(file)["sectors"]
    stored = {sector.code: sector for sector in Sector.objects.select_for_update()}
    added = changed = 0
    for position, entry in enumerate(entries, 1):
        wanted = {"name_id": entry["id"], "name_en": entry["en"], "position": position, "retired_on": None}
        sector = stored.pop(entry["code"], None)
        if sector is None:
            Sector.objects.create(code=entry["code"], **wanted)
            added += 1
        elif any(getattr(sector, name) != value for name, value in wanted.items()):
            Sector.objects.filter(pk=sector.pk).update(**wanted)
            changed += 1
    gone = [sector.pk for sector in stored.values() if sector.retired_on is None]
    Sector.objects.filter(pk__in=gone).update(retired_on=clock.today())
    return Loaded(added, changed, len(gone))


@transaction.atomic
def change_sector(sector: Sector, *, by: User) -> Sector:
    """Keep the changed words or the retirement of a sector; audited among the catalogues. The code stays as it is."""
    stored = Sector.objects.select_for_update().get(pk=sector.pk)
    before = {name: getattr(stored, name) for name in FIELDS}
    after = {name: getattr(sector, name) for name in FIELDS}
    if changes := audit.differences(before, after):
        Sector.objects.filter(pk=sector.pk).update(**after)
        audit.append(CHAIN, action="sector.changed", by=by, subject=sector, changes=changes)
    return sector
