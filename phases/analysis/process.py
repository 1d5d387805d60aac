"""Phase 6 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.engine.spec import PhaseSpec, register_phase

SUBPROCESSES = ("6.1", "6.2", "6.3", "6.4", "6.5")


def register() -> None:
    register_phase(PhaseSpec(6, "phases.analysis", SUBPROCESSES))
