"""Days that have to lie behind: what was said or seen is written down afterwards."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock

Check = Callable[[Mapping[str, Any], Mapping[str, Mapping[str, Any]]], Mapping[str, Any]]


def happened(name: str) -> Check:
    """A check of a table: the day is today or before."""

    def check(values: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        ahead = bool(values.get(name)) and str(values[name]) > clock.today().isoformat()
        return {name: _("This day lies ahead. Write it down once it has happened.")} if ahead else {}

    return check
