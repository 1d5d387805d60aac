"""A data plan of a government for the matrix: two entries that look alike, an action, minutes with their paper, a frozen list."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core import jobs
from phases.needs.planning.enums import ListKind
from phases.needs.planning.services import entries, plans

YEAR = 2027


def planned(government: Organisation, office: Organisation, producer: User, walidata: User) -> dict[str, Any]:
    """The plan of the government, and the parts of its addresses."""
    plan = plans.open_plan(government, YEAR, by=walidata)
    for _n in range(2):
        entries.propose(plan, ListKind.DATA, producer=office, values={"name": "Produksi ikan"}, by=producer)
    entries.propose(plan, ListKind.ACTION, producer=office, values={"name": "Melatih petugas"}, by=producer)
    upload = SimpleUploadedFile("notulen.txt", b"Berita acara")
    plan = plans.save_minutes(plan, by=walidata, values={"minutes_number": "BA-1"}, upload=upload)
    jobs.run_pending()
    plans.freeze(plan, by=walidata)
    return {
        "government": government.code,
        "plan_year": YEAR,
        "listing": ListKind.DATA.slug,
        "restrictions": ListKind.RESTRICTION.slug,
        "entry": "D1",
        "action": "A1",
    }
