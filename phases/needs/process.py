"""Phase 1 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.engine.spec import PhaseSpec, register_phase
from phases.needs.planning import process as planning

SUBPROCESSES = ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6")


def register() -> None:
    register_phase(PhaseSpec(1, "phases.needs", SUBPROCESSES))
    planning.register()
