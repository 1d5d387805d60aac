"""The Celery application. The database is the truth about jobs; the broker only rings the bell (see core/jobs.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gsbpm_portal.settings")

app = Celery("gsbpm_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["gsbpm_portal.core"])
