"""The re-check flags of a sub-process as its page shows them: what was reopened, what was read of it, and what there is now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from phases.engine.selectors.sheet import Flag, FlagInput, Sheet
from phases.engine.selectors.subprocess import RunPage


def flags_of(page: RunPage) -> list[dict[str, Any]]:
    return [_shown(flag, page.sheet) for flag in page.flags]


def _shown(flag: Flag, sheet: Sheet) -> dict[str, Any]:
    code = sheet.cycle.activity.code
    cause = flag.cause if flag.edition == sheet.cycle.edition else f"{flag.cause} ({flag.edition})"
    place = [code, flag.edition, flag.cause]
    reads = sheet.inputs_of(flag)
    return {
        "flag": flag,
        "cause": cause,
        "cause_url": reverse("engine:subprocess", args=place),
        "compare_url": reverse("engine:compare", args=[*place, flag.iteration - 1, flag.iteration]),
        "reads": format_html_join(", ", "{}", ((_input(read, code, flag.waits),) for read in reads)),
    }


def _input(read: FlagInput, code: str, waits: bool) -> SafeString:
    """What was read; once the reopened one is finished also its newest version, or that there is no newer one."""
    used = format_html('<a href="{}">{} v{}</a>', _address(read, code, read.key), read.title, read.version)
    if waits:
        return used
    if read.newest <= read.version:
        return format_html("{} ({})", used, _("no newer version"))
    words = _("now version %(version)s") % {"version": read.newest}
    return format_html('{} (<a href="{}">{}</a>)', used, _address(read, code, read.newest_key), words)


def _address(read: FlagInput, code: str, key: str) -> str:
    return reverse("engine:artefact", args=[code, read.edition, read.source_number, key])
