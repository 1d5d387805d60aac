"""Phase 4 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.engine.spec import PhaseSpec, register_phase

SUBPROCESSES = ("4.1", "4.2", "4.3", "4.4")


def register() -> None:
    register_phase(PhaseSpec(4, "phases.collection", SUBPROCESSES))
