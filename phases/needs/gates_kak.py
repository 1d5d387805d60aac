"""What holds the KAK up: parts that are missing, ceilings that are exceeded, and phase 1 without an approved KAK.

Missing parts are simply to be filled in. That a ceiling is exceeded, or that the phase is to close without an approved version,
two people may let pass, as with the gates of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from gsbpm_portal.core.transitions import Reason
from phases.engine.enums import IterationState
from phases.engine.models import SubProcessRun
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


def kak_approved(phase_run: Any) -> Iterable[Reason]:
    """The newest submitted version of the KAK is the one that was approved; not asked where 1.6 does not apply."""
    run = SubProcessRun.objects.select_related("current").filter(cycle=phase_run.cycle, number=OWN).first()
    if run is None or not run.applies or run.current is None or run.current.state == IterationState.SKIPPED:
        return
    approved = run.current.state == IterationState.APPROVED
    if not approved or not KakVersion.objects.filter(iteration=run.current_id).exists():
        text = _("No version of the KAK is approved: have it submitted and decided in 1.6 before phase 1 is closed.")
        yield Reason("kak", text, owner_page(phase_run.cycle), CLOSING)
