"""The kernel's own jobs and ticks, and the way to one's jobs, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import nav
from gsbpm_portal.core.jobs.registry import register_job, register_tick

CHECK_FILE = "core.check_file"
EXPORT = "core.export"
DOCUMENT = "document.render"


def register() -> None:
    register_job(
        CHECK_FILE,
        runner="gsbpm_portal.core.file_checks.runner:run",
        label=_("Check of an uploaded file"),
        max_attempts=3,
        cancellable=False,
        on_end="gsbpm_portal.core.files:record_check",
        time_limit=90,
        listed=False,
    )
    register_job(
        EXPORT,
        runner="gsbpm_portal.core.export_runner:run",
        label=_("Export"),
        max_attempts=3,
        time_limit=1800,
    )
    register_job(
        DOCUMENT,
        runner="gsbpm_portal.core.documents.runner:run",
        label=_("Document"),
        max_attempts=3,
        time_limit=600,
    )
    nav.register_account(nav.Entry(label=_("My jobs"), url_name="core:jobs", order=15, current=("core:job",)))
    register_tick("core.reap", "gsbpm_portal.core.jobs.services:reap", 5, urgent=True)
    register_tick("core.sweep", "gsbpm_portal.core.jobs.services:sweep", 5, urgent=True)
    register_tick("core.purge", "gsbpm_portal.core.jobs.services:purge", 24 * 3600)
