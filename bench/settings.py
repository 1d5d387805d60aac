"""Production's settings, with one address more: a page that needs a sign-in and holds so many bytes, as the yardstick."""

from gsbpm_portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
