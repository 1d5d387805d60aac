"""The portal's Celery application with the job kind of the kill trials registered: `celery --app tests.faults.app worker`."""

import os

import django

django.setup()

from gsbpm_portal.celery import app  # noqa: E402
from gsbpm_portal.core.jobs import register_job  # noqa: E402

KIND = "test.kill_trial"

register_job(KIND, runner="tests.faults.runner:run", label="Kill trial", max_attempts=10_000)
app.conf.task_default_queue = os.environ.get("TRIAL_QUEUE", "trial")
if app.conf.broker_url.startswith("redis"):
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options,
        "global_keyprefix": f"{app.conf.task_default_queue}:",
    }
