"""What the yearly planning hands in once all apps are loaded: gates, triggers, its place in the header, exports, settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import exports, immutability, nav, office
from phases.engine.demo import register_story
from phases.engine.triggers import Decided, decided
from phases.needs.planning import gates, inbox, rules
from phases.needs.planning.attributes import LAWS
from phases.needs.planning.demo import play
from phases.needs.planning.enums import Proposers
from phases.needs.planning.forum_tables import YEARS_SETTING

DECIDED = (
    Decided("needs_planyear", "needs.planyear", ("disepakati",)),
    Decided("needs_planentry", "needs.planentry", ("disepakati", "tidak_disepakati", "ditunda")),
)
_added: list[str] = []


def register() -> None:
    """Hand in all of it; a second call changes nothing."""
    if not _added:
        _added.append("gates and triggers")
        gates.register()
        for name, postgresql, sqlite in decided(*DECIDED):
            immutability.add_trigger(name, postgresql=postgresql, sqlite=sqlite)
        immutability.protect("needs_plansnapshot")
    nav.register(
        nav.Entry(
            label=_("Data plan"), url_name="planning:years", order=35, current=("planning",), visible=rules.takes_part
        )
    )
    sheets = ("csv", "xlsx")
    exports.register_export("planning.list", "phases.needs.planning.exports:entries", _("Data plan"), sheets)
    exports.register_export("planning.agreed", "phases.needs.planning.exports:agreed", _("Agreed data plan"), sheets)
    _register_settings()
    register_story("rencana-data", play)
    inbox.register()


def _register_settings() -> None:
    office.register_setting(
        rules.PROPOSERS_SETTING,
        Proposers.CENTRAL.value,
        "text",
        _("Who may propose to restrict access to data"),
        help=_("Perpres 39/2019 names producers and walidata of the central government."),
        choices=[(one.value, one.label) for one in Proposers],
    )
    office.register_setting(
        rules.CENTRAL_SETTING,
        "",
        "text",
        _("Codes of the organisations that are institutions of the central government"),
        help=_("Codes of roots of the tree, parted by blanks."),
    )
    office.register_setting(
        LAWS,
        "UU 14/2008 tentang Keterbukaan Informasi Publik (informasi yang dikecualikan); UU 27/2022 tentang Pelindungan Data "
        "Pribadi; UU 16/1997 tentang Statistik (kerahasiaan keterangan)",
        "text",
        _("Laws that proposals to restrict access are shown"),
    )
    office.register_setting(
        YEARS_SETTING,
        "2025-2029",
        "text",
        _("First and last year of the list of priority data"),
        help=_("For example 2025-2029: the table of the forum has a column for each year."),
    )
