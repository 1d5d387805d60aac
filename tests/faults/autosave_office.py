"""The office of the autosave trial, made in a process of its own: `python -m tests.faults.autosave_office` prints a session."""

import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tests import factories  # noqa: E402

call_command("migrate", verbosity=0)
world = factories.make_world()
for number in ("1.1", "2.6"):
    world.bring(number, "dikerjakan")
client = Client()
client.force_login(world["staf"], "gsbpm_portal.accounts.backends.PersonBackend")
sys.stdout.write(client.cookies[settings.SESSION_COOKIE_NAME].value)
