"""Phase 5 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.engine.spec import PhaseSpec, register_phase

SUBPROCESSES = ("5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8")


def register() -> None:
    register_phase(PhaseSpec(5, "phases.processing", SUBPROCESSES))
