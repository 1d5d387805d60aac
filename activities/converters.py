"""Parts of addresses: an activity's code, a cycle's edition, the key of a row of the design record.

Their alphabets differ from the fixed words of addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class ActivityCode(StringConverter):
    """IKAN-TANGKAP: capitals, digits, hyphens; so "baru" or "jadwal" never is a code."""

    regex = r"[A-Z0-9]+(?:-[A-Z0-9]+)*"


class Edition(StringConverter):
    """2026 or 2026-tw1."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class DesignKey(StringConverter):
    """K3, AG12: the key of a row in the design record."""

    regex = r"[A-Z]{1,3}[1-9][0-9]{0,6}"


def register() -> None:
    """Make <activity:…>, <edition:…> and <designkey:…> known; for urls modules, at their top."""
    register_converter(ActivityCode, "activity")
    register_converter(Edition, "edition")
    register_converter(DesignKey, "designkey")


register()
