"""What holds the KAK up: parts that are missing, ceilings that are exceeded, and phase 1 without an approved KAK.

Missing parts are simply to be filled in. That a ceiling is exceeded, or that the phase is to close without an approved version,
two people may let pass, as with the gates of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gsbpm_portal.core.remarks import open_by_part, remarks_on
from gsbpm_portal.core.transitions import Reason
from phases.engine.enums import IterationState
from phases.engine.selectors.facts import cycle_facts
from phases.needs.kak_parts import OWN
from phases.needs.models import KakVersion
from phases.needs.rab import said
from phases.needs.selectors.kak import kak_of, owner_page

CEILING = "G-pagu-rab-submit-1.6"
CLOSING = "G-kak-disetujui-close-1"


def kak_complete(iteration: Any) -> Iterable[Reason]:
    """Every needed part of the KAK is there, and the budget is within its ceilings."""
    kak = kak_of(iteration.cycle)
    for part in kak.parts:
        for one in part.missing:
            text = _("KAK, %(part)s: %(what)s is missing.")
            name = f"{part.number} {part.title}".strip()
            yield Reason("kak", text % {"part": name, "what": one.label}, one.url)
    for over in kak.rab.over:
        yield Reason("ceiling", said(over), f"{kak.rab_url}#pagu", CEILING)


def kak_settled(iteration: Any) -> Iterable[Reason]:
    """Every remark on a part of the KAK is settled before it is approved: afterwards nobody could answer."""
    here = reverse("kak:kak", args=[iteration.cycle.activity.code, iteration.cycle.edition])
    for part, count in open_by_part(remarks_on(iteration.run)).items():
        text = ngettext(
            "KAK, %(part)s: %(count)s remark is open. Settle it first.",
            "KAK, %(part)s: %(count)s remarks are open. Settle them first.",
            count,
        )
        named = next((one.title for one in kak_of(iteration.cycle).parts if one.code == part), part)
        yield Reason("remark", text % {"part": named, "count": count}, f"{here}#catatan")


def kak_approved(phase_run: Any) -> Iterable[Reason]:
    """What was approved in 1.6 is a version of the KAK. That 1.6 is approved at all is held by the gates of the catalogue."""
    run = cycle_facts(phase_run.cycle).runs.get(OWN)
    if run is None or not run.applies or run.current is None or run.current.state != IterationState.APPROVED:
        return
    if not KakVersion.objects.filter(iteration__run=run.pk, iteration__run__current=F("iteration")).exists():
        text = _("No version of the KAK is approved: reopen 1.6 and have the KAK submitted and decided.")
        yield Reason("kak", text, owner_page(phase_run.cycle), CLOSING)
