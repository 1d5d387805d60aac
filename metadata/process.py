"""What this app hands in once all apps are loaded: triggers, gates, its place in the header, periodic work, settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.backends import grant_to_office
from gsbpm_portal.core import exports, files, immutability, jobs, nav, office
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
    nav.register(
        nav.Entry(label=_("Registry"), url_name="metadata:search", order=25, current=("metadata",), public=True)
    )
    _register_tables()
    jobs.register_tick("metadata.in_force", "metadata.services.registration:supersede_due", every_seconds=3600)
    sheets = ("csv", "xlsx")
    exports.register_export("metadata.activity", "metadata.exports_activities:entries", "MS-Keg", sheets)
    exports.register_export("metadata.activity_variables", "metadata.exports_activities:variables", "MS-Var", sheets)
    office.register_setting(
        "sds_regulations",
        "Peraturan BPS Nomor 10 Tahun 2023\nKeputusan Kepala BPS Nomor 850 Tahun 2023\nPeraturan BPS Nomor 4 Tahun 2020\n"
        "Peraturan BPS Nomor 4 Tahun 2021",
        "text",
        _("Regulations on standard data that forms propose, one a line"),
    )
    office.register_setting(
        "registry_measures",
        "Jumlah\nPersentase\nRata-rata\nRasio\nProporsi\nIndeks\nLaju\nMedian",
        "text",
        _("Measures (ukuran) that forms propose and with which no concept's name may begin, one a line"),
    )
    office.register_setting(
        "registry_units",
        "Orang\nRumah tangga\nHektare\nTon\nKilogram\nRupiah\nPersen\nTahun\nUnit",
        "text",
        _("Units of measurement (satuan) that forms propose, one a line"),
    )
    office.register_setting(
        "registry_abbreviations",
        "ASEAN\nASI\nBPS\nISCED\nISCO\nISIC\nKB\nKBJI\nKBKI\nKBLI\nKTP\nNIK\nPAUD\nPDB\nPDRB\nPKK\nPNS\nRT\nRW\nSD\nSMA\nSMK\n"
        "SMP\nTIK\nUMKM\nUMR",
        "text",
        _("Abbreviations that are generally known and may stand in brackets in names of the registry, one a line"),
    )
    office.register_setting(
        "pembina_name", "Badan Pusat Statistik", "text", _("Name of the pembina data that endorses standard data")
    )


def _register_tables() -> None:
    """Import and export of tables: their jobs, and who is told when an uploaded file was found harmless."""
    jobs.register_job(
        "metadata.import_check",
        runner="metadata.jobs:check_import",
        label=_("Check of a file to import"),
        max_attempts=3,
        time_limit=900,
    )
    jobs.register_job(
        "metadata.import_apply",
        runner="metadata.jobs:apply_import",
        label=_("Import into the registry"),
        max_attempts=3,
        time_limit=1800,
        cancellable=False,
    )
    jobs.register_job(
        "metadata.export",
        runner="metadata.jobs:export_table",
        label=_("Export of the registry"),
        max_attempts=3,
        time_limit=1800,
    )
    files.on_checked("registry-import", "metadata.services.imports:file_checked")
