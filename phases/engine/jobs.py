"""Runners of the workflow's own jobs. Loaded in the worker alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from activities.models import Cycle
from gsbpm_portal.core import audit
from gsbpm_portal.core.jobs import JobContext, JobRefused
from gsbpm_portal.core.models import JobLog
from phases.engine.selectors import timeline
from phases.engine.selectors.replay import differences

VERIFY = "engine.verify"


def verify_chain(ctx: JobContext) -> dict[str, Any]:
    """Verify the audit chain of a cycle's activity; the verdict is the job's message, every fault a line of its log.

    Refused when the cycle is no longer visible to the person who asked.
    """
    code, _slash, edition = str(ctx.parameters["cycle"]).partition("/")
    asker = ctx.job.requested_by
    cycle = Cycle.objects.visible_to(asker).filter(activity__code=code, edition=edition).first() if asker else None
    if cycle is None:
        raise JobRefused(_("You no longer see this cycle."))
    ctx.progress(0, 1, _("Reading the chain"))
    result = audit.verify(cycle.audit_chain)
    differing = differences(cycle)
    for sentence in [*map(timeline.fault_in_words, result.findings), *map(timeline.difference_in_words, differing)]:
        ctx.log(sentence, JobLog.Level.WARNING)
    ctx.progress(1, 1)
    verdict = timeline.in_words(cycle, result, differing)
    return {"message": verdict.summary, "sound": verdict.ok}
