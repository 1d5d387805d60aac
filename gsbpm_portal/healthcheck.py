"""`python -m gsbpm_portal.healthcheck web|worker|beat`: exit 0 where that process of this machine is well."""

import http.client
import os
import socket
import sys
from datetime import timedelta

from gsbpm_portal import env
from gsbpm_portal.processes import HEALTH_PATH

BEAT_SILENCE = 120  # seconds


def web_answers(host: str, port: int) -> bool:
    """Asks the health route with a Host header that the portal allows, so that ALLOWED_HOSTS does not refuse it."""
    name = next((word for word in env.words("ALLOWED_HOSTS") if not word.startswith(("*", "."))), host)
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", HEALTH_PATH, headers={"Host": name})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def worker_answers() -> bool:
    """Pings the worker of this machine over the broker (not over the embedded one, which carries no answers)."""
    from gsbpm_portal.celery import app

    name = f"celery@{socket.gethostname()}"
    return bool(app.control.inspect(destination=[name], timeout=8).ping())


def beat_beats() -> bool:
    """Some periodic work was started lately."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gsbpm_portal.settings")
    django.setup()
    from django.utils import timezone

    from gsbpm_portal.core.models.jobs import Tick

    since = timezone.now() - timedelta(seconds=BEAT_SILENCE)
    return Tick.objects.filter(started_at__gt=since).exists()


CHECKS = {
    "web": lambda: web_answers("127.0.0.1", env.number("PORT", 8000)),
    "worker": worker_answers,
    "beat": beat_beats,
}

if __name__ == "__main__":
    sys.exit(not CHECKS[sys.argv[1] if len(sys.argv) > 1 else "web"]())
