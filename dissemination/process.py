"""Phase 7 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.engine.spec import PhaseSpec, register_phase

SUBPROCESSES = ("7.1", "7.2", "7.3", "7.4", "7.5")


def register() -> None:
    register_phase(PhaseSpec(7, "dissemination", SUBPROCESSES))
