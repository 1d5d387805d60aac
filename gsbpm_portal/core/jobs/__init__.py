"""Work outside of a request: a row that is the truth, one Celery task that runs it, and a beat that loses nothing.

    jobs.register_job("needs.render", runner="phases.needs.documents:render", label=_("Render the KAK"))   # in ready()
    job = jobs.enqueue("needs.render", by=user, parameters={"cycle": str(cycle.public_id)}, subject=iteration)

docs/jobs.md tells how to write a runner and what is promised.
"""

from gsbpm_portal.core.jobs.context import JobContext
from gsbpm_portal.core.jobs.errors import JobCancelled, JobInterrupt, JobRefused, StaleAttempt, UnknownKind
from gsbpm_portal.core.jobs.registry import register_job, register_tick
from gsbpm_portal.core.jobs.services import enqueue, purge, reap, request_cancel, retry, sweep
from gsbpm_portal.core.jobs.worker import execute, run_pending

__all__ = [
    "JobCancelled",
    "JobContext",
    "JobInterrupt",
    "JobRefused",
    "StaleAttempt",
    "UnknownKind",
    "enqueue",
    "execute",
    "purge",
    "reap",
    "register_job",
    "register_tick",
    "request_cancel",
    "retry",
    "run_pending",
    "sweep",
]
