"""The kernel and the project: it knows no phase and no activity."""

from gsbpm_portal.celery import app as celery_app

__all__ = ["celery_app"]
__version__ = "0.1.0"
