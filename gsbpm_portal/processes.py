"""The start commands of the portal's processes, for `manage.py serve`, docker-compose.yml and the process test."""

WEB = ("gunicorn", "--config", "python:gsbpm_portal.gunicorn", "gsbpm_portal.wsgi")
_CELERY = ("celery", "--app", "gsbpm_portal", "--quiet")
WORKER = (*_CELERY, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--without-gossip", "--without-mingle")
BEAT = (*_CELERY, "beat", "--loglevel", "WARNING")
COMMANDS = {"web": WEB, "worker": WORKER, "beat": BEAT}
HEALTH_PATH = "/sehat/"
