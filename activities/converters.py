"""Parts of addresses: an activity's code and a cycle's edition. Their alphabets differ from the fixed words of addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class ActivityCode(StringConverter):
    """IKAN-TANGKAP: capitals, digits, hyphens; so "baru" or "jadwal" never is a code."""

    regex = r"[A-Z0-9]+(?:-[A-Z0-9]+)*"


class Edition(StringConverter):
    """2026 or 2026-tw1."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def register() -> None:
    """Make <activity:…> and <edition:…> known; for urls modules, at their top."""
    register_converter(ActivityCode, "activity")
    register_converter(Edition, "edition")


register()
