"""What the kernel registers with itself besides its jobs: periodic work, and the office settings that it reads."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import jobs, office


def register() -> None:
    jobs.register_tick("outbox.dispatch", "gsbpm_portal.core.outbox:dispatch", 5)
    jobs.register_tick("outbox.purge", "gsbpm_portal.core.outbox:purge", 24 * 3600)
    jobs.register_tick("drafts.purge", "gsbpm_portal.core.drafts:purge", 24 * 3600)
    jobs.register_tick("audit.witness", "gsbpm_portal.core.audit:witness_missing", 60)
    office.register_setting(
        "evidence_max_mb",
        lambda: settings.EVIDENCE_MAX_BYTES // (1024 * 1024),
        "number",
        _("Largest size of an uploaded file, in megabytes"),
        minimum=1,
        maximum=200,
    )
    office.register_setting(
        "draft_days",
        30,
        "number",
        _("Days after which the draft of a form that nobody sent is removed"),
        minimum=1,
        maximum=365,
    )
