"""What this app hands in once all apps are loaded: triggers, gates, its place in the header, periodic work, settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.backends import grant_to_office
from gsbpm_portal.core import immutability, jobs, office
from metadata import gates, triggers

_added: list[str] = []


def register() -> None:
    """A second call changes nothing."""
    if not _added:
        for name, postgresql, sqlite in triggers.all_triggers():
            immutability.add_trigger(name, postgresql=postgresql, sqlite=sqlite)
        _added.append("triggers")
        gates.register()
    grant_to_office("metadata.view_*")
    jobs.register_tick("metadata.in_force", "metadata.services.registration:supersede_due", every_seconds=3600)
    office.register_setting(
        "sds_regulations",
        "Peraturan BPS Nomor 10 Tahun 2023\nKeputusan Kepala BPS Nomor 850 Tahun 2023\nPeraturan BPS Nomor 4 Tahun 2020\n"
        "Peraturan BPS Nomor 4 Tahun 2021",
        "text",
        _("Regulations on standard data that forms propose, one a line"),
    )
    office.register_setting(
        "pembina_name", "Badan Pusat Statistik", "text", _("Name of the pembina data that endorses standard data")
    )
