"""Phase 3 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.engine.spec import PhaseSpec, register_phase

SUBPROCESSES = ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7")


def register() -> None:
    register_phase(PhaseSpec(3, "phases.build", SUBPROCESSES))
