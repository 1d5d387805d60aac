"""Phase 2 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.design import filing_process
from phases.design.workspaces import GATES, WORKSPACES
from phases.engine.spec import PhaseSpec, register_phase

SUBPROCESSES = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6")


def register() -> None:
    register_phase(PhaseSpec(2, "phases.design", SUBPROCESSES, workspaces=WORKSPACES, gates=GATES))
    filing_process.register()
