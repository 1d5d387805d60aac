"""Phase 1 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from gsbpm_portal.accounts.backends import grant_to_office
from phases.engine.spec import PhaseSpec, register_phase
from phases.needs import workspaces_kak

SUBPROCESSES = ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6")


def register() -> None:
    register_phase(
        PhaseSpec(
            1,
            "phases.needs",
            SUBPROCESSES,
            workspaces=workspaces_kak.WORKSPACES,
            gates=workspaces_kak.GATES,
            effects=workspaces_kak.EFFECTS,
            written=workspaces_kak.WRITTEN,
        )
    )
    workspaces_kak.register()
    grant_to_office(
        "needs.view_*", "needs.add_kaklayoutchoice", "needs.change_kaklayoutchoice", "needs.delete_kaklayoutchoice"
    )
